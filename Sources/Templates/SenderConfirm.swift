/// What `sender-confirm` asks somebody in whose name messages came that prove nothing.
///
/// Who wrote them is not known, so nothing of them is in it but when they came in; all else is the desk's own.
public struct SenderConfirm: Sendable, Equatable {
    /// So many times are listed; more are only counted.
    static let listedTimes = 10

    /// The desk, as people call it.
    public var siteName: String
    /// Given name of the one it goes to, as the registry has it and never as a message says; may be empty.
    public var recipientName: String
    /// The address that is asked about, as the registry has it.
    public var address: String
    /// When each message came in, for people to read, oldest first.
    public var receivedTimes: [String]
    /// Where the question is answered.
    public var link: String
    /// Until when, for people to read.
    public var expires: String

    /// A question from its parts.
    public init(
        siteName: String, recipientName: String, address: String, receivedTimes: [String], link: String,
        expires: String
    ) {
        self.siteName = siteName
        self.recipientName = recipientName
        self.address = address
        self.receivedTimes = receivedTimes
        self.link = link
        self.expires = expires
    }
}

extension SenderConfirm: TemplateData {
    /// When one message came in.
    private struct Received: TemplateData {
        let at: String

        static let variables: TemplateVariables<Self> = ["receivedAt": .line(\.at)]
    }

    static let variables: TemplateVariables<Self> = [
        "siteName": .line(\.siteName),
        "recipientName": .line(\.recipientName),
        "address": .line(\.address, limit: 320),
        "hasSeveral": .flag { $0.receivedTimes.count > 1 },
        "messages": .list { $0.receivedTimes.prefix(listedTimes).map(Received.init) },
        "furtherMessages": .line { $0.furtherMessages },
        "link": .line(\.link, limit: 2_000),
        "expires": .line(\.expires),
    ]

    private var furtherMessages: String {
        let count = receivedTimes.count - Self.listedTimes
        return count > 0 ? "\(count)" : ""
    }
}
