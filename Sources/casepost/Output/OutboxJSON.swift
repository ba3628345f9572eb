internal import Core
internal import FoundationEssentials
internal import Store

/// A mail of the outbox as `outbox list --json` and `outbox show --json` print it.
struct OutboxJSON: Encodable {
    var id: String
    @Nullable var `case`: String?
    var to: String
    var template: String
    var state: String
    var attempts: Int
    @Nullable var nextAttempt: Date?
    @Nullable var lastError: String?
    var messageId: String
    var maybeDuplicate: Bool
    var queued: Date
    @Nullable var sent: Date?

    init(_ listing: OutboxListing) {
        id = String(listing.id.rawValue)
        `case` = listing.caseNumber?.description
        to = listing.to
        template = listing.template
        state = listing.state.rawValue
        attempts = listing.attempts
        nextAttempt = listing.nextAttempt
        lastError = listing.lastError
        messageId = listing.messageID
        maybeDuplicate = listing.mayBeDuplicate
        queued = listing.queued
        sent = listing.sent
    }
}

/// A mail of the outbox, for people at a terminal.
struct OutboxText {
    let text: String

    init(_ listing: OutboxListing) {
        var lines = [
            "Mail \(listing.id.rawValue): \(listing.template)", "",
            "To          \(listing.to.onOneLine)", "Mailbox     \(listing.mailbox)",
            "Case        \(listing.caseNumber?.description ?? "none")",
            "Message-ID  <\(listing.messageID.onOneLine)>", "Date        \(listing.queued.formatted(.iso8601))",
            "State       \(listing.stateInWords)", "Attempts    \(listing.attempts)",
        ]
        if let next = listing.nextAttempt { lines.append("Next        \(next.formatted(.iso8601))") }
        if let sent = listing.sent { lines.append("Sent        \(sent.formatted(.iso8601))") }
        if let reply = listing.reply { lines.append("Reply       \(reply.onOneLine)") }
        if let error = listing.lastError { lines.append("Last error  \(error.onOneLine)") }
        text = lines.joined(separator: "\n")
    }
}

extension OutboxListing {
    /// The state, and whether the mail may come twice.
    var stateInWords: String { state.rawValue + (mayBeDuplicate ? ", maybe twice" : "") }
}
