public import FoundationEssentials

/// A received message as the desk understands it; what the parser makes of octets.
public struct InboundMessage: Sendable, Equatable {
    /// What sort of mail it is.
    public enum Kind: String, Sendable, CaseIterable {
        case message, autoReply, bounce, list, receipt, abuse, calendar
    }

    /// The header fields as received.
    public var header = HeaderSection()
    /// Its Message-ID, if it has a readable one.
    public var messageID: MessageID?
    /// The identifiers in In-Reply-To.
    public var inReplyTo: [MessageID] = []
    /// The identifiers in References, oldest first.
    public var references: [MessageID] = []
    /// What the Date field says; never an order to rely on.
    public var date: Date?
    /// The addresses of the From fields: who claims to have written it.
    public var from: [NamedAddress] = []
    /// The address of the Sender field.
    public var sender: NamedAddress?
    /// The addresses of Reply-To; they identify nobody.
    public var replyTo: [NamedAddress] = []
    /// The addresses of To, members of groups included.
    public var to: [NamedAddress] = []
    /// The addresses of Cc, members of groups included.
    public var cc: [NamedAddress] = []
    /// The decoded subject on one line.
    public var subject = ""
    /// The whole readable body.
    public var text = ""
    /// The sanitised HTML body, if the message has one.
    public var html: String?
    /// What the sender newly wrote.
    public var replyText = ""
    /// The sender's signature.
    public var signature: String?
    /// What they quoted or forwarded.
    public var quotedText: String?
    /// What came with the text, in the order of the message.
    public var attachments: [Attachment] = []
    /// What sort of mail it is.
    public var kind = Kind.message
    /// Why it counts as automatic, if ``kind`` is `autoReply`.
    public var autoReply: String?
    /// Why nobody may answer it automatically, if ``kind`` is `message`: it may be a robot's, and robots answer each other.
    public var quiet: String?
    /// What it says about mail that was not delivered, if ``kind`` is `bounce`.
    public var bounce: Bounce?
    /// What it complains about, if ``kind`` is `abuse`.
    public var abuseReport: AbuseReport?
    /// The commands at the top of the text, in their order; whether they may be given is another question.
    public var commands: [MailCommand] = []
    /// `Name: value` lines at the top of the new text, behind the commands.
    public var fields: [String: String] = [:]
    /// What the parser had to read around.
    public var defects: [Defect] = []

    /// An empty message.
    public init() {}

    /// Whether it says nothing but commands that mean something to the desk.
    public var isOnlyCommands: Bool {
        !commands.isEmpty && commands.allSatisfy(\.isKnown) && attachments.isEmpty && fields.isEmpty
            && !replyText.contains { !$0.isWhitespace }
    }
}
