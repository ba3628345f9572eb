import Core

/// What the header fields say about who, or what, wrote a message: every field of a name is looked at.
struct HeaderSigns {
    /// Why it was written by a program, in words for the log.
    private(set) var automatic: String?
    private(set) var isList = false
    private var isBulk = false
    private(set) var hasNullPath = false
    /// Whether there is a Return-Path at all.
    private(set) var hasPath = false
    /// Whether a mail system seems to have sent it.
    private(set) var isFromMailSystem = false
    private(set) var isFromRobot = false
    /// What is said against answering it, short of saying that a program wrote it.
    private(set) var quiet: String?
    private(set) var failedRecipients: [String] = []
    private(set) var complainedRecipient: String?
    private(set) var subject: String
    /// The message that this one answers, by its own fields.
    private(set) var answeredMessageID: MessageID?
    /// Addresses that a report names without meaning a recipient.
    private(set) var strangers: Set<String> = []
    private(set) var senderDomain: String?

    /// What the fields of a message say, whose subject and addresses have been read.
    init(_ message: InboundMessage) {
        subject = message.subject
        answeredMessageID = message.inReplyTo.first ?? message.references.last
        for field in message.header.fields { read(field) }
        if hasNullPath { note("Return-Path: <>") }
        readSender(message)
        for address in message.from + message.to + message.replyTo {
            strangers.insert(address.address.utf8.lowercasedASCII)
        }
    }

    private mutating func read(_ field: HeaderSection.Field) {
        let name = field.name.utf8.lowercasedASCII
        switch name {
        case "auto-submitted":
            let keyword = Self.keyword(field)
            if !keyword.isEmpty, keyword != "no" { note("Auto-Submitted: \(keyword)") }
        case "precedence", "x-precedence":
            let keyword = Self.keyword(field)
            if keyword == "list" { isList = true }
            if Self.bulk.contains(keyword) {
                isBulk = isBulk || keyword == "bulk" || keyword == "junk"
                note("\(field.name): \(keyword)")
            }
        case "list-id", "list-post", "mailing-list", "x-mailing-list", "x-beenthere": isList = true
        case "return-path":
            hasPath = true
            hasNullPath = hasNullPath || Self.isNull(field.body)
        case "x-failed-recipients": readFailed(field)
        case "x-hmxmroriginalrecipient": complainedRecipient = ReportAddress.clean(Array(field.body.utf8)[...])
        case "list-unsubscribe": quiet = quiet ?? field.name
        case "x-auto-response-suppress":
            let value = field.body.utf8.lowercasedASCII
            if ["all", "autoreply", "oof"].contains(where: { value.utf8.contains($0.utf8) }) {
                quiet = quiet ?? field.name
            }
        default: readSignOfReply(field, name)
        }
    }

    private mutating func readSignOfReply(_ field: HeaderSection.Field, _ name: String) {
        if Self.replyFields.contains(name) {
            if Self.keyword(field) != "no" { note(field.name) }
        } else if let wanted = Self.replyValues[name] {
            let value = field.body.utf8.lowercasedASCII
            if wanted.contains(where: { value.utf8.contains($0.utf8) }) { note(field.name) }
        }
    }

    private mutating func readFailed(_ field: HeaderSection.Field) {
        let addresses = AddressParser.addresses(in: Array(field.body.utf8), limits: Limits())
        failedRecipients += addresses.map(\.address).filter(ReportAddress.isAddress)
        failedRecipients = Array(failedRecipients.prefix(DeliveryStatus.most))
    }

