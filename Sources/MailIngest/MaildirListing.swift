public import Core

/// The messages that are in a Maildir now.
public struct MaildirListing: Sendable {
    /// Those that nobody has taken out of `new/`.
    public var new: [InboundSource]
    /// Those in `cur/`.
    public var current: [InboundSource]

    /// Looks into the Maildir at `path`; changes nothing.
    ///
    /// Files that are older than that second since 1970 count for nothing.
    public init(path: String, from second: UInt32) throws {
        let maildir = Maildir(path: path)
        let files = maildir.files(try maildir.files(), changedFrom: second)
        func sources(_ folder: String) -> [InboundSource] {
            files.filter { $0.folder == folder }.map { .maildir(name: $0.uniqueName) }
        }
        (new, current) = (sources("new"), sources("cur"))
    }
}
