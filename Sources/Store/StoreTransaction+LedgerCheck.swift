public import Core
internal import FoundationEssentials
internal import GRDB

/// What the ledger says of messages that are in a mailbox.
public struct LedgerState: Sendable, Equatable {
    /// How far the message has come.
    public var state: LedgerEntry.State
    /// Whether the mailbox was told.
    public var isAcknowledged: Bool
}

extension StoreTransaction {
    /// What no way of working could have left in the ledger and the outbox, one sentence each.
    public func ledgerProblems() throws -> [String] {
        try Self.ledgerRules.compactMap { rule in
            let count: Int = try row("SELECT count(*) FROM \(rule.rows)")?[0] ?? 0
            return count == 0 ? nil : "\(count) \(rule.words)"
        } + [try postsWithoutMessage()].compactMap { $0 }
    }

    private static let ledgerRules = [
        (
            "inbound WHERE state <> 'received' AND (outcome IS NULL OR finished_at IS NULL)",
            "messages ended without an outcome"
        ),
        (
            "inbound WHERE outcome IN ('opened', 'posted') AND state = 'done' AND case_number IS NULL",
            "messages became a post, and no case is named"
        ),
        (
            "inbound WHERE outcome = 'held' AND state = 'done' AND NOT EXISTS (SELECT 1 FROM held WHERE inbound_id = inbound.id)",
            "messages are held, and in no list of held messages"
        ),
        (
            "outbox WHERE state = 'sent' AND sent_at IS NULL",
            "mails count as sent, and no server took them"
        ),
        (
            """
            outbox AS mail WHERE state = 'queued' AND is_head = 0 AND NOT EXISTS (
                SELECT 1 FROM outbox AS head WHERE head.case_number = mail.case_number
                    AND head.recipient_id = mail.recipient_id AND head.state IN ('queued', 'sending') AND head.is_head = 1)
            """, "mails wait behind others that are gone (casepost outbox retry ID sends them)"
        ),
    ].map { (rows: $0.0, words: $0.1) }

    /// Posts that came by mail are as many as messages that became one; those that were joined by a merge count as well.
    private func postsWithoutMessage() throws -> String? {
        let posts: Int =
            try row(
                "SELECT count(*) FROM feed_entry WHERE kind = 'post' AND channel = 'email' AND message_id IS NOT NULL")?[
                0] ?? 0
        let messages: Int = try row("SELECT count(*) FROM inbound WHERE outcome IN ('opened', 'posted')")?[0] ?? 0
        return posts > messages ? "\(posts) posts came by mail, of \(messages) messages only" : nil
    }

    /// What the ledger says of those messages of a mailbox that it has.
    public func ledgerStates(of sources: [InboundSource], in mailbox: String) throws -> [InboundSource: LedgerState] {
        var states: [InboundSource: LedgerState] = [:]
        for source in sources {
            states[source] = try row(
                "SELECT state, acknowledged FROM inbound WHERE mailbox = ? AND source_key = ?", [mailbox, source.key]
            ).map { LedgerState(state: try $0.word(0), isAcknowledged: $0[1]) }
        }
        return states
    }

    /// How many messages of a mailbox are settled and acknowledged.
    public func acknowledgedCount(of mailbox: String) throws -> Int {
        try row(
            """
            SELECT count(*) FROM inbound WHERE mailbox = ? AND acknowledged = 1 AND state = 'done'
                AND source_key NOT LIKE 'imported:%'
            """, [mailbox])?[0] ?? 0
    }

    /// Whether anything was ever taken in from a mailbox while it was a Maildir.
    public func hasLines(of mailbox: String) throws -> Bool {
        try row("SELECT 1 FROM inbound WHERE mailbox = ? AND source_key LIKE 'maildir:%' LIMIT 1", [mailbox]) != nil
    }
}
