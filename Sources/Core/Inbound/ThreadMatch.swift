/// What a reply address or a Message-ID of ours says once its signature was checked.
public struct ReplyToken: Hashable, Sendable {
    /// The case it is about.
    public var caseNumber: CaseNumber
    /// The person it was issued to.
    public var recipient: ID<Person>

    /// A token's contents.
    public init(caseNumber: CaseNumber, recipient: ID<Person>) {
        self.caseNumber = caseNumber
        self.recipient = recipient
    }
}

/// Which case a message belongs to, as far as its tokens say.
public enum ThreadMatch: Sendable, Equatable {
    /// Where a token was found.
    public enum Source: String, Sendable {
        case recipientAddress, messageID
    }

    case none
    case token(ReplyToken, Source)
    /// The best source names several cases.
    case ambiguous
}
