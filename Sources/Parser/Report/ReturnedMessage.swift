import Core

/// What is left of the message that a report is about: its header fields, whole or in part.
struct ReturnedMessage {
    private(set) var messageID: MessageID?
    /// Whom it was for, as far as its fields tell.
    private(set) var recipients: [String] = []
    private(set) var from: String?

    /// How much of a returned message is looked at.
    static let limit = 64 << 10

    /// Reads the head of a message, with anything before its fields.
    init(_ text: [UInt8]) {
        let groups = FieldGroups(Array(text.prefix(Self.limit))) { Self.names.contains($0) || $0.hasPrefix("x-") }
        // The fields of the message itself stand in the first group that has some; what follows is its body.
        let fields = groups.groups.first { $0.contains { Self.names.contains($0.name) } } ?? []
        let isWanted: (String) -> [String] = { name in fields.filter { $0.name == name }.map(\.body) }
        messageID = isWanted("message-id").first.flatMap { MessageID.all(in: $0).first }
        from = isWanted("from").first.flatMap(Self.address)
        let places = ["x-envelope-to", "envelope-to", "delivered-to", "x-original-to", "to"]
        recipients = places.lazy.map { isWanted($0).compactMap(Self.address) }.first { !$0.isEmpty } ?? []
    }

    private static func address(_ body: String) -> String? {
        let first = AddressParser.addresses(in: Array(body.utf8.prefix(2_000)), limits: Limits()).first?.address
        return first.flatMap { $0.isBlank ? nil : $0 }
    }

    private static let names: Set<String> = [
        "from", "to", "cc", "subject", "date", "message-id", "received", "return-path", "reply-to", "mime-version",
        "content-type", "content-transfer-encoding", "in-reply-to", "references", "dkim-signature", "delivered-to",
        "envelope-to", "sender", "user-agent", "authentication-results", "arc-seal", "arc-message-signature",
        "arc-authentication-results", "received-spf", "domainkey-signature", "list-unsubscribe", "precedence",
        "thread-topic", "thread-index", "importance", "errors-to", "organization", "domainkey-status",
    ]
}
