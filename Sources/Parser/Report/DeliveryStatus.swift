import Core

/// The fields of a delivery report, a block for each recipient (RFC 3464 section 2).
struct DeliveryStatus {
    /// What the fields say about one recipient, as they stand.
    struct Recipient: Equatable {
        var address: String?
        var action: Bounce.Action?
        var status: String?
        /// What stands behind the code in the Status field.
        var comment: String?
        var diagnostic: String?
        /// The name of the program or protocol that the diagnostic is of, such as `smtp` or `x-notes`.
        var diagnosticType: String?
        /// What PowerMTA takes it for, in its own words.
        var category: String?
    }

    private(set) var recipients: [Recipient] = []
    /// The Message-ID of the message reported on, which no standard provides for and many programs give.
    private(set) var originalMessageID: MessageID?
    private var fields: [String: String] = [:]
    /// What a misplaced field among those of the message says of every recipient.
    private var common: [String: String] = [:]

    /// The most recipients read from one report.
    static let most = 1_000

    private static let perRecipient: Set<String> = [
        "original-recipient", "final-recipient", "x-actual-recipient", "action", "status", "diagnostic-code",
        "remote-mta", "last-attempt-date", "final-log-id", "will-retry-until", "x-powermta-bouncecategory",
    ]

    private static let identifiers: Set<String> = ["x-original-message-id", "original-message-id"]

    private static let perMessage: Set<String> = [
        "reporting-mta", "original-envelope-id", "dsn-gateway", "received-from-mta", "arrival-date", "reporting-ua",
    ]

    /// Reads the text of a part, or of a body that should have been one.
    init(_ text: [UInt8]) {
        let groups = FieldGroups(text) { name in
            Self.perRecipient.contains(name) || Self.perMessage.contains(name) || name.hasPrefix("x-")
                || Self.identifiers.contains(name)
        }
        for group in groups.groups where recipients.count < Self.most { add(group) }
        endRecipient()
    }

    /// Whether a text has fields of a recipient, not merely words that look like one.
    static func isLikely(_ text: [UInt8]) -> Bool {
        let recipients = DeliveryStatus(text).recipients
        return recipients.contains { $0.address != nil && ($0.action != nil || $0.status != nil) }
    }

    private mutating func add(_ group: [FieldGroups.Field]) {
        // A blank line may stand in the middle of a block; it ends one only where a recipient was named.
        if hasAddress { endRecipient() }
        for field in group where Self.identifiers.contains(field.name) {
            originalMessageID = originalMessageID ?? MessageID.all(in: field.body).first
        }
        let isOfMessage = group.contains { Self.perMessage.contains($0.name) }
        for field in group where Self.perRecipient.contains(field.name) { add(field) }
        guard isOfMessage, !hasAddress else { return }
        // QUIRK: Boxbe gives the action among the fields of the message.
        common.merge(fields) { $1 }
        fields = [:]
    }

    private mutating func add(_ field: FieldGroups.Field) {
        guard let known = fields[field.name] else {
            fields[field.name] = field.body
            return
        }
        switch field.name {
        case "diagnostic-code": fields[field.name] = known + " " + field.body
        case "final-recipient", "original-recipient", "action":
            // QUIRK: blocks without a blank line between them.
            endRecipient()
            fields[field.name] = field.body
        default: break
        }
    }

    private var hasAddress: Bool { fields["final-recipient"] != nil || fields["original-recipient"] != nil }

    private mutating func endRecipient() {
        let fields = common.merging(self.fields) { $1 }
        let says = !self.fields.isEmpty && (hasAddress || fields["status"] != nil || fields["action"] != nil)
        self.fields = [:]
        guard says, recipients.count < Self.most else { return }
        var recipient = Recipient()
        let names = ["original-recipient", "final-recipient", "x-actual-recipient"]
        let addresses = names.compactMap { fields[$0].flatMap(ReportAddress.read) }
        recipient.address = addresses.first(where: ReportAddress.isAddress) ?? addresses.first
        recipient.action = fields["action"].flatMap(Self.action)
        recipient.status = fields["status"].flatMap { ReplyCodes(Array($0.utf8)).pairs.first?.status }
        recipient.comment = fields["status"].flatMap(Self.comment)
        (recipient.diagnosticType, recipient.diagnostic) = Self.typed(fields["diagnostic-code"])
        recipient.category = fields["x-powermta-bouncecategory"]?.utf8.lowercasedASCII
        recipients.append(recipient)
    }

    private static func action(_ body: String) -> Bounce.Action? {
        let word = body.utf8.prefix { $0.isLetter || $0 == UInt8(ascii: "-") }.lowercasedASCII
        // QUIRK: some say `failure`, `expired`, `deliverable`.
        let aliases: [String: Bounce.Action] = [
            "failure": .failed, "fail": .failed, "expired": .failed, "error": .failed, "delay": .delayed,
            "deliverable": .delivered, "success": .delivered,
        ]
        return Bounce.Action(rawValue: word) ?? aliases[word]
    }

    /// QUIRK: some say in parentheses behind the code why; mostly it only repeats what the code means.
    private static func comment(_ status: String) -> String? {
        let bytes = Array(status.utf8)
        guard let open = bytes.firstIndex(of: UInt8(ascii: "(")) else { return nil }
        let text = bytes[(open + 1)...].prefix { $0 != UInt8(ascii: ")") }
        return text.contains(UInt8(ascii: ":")) ? String(decoding: text, as: UTF8.self) : nil
    }

    /// Takes `type; value` apart; where the first word is no type, all is the value.
    private static func typed(_ body: String?) -> (type: String?, value: String?) {
        guard let body, !body.isEmpty else { return (nil, nil) }
        let bytes = Array(body.utf8)
        guard let semicolon = bytes.prefix(40).firstIndex(of: UInt8(ascii: ";")) else { return (nil, body) }
        let type = bytes[..<semicolon].lowercasedASCII.trimmingBlanks
        guard type.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }) else { return (nil, body) }
        let value = String(decoding: bytes[(semicolon + 1)...], as: UTF8.self).trimmingBlanks
        return (type, value.isEmpty ? nil : value)
    }
}
