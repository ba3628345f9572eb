internal import Core
internal import FoundationEssentials
internal import Store

/// A message as an export has it.
struct ExportedMessage: Encodable {
    var id: String
    var mailbox: String
    var received: Date
    @Nullable var outcome: String?
    @Nullable var `case`: String?
    @Nullable var from: String?
    @Nullable var subject: String?
    /// Where its octets are in the export.
    @Nullable var file: String?
    @Nullable var removed: Date?
    /// What became of it while it was held.
    @Nullable var held: HeldJSON?

    init(_ listing: LedgerListing, held: HeldListing?) {
        (id, mailbox, received) = (String(listing.id.rawValue), listing.mailbox, listing.received)
        (outcome, `case`) = (listing.outcome, listing.caseNumber?.description)
        (from, subject, removed) = (listing.from, listing.subject, listing.removed)
        file = listing.removed == nil ? "messages/\(listing.id.rawValue).eml" : nil
        self.held = held.map(HeldJSON.init)
    }
}

/// A mail to somebody as an export has it.
struct ExportedMail: Encodable {
    var mail: OutboxJSON
    /// What it said, where that is kept: most mails are made when they are sent.
    @Nullable var text: String?

    init(_ listing: OutboxListing, text: String?) {
        mail = OutboxJSON(listing)
        self.text = text
    }
}

/// A question whether somebody wrote what bears their address, as an export has it.
struct ExportedChallenge: Encodable {
    var address: String
    var state: String
    var asked: Date
    var expires: Date

    init(_ challenge: Challenge) {
        (address, state) = (challenge.address.description, challenge.state.rawValue)
        (asked, expires) = (challenge.created, challenge.expires)
    }
}

/// How much an export has; written last, so that only a complete one has it.
struct ExportSummary: Encodable, Equatable {
    var of: String
    var at: Date
    var by: String
    var cases = 0
    var files = 0
    var messages = 0
    var messagesRemoved = 0
    var mails = 0
    var surveys = 0
    var challenges = 0
    var auditLines = 0
}
