/// A folder as SELECT found it.
public struct SelectedFolder: Sendable, Equatable {
    /// UIDs mean the same messages only while this stays the same (RFC 9051 section 2.3.1.1).
    public var uidValidity: UInt32
    /// No message has this UID or a higher one yet; `nil` if the server does not say.
    public var uidNext: UInt32?
    /// How many messages it holds.
    public var exists: Int
    /// Whether nothing can be moved or flagged in it.
    public var isReadOnly: Bool
}

extension IMAPSession {
    /// Opens a folder, named with `/` between its levels; fails with `folderMissing` if that is not possible.
    public func select(_ folder: String) async throws(TransportFailure) -> SelectedFolder {
        let name = try await wireName(folder)
        var uidValidity: UInt32?
        var uidNext: UInt32?
        let status = try await perform(.select(name)) { response in
            guard case .status(let status) = response else { return }
            if case .uidValidity(let value) = status.code { uidValidity = value }
            if case .uidNext(let value) = status.code { uidNext = value }
        }
        try status.requireSelected(folder)
        guard let uidValidity else {
            throw TransportFailure(.protocolViolation, detail: "SELECT without UIDVALIDITY: UIDs mean nothing then")
        }
        let isReadOnly = status.code == .readOnly
        return SelectedFolder(uidValidity: uidValidity, uidNext: uidNext, exists: exists, isReadOnly: isReadOnly)
    }

    /// Creates a folder, named with `/` between its levels; it may exist already.
    public func create(_ folder: String) async throws(TransportFailure) {
        let name = try await wireName(folder)
        let status = try await perform(.create(name))
        guard status.condition != .ok, status.code != .other("ALREADYEXISTS") else { return }
        // Servers without that code (RFC 5530) say just NO.
        guard try await !isSelectable(name) else { return }
        try status.requireOK("CREATE")
    }

    /// Adds a message to a folder; returns its UID there if the server tells (RFC 4315).
    public func append(
        _ message: [UInt8], to folder: String, flags: [String] = []
    ) async throws(TransportFailure) -> UInt32? {
        let name = try await wireName(folder)
        let status = try await perform(.append(name, flags: flags, message: message))
        try status.requireOK("APPEND")
        guard case .appendUID(let uid) = status.code else { return nil }
        return uid
    }

    /// The name of a folder as this server wants it.
    func wireName(_ folder: String) async throws(TransportFailure) -> IMAPFolderName {
        guard folder.uppercased() != "INBOX" else { return IMAPFolderName(path: folder, in: nil) }
        if namespace == nil { namespace = try await askForNamespace() }
        return IMAPFolderName(path: folder, in: namespace)
    }

    private func askForNamespace() async throws(TransportFailure) -> IMAPNamespace {
        var found: IMAPNamespace?
        if capabilities.contains("NAMESPACE") {
            _ = try await perform(.namespace) { response in
                if case .namespace(let namespace) = response { found = namespace }
            }
        }
        if let found { return found }
        var delimiter: String?
        _ = try await perform(.listDelimiter) { response in
            if case .list(let listing) = response { delimiter = listing.delimiter }
        }
        return IMAPNamespace(prefix: "", delimiter: delimiter)
    }

    /// Whether a folder, named with `/` between its levels, is there and can be opened.
    public func has(_ folder: String) async throws(TransportFailure) -> Bool {
        try await isSelectable(try await wireName(folder))
    }

    private func isSelectable(_ name: IMAPFolderName) async throws(TransportFailure) -> Bool {
        var isSelectable = false
        _ = try await perform(.list(name)) { response in
            if case .list(let listing) = response, listing.isSelectable { isSelectable = true }
        }
        return isSelectable
    }
}

extension IMAPStatus {
    fileprivate func requireSelected(_ folder: String) throws(TransportFailure) {
        do {
            try requireOK("SELECT")
        } catch {
            // Most servers give no code with this NO.
            guard error.kind == .refused, condition == .no else { throw error }
            throw TransportFailure(.folderMissing, detail: "\(folder.printable): \(error.detail)")
        }
    }
}
