public import Core

extension IMAPSession {
    /// The messages of the selected folder with this UID or a higher one, ascending.
    public func list(fromUID first: UInt32) async throws(TransportFailure) -> [MessageSummary] {
        // Some servers refuse a sequence set over an empty folder.
        if exists == 0 { try await noop() }
        guard exists > 0 else { return [] }
        // Twice what there is: a server that repeats itself is understood, one that never comes to an end is not.
        let most = 2 * exists + 1_000
        var summaries: [MessageSummary] = []
        let status = try await perform(.fetchSummaries(from: max(1, first))) { response in
            // `n:*` is never empty: `*` is the last message, and a range may be written either way round.
            guard case .fetch(let data) = response, let uid = data.uid, uid >= first, summaries.count <= most else {
                return
            }
            // Without a size it is listed all the same: what is passed over now is never looked at again.
            summaries.append(MessageSummary(uid: uid, size: data.size ?? 0, internalDate: data.internalDate))
        }
        try status.requireOK("UID FETCH")
        guard summaries.count <= most else {
            throw TransportFailure(.protocolViolation, detail: "UID FETCH: more messages than the folder has")
        }
        return Self.merged(summaries.sorted { $0.uid < $1.uid })
    }

    /// One summary for each message, of sorted ones that may say different things of it.
    private static func merged(_ sorted: [MessageSummary]) -> [MessageSummary] {
        var merged: [MessageSummary] = []
        merged.reserveCapacity(sorted.count)
        for summary in sorted {
            guard let last = merged.last, last.uid == summary.uid else {
                merged.append(summary)
                continue
            }
            merged[merged.count - 1].size = max(last.size, summary.size)
            merged[merged.count - 1].internalDate = last.internalDate ?? summary.internalDate
        }
        return merged
    }

    /// The messages of the selected folder with that identifier, which must be well-formed.
    public func find(_ id: MessageID) async throws(TransportFailure) -> [UInt32] {
        var found: Set<UInt32> = []
        let status = try await perform(.searchMessageID(id)) { response in
            if case .search(let uids) = response { found.formUnion(uids) }
        }
        try status.requireOK("UID SEARCH")
        return found.sorted()
    }

    /// Marks messages as read.
    public func markSeen(_ uids: some Sequence<UInt32>) async throws(TransportFailure) {
        for part in UIDSet(uids).parts() { try await addFlag("\\Seen", part) }
    }

    /// Whether the server moves messages in one step (RFC 6851).
    public var offersMove: Bool { capabilities.contains("MOVE") && !isMoveUnknown }

    /// Moves messages of the selected folder, at a server that ``offersMove``; fails with `folderMissing` if the other does
    /// not exist.
    public func move(_ uids: some Sequence<UInt32>, to folder: String) async throws(TransportFailure) {
        let name = try await wireName(folder)
        for part in UIDSet(uids).parts() {
            let status = try await perform(.move(part, to: name))
            // QUIRK: a proxy may tell what another server behind it can do. From now on it is not offered here.
            isMoveUnknown = status.condition == .bad
            try status.requireOK("UID MOVE")
        }
    }

    /// Copies messages of the selected folder by one command, for which no more than one of the ``UIDSet/parts(ofRanges:)``
    /// may be given; fails with `folderMissing` if the other does not exist.
    ///
    /// All are copied, or none (RFC 9051 section 6.4.7).
    public func copy(_ uids: UIDSet, to folder: String) async throws(TransportFailure) {
        try await perform(.copy(uids, to: wireName(folder))).requireOK("UID COPY")
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
