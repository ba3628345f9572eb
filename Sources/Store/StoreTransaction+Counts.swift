public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    private static let hour: TimeInterval = 3600

    /// The mail of ours with that Message-ID.
    public func mail(withMessageID messageID: MessageID) throws -> ReturnedMail? {
        try row(
            "SELECT id, recipient_id, case_number FROM outbox WHERE message_id = ?", [messageID.rawValue]
        ).map(returned)
    }

    /// The mail of ours with that number.
    public func mail(numbered id: ID<OutboxEntry>) throws -> ReturnedMail? {
        try row("SELECT id, recipient_id, case_number FROM outbox WHERE id = ?", [id.rawValue]).map(returned)
    }

    private func returned(_ row: Row) -> ReturnedMail {
        ReturnedMail(
            id: ID(row[0]), person: row.optionalID(1), caseNumber: (row[2] as Int64?).map(CaseNumber.init(_:)))
    }

    /// What was sent to and came from an address of late, on a case or on any; only what a decision may ask for.
    public func counts(
        of address: EmailAddress, _ person: Person?, isProven: Bool, on number: CaseNumber?, received: Date,
        at now: Date
    ) throws -> InboundCounts {
        var counts = InboundCounts()
        if person?.memberships.allSatisfy(\.role.mayWrite) != true {
            let refusals: [TemplateName] = [.senderRedirect, .senderReadOnly]
            counts.refusalsToday = try mails(to: address, refusals, since: now - 24 * Self.hour)
        }
        guard let person else { return counts }
        guard isProven else {
            try countChallenges(to: person, at: now, in: &counts)
            return counts
        }
        counts.isEcho = try isEcho(person, on: number, received: received)
        if let number {
            counts.postsOnCase = try count(
                "SELECT count(*) FROM inbound WHERE sender_id = ? AND received_at > ? AND case_number = ?",
                [person.id.rawValue, (now - 600).milliseconds, number.rawValue])
        }
        counts.newCases = try count(
            "SELECT count(*) FROM support_case WHERE contact_id = ? AND created_at > ?",
            [person.id.rawValue, (now - Self.hour).milliseconds])
        let answers: [TemplateName] = [.caseAcknowledgement, .questionReply]
        counts.acknowledgementsToday = try mails(to: person.address, answers, since: now - 24 * Self.hour)
        if counts.acknowledgementsToday > 0 {
            counts.acknowledgements = try mails(to: person.address, answers, since: now - Self.hour)
        }
        return counts
    }

    private func countChallenges(to person: Person, at now: Date, in counts: inout InboundCounts) throws {
        counts.challengesToday = try count(
            "SELECT count(*) FROM challenge WHERE person_id = ? AND created_at > ?",
            [person.id.rawValue, (now - 24 * Self.hour).milliseconds])
        counts.challengesThisHour = try count(
            "SELECT count(*) FROM challenge WHERE created_at > ?", [(now - Self.hour).milliseconds])
        counts.openChallenge = try row(
            "SELECT id FROM challenge WHERE person_id = ? AND state = 'open' AND expires_at > ? ORDER BY id LIMIT 1",
            [person.id.rawValue, now.milliseconds]
        ).map { ID($0[0]) }
    }

    private func count(_ sql: String, _ arguments: StatementArguments) throws -> Int {
        try row(sql, arguments)?[0] ?? 0
    }

    private func mails(to address: EmailAddress, _ templates: [TemplateName], since: Date) throws -> Int {
        let marks = templates.map { _ in "?" }.joined(separator: ", ")
        return try count(
            """
            SELECT count(*) FROM outbox
            WHERE to_key = ? AND queued_at > ? AND state <> 'suppressed' AND template IN (\(marks))
            """, [address.key, since.milliseconds] + StatementArguments(templates.map(\.rawValue)))
    }

    /// Whether the person's messages follow our mails like an echo, the present one included.
    private func isEcho(_ person: Person, on number: CaseNumber?, received: Date) throws -> Bool {
        // Few people write so often: our mails to the others need not be read, which lie far apart.
        let others = try count(
            "SELECT count(*) FROM (SELECT 1 FROM inbound WHERE sender_id = ? AND received_at > ? LIMIT ?)",
            [person.id.rawValue, (received - EchoDetector.memory).milliseconds, EchoDetector.length - 1])
        guard others == EchoDetector.length - 1 else { return false }
        // Of one case there are few mails, and of one address there may be many: the sign keeps the latter from leading.
        let (key, condition) = number == nil ? ("to_key", "") : ("+to_key", "AND case_number = ?")
        let numbers = number.map { StatementArguments([$0.rawValue]) } ?? []
        let sent = try rows(
            """
            SELECT sent_at FROM outbox WHERE \(key) = ? AND sent_at IS NOT NULL \(condition) ORDER BY queued_at DESC, id DESC LIMIT ?
            """, [person.address.key] + numbers + [EchoDetector.length]
        ).map { $0.date(0) }.filter { $0 > received - EchoDetector.memory }.sorted()
        guard sent.count == EchoDetector.length, let first = sent.first else { return false }
        let earlier = try rows(
            """
            SELECT received_at FROM inbound
            WHERE sender_id = ? AND received_at >= ? AND received_at <= ? \(condition) ORDER BY received_at LIMIT 100
            """, [person.id.rawValue, first.milliseconds, received.milliseconds] + numbers
        ).map { $0.date(0) }
        return EchoDetector.isEcho(sent: sent, received: earlier + [received])
    }
}
