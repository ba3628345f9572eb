/// One row of a contacts file: a contact in one account.
public struct ContactRow: Sendable, Equatable {
    /// Name of the account; made when it is new.
    public var account: String
    /// Primary address, which is who they are.
    public var address: EmailAddress
    /// Further addresses they write from.
    public var aliases: [EmailAddress]
    /// Given name.
    public var firstName: String
    /// Family name.
    public var lastName: String
    /// Role in this account.
    public var role: ContactRole
    /// Job title.
    public var title: String
    /// First telephone number.
    public var primaryPhone: String
    /// Second telephone number.
    public var secondaryPhone: String
    /// Areas of responsibility.
    public var areas: [String]
    /// Whether this is the account of mail that names none.
    public var isDefaultAccount: Bool
    /// When they are told what happens on cases; `nil` where they are not asked, and it stays as they chose.
    public var digest: DigestSchedule?

    /// A row from its columns.
    public init(
        account: String, address: EmailAddress, aliases: [EmailAddress] = [], firstName: String = "",
        lastName: String = "", role: ContactRole, title: String = "", primaryPhone: String = "",
        secondaryPhone: String = "", areas: [String] = [], isDefaultAccount: Bool = false,
        digest: DigestSchedule? = nil
    ) {
        self.account = account
        self.address = address
        self.aliases = aliases
        self.firstName = firstName
        self.lastName = lastName
        self.role = role
        self.title = title
        self.primaryPhone = primaryPhone
        self.secondaryPhone = secondaryPhone
        self.areas = areas
        self.isDefaultAccount = isDefaultAccount
        self.digest = digest
    }
}

/// One row of an advisors file.
public struct AdvisorRow: Sendable, Equatable {
    /// Address, which is who they are.
    public var address: EmailAddress
    /// Given name.
    public var firstName: String
    /// Family name.
    public var lastName: String
    /// Teams they belong to.
    public var teams: [String]
    /// `immediate`, `hourly`, `daily HH:MM` or `off`.
    public var digest: String
    /// IANA name of their time zone.
    public var timeZone: String

    /// A row from its columns.
    public init(
        address: EmailAddress, firstName: String = "", lastName: String = "", teams: [String] = [], digest: String,
        timeZone: String
    ) {
        self.address = address
        self.firstName = firstName
        self.lastName = lastName
        self.teams = teams
        self.digest = digest
        self.timeZone = timeZone
    }
}
