internal import Core
internal import FoundationEssentials
internal import Store

/// A message that was set aside as `quarantine list --json` and `quarantine show --json` print it.
struct QuarantineJSON: Encodable {
    var id: String
    var mailbox: String
    @Nullable var from: String?
    @Nullable var subject: String?
    @Nullable var messageId: String?
    var reason: String
    var reasons: [String]
    var received: Date
    @Nullable var setAside: Date?
    var attempts: Int
    var size: Int
    var source: String

    init(_ message: QuarantinedMessage, head: RawHead) {
        id = String(message.id.rawValue)
        mailbox = message.mailbox
        from = head["from"]
        subject = head["subject"]
        messageId = head["message-id"]
        reason = message.reason
        reasons = message.reasons
        received = message.received
        setAside = message.setAside
        attempts = message.attempts
        size = message.size
        source = message.source.key
    }

    /// For people at a terminal.
    var text: String {
        let lines = [
            "Message \(id)", "", "From      \(from ?? "")", "Subject   \(subject ?? "")", "Mailbox   \(mailbox)",
            "Source    \(source)", "Received  \(received.formatted(.iso8601))",
            "Set aside \(setAside?.formatted(.iso8601) ?? "")", "Size      \(size) octets", "", "Why:",
        ]
        return (lines.map(\.onOneLine) + reasons.map { "  " + $0.onOneLine }).joined(separator: "\n")
    }
}

/// Fields of a message that nobody dares to parse: the first line of each, as it stands there.
struct RawHead {
    private static let limit = 65_536

    private var fields: [String: String] = [:]

    /// Of a message whose octets are gone.
    init() {}

    init(_ raw: RawContent) throws {
        switch raw {
        case .memory(let octets): octets.withUnsafeBytes { read($0) }
        case .file(let path, _): try FileOctets(path).withBytes { read($0) }
        }
    }

    /// The field of that name in small letters.
    subscript(name: String) -> String? { fields[name] }

    private mutating func read(_ octets: UnsafeRawBufferPointer) {
        for line in octets.prefix(Self.limit).split(separator: 10, omittingEmptySubsequences: false) {
            let text = String(decoding: line.prefix(1_000), as: UTF8.self).trimmed
            guard !text.isEmpty else { return }
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, line.first != 0x20, line.first != 9 else { continue }
            let name = parts[0].lowercased()
            if fields[name] == nil { fields[name] = String(parts[1]).trimmed.onOneLine }
        }
    }
}
