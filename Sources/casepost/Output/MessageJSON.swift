internal import Core
internal import FoundationEssentials
internal import MailAuth
internal import Parser

/// A message as `casepost parse --json` prints it.
struct MessageJSON: Encodable {
    struct Address: Encodable {
        @Nullable var name: String?
        var address: String
    }

    struct File: Encodable {
        @Nullable var filename: String?
        var contentType: String
        var size: Int
        var sha256: String
        var inline: Bool
        @Nullable var contentId: String?
    }

    struct BounceJSON: Encodable {
        struct Recipient: Encodable {
            @Nullable var address: String?
            var action: String
            @Nullable var status: String?
            @Nullable var smtpCode: Int?
            var permanent: Bool
            var hard: Bool
            var reason: String
            @Nullable var diagnostic: String?
        }

        var recipients: [Recipient]
        @Nullable var originalMessageId: String?
    }

    struct Abuse: Encodable {
        @Nullable var feedbackType: String?
        @Nullable var userAgent: String?
        @Nullable var originalMailFrom: String?
        var originalRecipients: [String]
        @Nullable var sourceIP: String?
    }

    struct Command: Encodable {
        var name: String
        @Nullable var argument: String?
    }

    var file: String
    @Nullable var messageId: String?
    var inReplyTo: [String]
    var references: [String]
    @Nullable var date: Date?
    @Nullable var from: Address?
    @Nullable var sender: Address?
    var replyTo: [Address]
    var to: [Address]
    var cc: [Address]
    var subject: String
    var text: String
    @Nullable var html: String?
    var replyText: String
    @Nullable var signature: String?
    @Nullable var quotedText: String?
    var attachments: [File]
    var kind: String
    @Nullable var autoReply: String?
    @Nullable var quiet: String?
    @Nullable var bounce: BounceJSON?
    @Nullable var abuse: Abuse?
    var commands: [Command]
    var fields: [String: String]
    var defects: [String]
    /// Only where it is asked for; the key is missing otherwise.
    var authentication: AuthenticationJSON?

    /// `raw` is the message that was parsed; the digests of attachments are made of it.
    init(_ message: InboundMessage, file: String, raw: UnsafeRawBufferPointer) {
        self.file = file
        inReplyTo = message.inReplyTo.map(\.rawValue)
        references = message.references.map(\.rawValue)
        replyTo = message.replyTo.map(Self.address)
        to = message.to.map(Self.address)
        cc = message.cc.map(Self.address)
        subject = message.subject
        text = message.text
        replyText = message.replyText
        attachments = message.attachments.map { Self.file($0, raw) }
        kind = message.kind.rawValue
        commands = message.commands.map(Self.command)
        fields = message.fields
        defects = message.defects.map(\.kind.rawValue)
        messageId = message.messageID?.rawValue
        date = message.date
        from = message.from.first.map(Self.address)
        sender = message.sender.map(Self.address)
        html = message.html
        signature = message.signature
        quotedText = message.quotedText
        autoReply = message.autoReply
        quiet = message.quiet
        bounce = message.bounce.map(Self.bounce)
        abuse = message.abuseReport.map(Self.abuse)
    }

    private static func address(_ address: NamedAddress) -> Address {
        var json = Address(address: address.address)
        json.name = address.name
        return json
    }

    private static func file(_ attachment: Attachment, _ raw: UnsafeRawBufferPointer) -> File {
        var json = File(
            contentType: attachment.contentType, size: attachment.size,
            sha256: Digest.sha256(attachment.decoded(from: raw)), inline: attachment.isInline)
        json.filename = attachment.filename
        json.contentId = attachment.contentID
        return json
    }

    private static func command(_ command: MailCommand) -> Command {
        var json = Command(name: command.name)
        json.argument = command.argument
        return json
    }

    private static func bounce(_ bounce: Bounce) -> BounceJSON {
        var json = BounceJSON(
            recipients: bounce.recipients.map { recipient in
                var json = BounceJSON.Recipient(
                    action: recipient.action.rawValue, permanent: recipient.isPermanent,
                    hard: recipient.isHard, reason: recipient.reason.rawValue)
                json.address = recipient.address
                json.status = recipient.status
                json.smtpCode = recipient.smtpCode
                json.diagnostic = recipient.diagnostic
                return json
            })
        json.originalMessageId = bounce.originalMessageID?.rawValue
        return json
    }

    private static func abuse(_ report: AbuseReport) -> Abuse {
        var json = Abuse(originalRecipients: report.originalRecipients)
        json.feedbackType = report.feedbackType
        json.userAgent = report.userAgent
        json.originalMailFrom = report.originalMailFrom
        json.sourceIP = report.sourceIP
        return json
    }
}

/// What `casepost parse --json` prints of a message that passes a limit.
struct RefusedMessageJSON: Encodable {
    var file: String
    /// A fixed word, such as `limit-depth`.
    var error: String
}
