internal import Core
internal import FoundationEssentials
internal import Store

/// A contact as `contact list --json` and `contact show --json` print it.
struct ContactJSON: Encodable {
    struct Membership: Encodable {
        var account: String
        var role: String
        var `default`: Bool
    }

    var email: String
    var aliases: [String]
    var firstName: String
    var lastName: String
    var state: String
    @Nullable var lastActivity: Date?
    @Nullable var flagged: Date?
    @Nullable var suspended: Date?
    var surveyOptOut: Bool
    var digest: String
    var accounts: [Membership]

    init(_ listing: PersonListing) {
        email = listing.person.address.description
        aliases = listing.aliases
        firstName = listing.person.firstName
        lastName = listing.person.lastName
        state = listing.person.state.rawValue
        lastActivity = listing.lastActivity
        flagged = listing.flaggedAt
        suspended = listing.suspendedAt
        surveyOptOut = listing.surveyOptOut
        digest = listing.person.digest.description
        accounts = listing.person.memberships.map {
            Membership(account: $0.account.name, role: $0.role.rawValue, default: $0.isDefault)
        }
    }
}

/// An advisor as `advisor list --json` prints it.
struct AdvisorJSON: Encodable {
    var email: String
    var firstName: String
    var lastName: String
    var state: String
    var teams: [String]
    var digest: String
    var timeZone: String

    init(_ listing: PersonListing) {
        email = listing.person.address.description
        firstName = listing.person.firstName
        lastName = listing.person.lastName
        state = listing.person.state.rawValue
        teams = listing.teams
        digest = listing.digest
        timeZone = listing.timeZone
    }
}
