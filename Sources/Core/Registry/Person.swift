/// Somebody the desk knows: a contact of one or more accounts, or an advisor.
public struct Person: Sendable, Equatable {
    /// Which side of the desk a person is on.
    public enum Kind: String, Sendable, CaseIterable {
        case contact, advisor
        /// Somebody without a contact record, let in on an exception.
        case guest
    }

    /// Whether a person still counts.
    public enum State: String, Sendable, CaseIterable {
        case active, flagged, deactivated
    }

    /// A contact's role in one account.
    public struct Membership: Sendable, Equatable {
        /// The account.
        public var account: Account
        /// What the contact may do there.
        public var role: ContactRole
        /// Whether mail that names no account is taken to be for this one.
        public var isDefault: Bool

        /// A membership from its parts.
        public init(account: Account, role: ContactRole, isDefault: Bool) {
            self.account = account
            self.role = role
            self.isDefault = isDefault
        }
    }

    /// How the database knows them.
    public var id: ID<Person>
    /// Which side of the desk they are on.
    public var kind: Kind
    /// Where mail to them goes.
    public var address: EmailAddress
    /// Given name; may be empty.
    public var firstName: String
    /// Family name; may be empty.
    public var lastName: String
    /// Whether they still count.
    public var state: State
    /// Whether mail to them bounced so often that none is sent any more.
    public var isSuspended: Bool
    /// A contact's accounts, the default one first; empty for an advisor.
    public var memberships: [Membership]
    /// When an advisor is told what happened; everybody else at once.
    public var digest: DigestSchedule

    /// A person from their parts.
    public init(
        id: ID<Person>, kind: Kind, address: EmailAddress, firstName: String = "", lastName: String = "",
        state: State = .active, isSuspended: Bool = false, memberships: [Membership] = [],
        digest: DigestSchedule = .immediate
    ) {
        self.id = id
        self.kind = kind
        self.address = address
        self.firstName = firstName
        self.lastName = lastName
        self.state = state
        self.isSuspended = isSuspended
        self.memberships = memberships
        self.digest = digest
    }

    /// First and last name, or the address where both are empty.
    public var displayName: String {
        let name = [firstName, lastName].filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? address.description : name
    }

    /// The membership in that account, if there is one.
    public func membership(in account: ID<Account>) -> Membership? { memberships.first { $0.account.id == account } }

    /// Whether they may open cases of that account, post, close and reopen.
    public func mayWrite(for account: ID<Account>) -> Bool { membership(in: account)?.role.mayWrite ?? false }

    /// Whether they may ask, permit and request on behalf of that account.
    public func isAuthorized(for account: ID<Account>) -> Bool { membership(in: account)?.role.isAuthorized ?? false }

    /// The membership that mail is for which names no account.
    public var defaultMembership: Membership? { memberships.first { $0.isDefault } ?? memberships.first }
}
