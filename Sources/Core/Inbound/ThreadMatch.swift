/// What a reply address or a Message-ID of ours says once its signature was checked.
public struct ReplyToken: Hashable, Sendable {
    /// The case it is about.
    public var caseNumber: CaseNumber
    /// The person it was issued to.
    public var recipient: ID<Person>
    /// The case's epoch when it was issued, from 0 to 15; a token of another epoch is worth nothing.
    public var epoch: UInt8

    /// A token's contents.
    public init(caseNumber: CaseNumber, recipient: ID<Person>, epoch: UInt8 = 0) {
        self.caseNumber = caseNumber
        self.recipient = recipient
        self.epoch = epoch
    }
}

/// Which case a message belongs to, as far as its tokens say.
public enum ThreadMatch: Sendable, Equatable {
    /// Where a token was found.
    public enum Source: String, Sendable {
        case recipientAddress, messageID
    }

    case none
    /// One case, by a token that the desk made.
    case token(ReplyToken, Source)
    /// The best source names several cases.
    case ambiguous
}
