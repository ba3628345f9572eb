import Foundation

/// A Maildir that a test fills and looks into.
public struct MailFolder: Sendable {
    /// The directory that holds `cur`, `new` and `tmp`.
    public let path: String
    /// Who must own what is put in; `nil` for ourselves.
    let owner: uid_t?

    /// The Maildir at that path.
    public init(path: String) {
        self.init(path: path, owner: nil)
    }

    init(path: String, owner: uid_t?) {
        self.path = path
        self.owner = owner
    }

    /// The files of all messages, in the order of their names.
    public var files: [String] {
        ["cur", "new"].flatMap { kind in
            let names = FileManager.default.subpaths(atPath: "\(path)/\(kind)") ?? []
            // By number, since the microseconds in a name have no leading zeros.
            let ordered = names.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
            return ordered.map { "\(path)/\(kind)/\($0)" }
        }
    }

    /// How many messages there are.
    public var count: Int { files.count }

    /// The octets of all messages, in the order of their files.
    public var messages: [[UInt8]] {
        get throws { try files.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) } }
    }

    /// Puts a message in, as a delivery agent does: written aside, then renamed into `new`.
    ///
    /// Returns the name of its file.
    @discardableResult
    public func deliver(_ message: [UInt8]) throws -> String {
        try prepare()
        // Octets of a name that sort by time of delivery; the uuid keeps tests that run beside each other apart.
        let name = "\(UInt64(Date.now.timeIntervalSince1970 * 1_000_000)).\(UUID().uuidString).localhost"
        try Data(message).write(to: URL(fileURLWithPath: "\(path)/tmp/\(name)"))
        own("\(path)/tmp/\(name)")
        guard rename("\(path)/tmp/\(name)", "\(path)/new/\(name)") == 0 else {
            throw TestSupportFailure("could not deliver to \(path): \(Errno.text)")
        }
        return name
    }

    /// Puts a message in.
    @discardableResult
    public func deliver(_ message: String) throws -> String { try deliver(Array(message.utf8)) }

    private func prepare() throws {
        // A folder beside the inbox may be there before the inbox is.
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        for folder in [parent, path, "\(path)/cur", "\(path)/new", "\(path)/tmp"] {
            guard !FileManager.default.fileExists(atPath: folder) else { continue }
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            own(folder)
        }
    }

    private func own(_ file: String) {
        if let owner { chown(file, owner, owner) }
    }
}