    private mutating func readSender(_ message: InboundMessage) {
        let fields = message.header["from"]
        // QUIRK: some mail systems write `From: <>`, or a name in parentheses and no address.
        if fields.contains(where: { Self.isNull($0.body) }) { isFromMailSystem = true }
        for address in message.from + [message.sender].compactMap({ $0 }) {
            let parts = address.address.utf8.lowercasedASCII.split(separator: "@", maxSplits: 1)
            let local = parts.first.map(String.init) ?? ""
            if senderDomain == nil, parts.count > 1 { senderDomain = String(parts[1]) }
            let name = address.name?.utf8.lowercasedASCII ?? ""
            if Self.systemNames.contains(local) || Self.systemPhrases.contains(where: { name.utf8.contains($0.utf8) }) {
                isFromMailSystem = true
            }
            isFromRobot = isFromRobot || Self.robots.contains { local.hasPrefix($0) }
            if isFromRobot || isFromMailSystem || local.hasPrefix("owner-") || local.hasSuffix("-request") {
                quiet = quiet ?? "From: \(address.address)"
            }
        }
        // QUIRK: Majordomo marks what it passes on by its own address in Sender, and as bulk.
        let owner = message.sender?.address.utf8.lowercasedASCII.split(separator: "@").first ?? ""
        if isBulk, owner.hasPrefix("owner-") || owner.hasSuffix("-owner") { isList = true }
        if message.from.isEmpty {
            let text = fields.map { $0.body.utf8.lowercasedASCII }.joined()
            if Self.systemPhrases.contains(where: { text.utf8.contains($0.utf8) }) { isFromMailSystem = true }
        }
    }

    /// Whether Precedence is the only sign of a robot: lists mark what people write to them as bulk too.
    var isOnlyBulk: Bool { isBulk && automatic?.utf8.lowercasedASCII.utf8.contains("precedence".utf8) ?? false }

    /// What becomes of the message, going by the subject: most notices are of failures, some of delays.
    var action: Bounce.Action { noticeAction ?? .failed }

    /// Set by the notice's own words.
    var noticeAction: Bounce.Action?

    private mutating func note(_ why: String) { if automatic == nil { automatic = why } }

    private static func isNull(_ body: String) -> Bool {
        let bytes = body.utf8.filter { !$0.isWhiteSpace }
        return bytes.elementsEqual("<>".utf8) || body.utf8.lowercasedASCII == "<mailer-daemon>"
    }

    /// The first word of a field, without comments and parameters (RFC 3834 section 5).
    private static func keyword(_ field: HeaderSection.Field) -> String {
        ParameterizedField(Array(field.body.utf8), limits: Limits()).value
    }

    private static let bulk: Set<String> = ["bulk", "junk", "auto_reply", "auto-reply", "autoreply"]

    /// Fields that only robots write, whatever stands in them.
    private static let replyFields: Set<String> = [
        "x-autoreply", "x-autorespond", "x-autoresponder", "x-autoresponse", "x-autoreply-from", "x-mail-autoreply",
        "x-auto-reply", "x-autoreply-to", "x-vacation", "x-ooo", "x-bluebottle-request", "x-boxbe-request",
        "x-sa-confirm",
        "x-earthlink-challenge", "x-spamarrest-challenge", "x-ms-exchange-inbox-rules-loop", "x-autogenerated",
        "x-pt-autoresponder", "x-cron-env", "x-autorespond-loop",
    ]

    /// Fields that robots and people write, with the words that only robots put there.
    private static let replyValues: [String: [String]] = [
        "x-ms-exchange-generated-message-source": ["mailbox rules agent", "antispam", "agent"],
        "x-apple-action": ["vacation"], "delivered-to": ["autoresponder"],
        "x-loop": ["autoresponder", "vacation", "autoreply"],
        "x-mailer": ["vacation", "autorespond", "auto-reply", "autoreply"], "x-post-messageclass": ["oof"],
        "x-message-flag": ["auto reply"], "x-autoreply-type": ["vacation"], "x-mdaemon-autoreply": [""],
        "user-agent": ["vacation/", "autoreply"], "message-class": ["ipm.note.rules.oof"],
    ]

    private static let systemNames: Set<String> = [
        "mailer-daemon", "mailerdaemon", "mailer_daemon", "postmaster", "post_master", "postmast", "mail-daemon",
        "maildaemon",
        "mmdf", "bounce", "bounces", "uucp", "mailer", "maildelivery", "mail-delivery", "ndr", "mailsystem",
        "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e", "dsn", "mailgateway", "mdaemon", "deliveryreport",
    ]

    private static let systemPhrases = [
        "mail delivery", "mailer-daemon", "mailer daemon", "postmaster", "mail administrator", "system administrator",
        "delivery subsystem", "delivery system", "microsoft outlook", "ndr administrator", "mail deliver", "mailsystem",
        "undeliverable", "systemadministrator", "mail system", "message transfer agent",
    ]

    private static let robots = ["no-reply", "noreply", "no_reply", "donotreply", "do-not-reply"]
}
