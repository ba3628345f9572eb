public import Core
public import MailAuth

/// What the settings say about one mailbox, wherever its mail is.
public struct MailboxConfiguration: Sendable {
    /// What happens to a message in its mailbox once it is safely stored.
    public enum Disposal: String, Sendable, CaseIterable {
        case move, seen, delete
    }

    /// Its name in the settings.
    public var name: String
    /// The address people write to.
    public var address: EmailAddress
    /// The address that tokens are added to behind a plus sign, so that answers come back.
    public var replyAddress: EmailAddress
    /// The address to which undeliverable mail returns, a token added to it.
    public var bounceAddress: EmailAddress?
    /// The case type of mail to it.
    public var caseType: String?
    /// Whose word about a message is believed.
    public var trust: TrustPolicy
    /// What becomes of mail whose author is known and not proven.
    public var onUnverified: InboundRules.OnUnverified
    /// The only accounts that may write here, by name; all where it is empty.
    public var accounts: [String]
    /// What happens to a message once it is safely stored.
    public var disposal: Disposal
    /// Where taken-in messages are moved to.
    public var processedFolder: String
    /// Where messages are moved to that never could be taken in.
    public var quarantineFolder: String

    /// A mailbox from its settings.
    public init(
        name: String, address: EmailAddress, replyAddress: EmailAddress? = nil, bounceAddress: EmailAddress? = nil,
        caseType: String?, trust: TrustPolicy, onUnverified: InboundRules.OnUnverified = .hold,
        accounts: [String] = [], disposal: Disposal, processedFolder: String, quarantineFolder: String
    ) {
        self.name = name
        self.address = address
        self.replyAddress = replyAddress ?? address
        self.bounceAddress = bounceAddress
        self.caseType = caseType
        self.trust = trust
        self.onUnverified = onUnverified
        self.accounts = accounts
        self.disposal = disposal
        self.processedFolder = processedFolder
        self.quarantineFolder = quarantineFolder
    }
}
