internal import Core
internal import FoundationEssentials
internal import Store

/// What in the registry a person should look at.
enum RegistryCheck {
    /// One thing to look at.
    struct Finding: Encodable, Equatable {
        enum Kind: String, Encodable {
            case fewAuthorized, noTechnical, noDefault, flagged, suspended, ownAddress
        }

        private enum CodingKeys: String, CodingKey { case kind = "finding", subject, detail }

        var kind: Kind
        /// The name of an account, or the address of a contact.
        var subject: String
        var detail: String

        init(_ kind: Kind, _ subject: String, _ detail: String) {
            self.kind = kind
            self.subject = subject
            self.detail = detail
        }
    }

    private static let recommended = 3

    /// Accounts first, then contacts, each in their order; who is deactivated counts for nothing.
    static func findings(accounts: [Account], people: [PersonListing], own: OwnAddresses) -> [Finding] {
        let present = people.filter { $0.person.state != .deactivated }
        return accounts.flatMap { findings(on: $0, present.map(\.person)) } + present.flatMap { findings(on: $0, own) }
    }

    private static func findings(on account: Account, _ people: [Person]) -> [Finding] {
        let roles = people.compactMap { $0.membership(in: account.id)?.role }
        let support = roles.count { $0 == .authorizedSupport }
        let technical = roles.count { $0 == .authorizedTechnical }
        var findings: [Finding] = []
        if support + technical < recommended {
            findings.append(
                Finding(
                    .fewAuthorized, account.name, "\(support) support and \(technical) technical; 2 and 1 are advised"))
        }
        if technical == 0 { findings.append(Finding(.noTechnical, account.name, "no authorizedTechnical contact")) }
        return findings
    }

    private static func findings(on listing: PersonListing, _ own: OwnAddresses) -> [Finding] {
        let person = listing.person
        let address = person.address.description
        var findings: [Finding] = []
        if person.memberships.count > 1, !person.memberships.contains(where: \.isDefault) {
            findings.append(Finding(.noDefault, address, "\(person.memberships.count) accounts, none is the default"))
        }
        if person.state == .flagged {
            findings.append(Finding(.flagged, address, "nothing heard; flagged\(since(listing.flaggedAt))"))
        }
        if person.isSuspended {
            findings.append(Finding(.suspended, address, "bounced; no mail\(since(listing.suspendedAt))"))
        }
        let addresses = [person.address] + listing.aliases.compactMap { EmailAddress($0) }
        findings += addresses.filter(own.contains).map {
            Finding(.ownAddress, address, "\($0) is the desk's own address")
        }
        return findings
    }

    private static func since(_ date: Date?) -> String {
        date.map { " since \($0.formatted(.iso8601.year().month().day()))" } ?? ""
    }
}
