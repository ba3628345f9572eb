/// Why a message was not delivered, in a fixed word that scripts may rely on; docs/bounces.md says how each is told.
public enum BounceReason: String, Sendable, CaseIterable {
    /// The mailbox does not exist.
    case userUnknown
    /// The mailbox is over its quota.
    case mailboxFull
    /// The account is disabled, locked, or not used any more.
    case suspended
    /// The person has another address now.
    case hasMoved
    /// The domain or its mail host does not exist.
    case hostUnknown
    /// The domain or host takes no mail at all.
    case notAccepted
    /// The recipient, or a filter of theirs, does not want it.
    case filtered
    /// The sender's address or name was refused.
    case rejected
    /// The sending host's address was refused, mostly because of a block list.
    case blocked
    /// The sending host or domain has a bad name.
    case badReputation
    /// The sending host's address has no name in the DNS, or a wrong one.
    case requirePTR
    /// SPF, DKIM or DMARC failed.
    case authFailure
    /// The content was taken for spam.
    case spamDetected
    /// A virus, or a kind of file that may carry one.
    case virusDetected
    /// A rule of the receiving site.
    case policyViolation
    /// The message is larger than the receiving host takes.
    case messageTooLarge
    /// The message is larger than the recipient may get.
    case quotaExceeded
    /// Too many connections, messages or recipients in a short time.
    case rateLimited
    /// Tried again and again until the time was over, or still being tried.
    case expired
    /// DNS, routing, or a connection that broke.
    case networkError
    /// A program that should have stored or passed on the message failed.
    case mailerError
    /// An error within the receiving host.
    case systemError
    /// The receiving host's disk is full.
    case systemFull
    /// The host passes on no mail for that domain.
    case noRelaying
    /// The form of the content.
    case contentError
    /// Encryption, authorisation, or a rule of security not named more closely.
    case securityError
    /// The two hosts did not understand each other's commands.
    case syntaxError
    /// The message breaks a rule of the message format.
    case notCompliantRFC
    /// Kept back for now, or refused in words that tell nothing more.
    case onHold
    /// It did arrive, or was passed on.
    case delivered
    /// The recipient is away.
    case vacation
    /// The recipient complained.
    case feedback
    /// Nothing tells why.
    case undetermined

    /// Whether the address itself is at fault: mail to it will never arrive, whoever sends it.
    public var meansDeadAddress: Bool {
        switch self {
        case .userUnknown, .hostUnknown, .hasMoved, .notAccepted: true
        default: false
        }
    }
}
