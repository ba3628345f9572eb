extension IMAPSession {
    /// The messages of the selected folder with this UID or a higher one, ascending.
    public func list(fromUID first: UInt32) async throws(TransportFailure) -> [MessageSummary] {
        // Some servers refuse a sequence set over an empty folder.
        if exists == 0 { try await noop() }
        guard exists > 0 else { return [] }
        var summaries: [MessageSummary] = []
        let status = try await perform(.fetchSummaries(from: max(1, first))) { response in
            guard case .fetch(let data) = response, let uid = data.uid, let size = data.size else { return }
            // `n:*` is never empty: `*` is the last message, and a range may be written either way round.
            guard uid >= first else { return }
            summaries.append(MessageSummary(uid: uid, size: size, internalDate: data.internalDate))
        }
        try status.requireOK("UID FETCH")
        return summaries.sorted { $0.uid < $1.uid }
    }

    /// Marks messages as read.
    public func markSeen(_ uids: some Sequence<UInt32>) async throws(TransportFailure) {
        for part in UIDSet(uids).parts() { try await addFlag("\\Seen", part) }
    }

    /// Moves messages of the selected folder; fails with `folderMissing` if the other does not exist.
    ///
    /// A server without MOVE (RFC 6851) gets a copy and a deletion. A failure in between leaves both copies: moving
    /// again is safe for who recognises a message that it has seen.
    public func move(_ uids: some Sequence<UInt32>, to folder: String) async throws(TransportFailure) {
        let name = try await wireName(folder)
        for part in UIDSet(uids).parts() {
            if capabilities.contains("MOVE") {
                try await perform(.move(part, to: name)).requireOK("UID MOVE")
            } else {
                try await perform(.copy(part, to: name)).requireOK("UID COPY")
                try await delete(part)
            }
        }
    }

    /// Deletes messages of the selected folder for good.
    public func delete(_ uids: some Sequence<UInt32>) async throws(TransportFailure) {
        for part in UIDSet(uids).parts() { try await delete(part) }
    }

    private func delete(_ uids: UIDSet) async throws(TransportFailure) {
        try await addFlag("\\Deleted", uids)
        // QUIRK: without UIDPLUS there is only EXPUNGE, which also removes what other clients have marked as deleted.
        let expunge: IMAPCommand = capabilities.contains("UIDPLUS") ? .expungeOnly(uids) : .expunge
        try await perform(expunge).requireOK(expunge.name)
    }

    private func addFlag(_ flag: String, _ uids: UIDSet) async throws(TransportFailure) {
        try await perform(.addFlag(flag, uids)).requireOK("UID STORE")
    }
}
