public import Core

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
    /// The case type of mail to it.
    public var caseType: String?
    /// The servers whose Authentication-Results are believed.
    public var authservIDs: [String]
    /// What happens to a message once it is safely stored.
    public var disposal: Disposal
    /// Where taken-in messages are moved to.
    public var processedFolder: String
    /// Where messages are moved to that never could be taken in.
    public var quarantineFolder: String

    /// A mailbox from its settings.
    public init(
        name: String, address: EmailAddress, caseType: String?, authservIDs: [String], disposal: Disposal,
        processedFolder: String, quarantineFolder: String
    ) {
        self.name = name
        self.address = address
        self.caseType = caseType
        self.authservIDs = authservIDs
        self.disposal = disposal
        self.processedFolder = processedFolder
        self.quarantineFolder = quarantineFolder
    }
}
