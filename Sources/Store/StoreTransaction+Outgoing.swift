public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// The pause of the outgoing server that was noted last, over or not; `nil` when it has taken mail since.
    public func transportPause() throws -> TransportPause? {
        let sql = "SELECT paused_since, paused_until, pause_reason, pause_count FROM outgoing"
        guard let row = try row(sql), let since = row.optionalDate(0), let until = row.optionalDate(1) else {
            return nil
        }
        return TransportPause(since: since, until: until, reason: row[2] ?? "", count: row[3])
    }

    /// Notes a pause of the outgoing server, or that there is none.
    public func setTransportPause(_ pause: TransportPause?) throws {
        try execute(
            "UPDATE outgoing SET paused_since = ?, paused_until = ?, pause_reason = ?, pause_count = ?",
            [pause?.since.milliseconds, pause?.until.milliseconds, pause?.reason, pause?.count ?? 0])
    }

    /// When mail is to be looked for again, if none comes in meanwhile; `nil` where none waits.
    ///
    /// That is when the next mail falls due or a lease ends, and not before the end of a pause. It is over where mail waits
    /// for something else, as for others that went out within the same minute.
    public func nextMailTime() throws -> Date? {
        var times = try MailPriority.allCases.compactMap { priority in
            try row(
                """
                SELECT min(next_attempt_at) FROM outbox WHERE state = 'queued' AND is_head = 1 AND priority = ?
                """, [priority.rawValue])?.optionalDate(0)
        }
        if let end = try row("SELECT min(lease_until) FROM outbox WHERE state = 'sending'")?.optionalDate(0) {
            times.append(end)
        }
        guard let first = times.min(), let pause = try transportPause() else { return times.min() }
        return max(first, pause.until)
    }

    /// Puts mails back that are to be sent now, with all their attempts before them; gives what each was.
    ///
    /// What is sent, is being sent, or is not there stays as it is; for what is not there, nothing is given.
    public func retry(_ ids: [ID<OutboxEntry>], at now: Date) throws -> [(id: ID<OutboxEntry>, was: OutboxState)] {
        try ids.compactMap { id in
            guard let row = try row("SELECT state FROM outbox WHERE id = ?", [id.rawValue]) else { return nil }
            let state: OutboxState = try row.word(0)
            if state.mayBeRetried { try putBack(id, at: now) }
            return (id, state)
        }
    }

    /// Puts all failed mails back; how many those were.
    public func retryAllFailed(at now: Date) throws -> Int {
        let ids: [ID<OutboxEntry>] = try rows("SELECT id FROM outbox WHERE state <> 'sent' AND state = 'failed'").map {
            ID($0[0])
        }
        for id in ids { try putBack(id, at: now) }
        return ids.count
    }

    /// Makes queued mails that wait for their next attempt due now; how many those were.
    public func retryAllQueued(at now: Date) throws -> Int {
        try execute(
            "UPDATE outbox SET next_attempt_at = ? WHERE state = 'queued' AND state <> 'sent' AND next_attempt_at > ?",
            [now.milliseconds, now.milliseconds])
        return db.changesCount
    }

    func putBack(_ id: ID<OutboxEntry>, at now: Date) throws {
        try execute(
            """
            UPDATE outbox SET state = 'queued', attempts = 0, first_tried_at = NULL, next_attempt_at = ?, told_later = 0
            WHERE id = ?
            """, [now.milliseconds, id.rawValue])
        try setHead(ofMailsLike: id)
    }

    /// Finds the oldest unsent mail of a case and recipient anew, where an older one came back.
    func setHead(ofMailsLike id: ID<OutboxEntry>) throws {
        guard let row = try row("SELECT case_number, recipient_id FROM outbox WHERE id = ?", [id.rawValue]),
            let number: Int64 = row[0], let recipient: Int64 = row[1]
        else { return }
        let pair = "case_number = ? AND recipient_id = ? AND state IN ('queued', 'sending')"
        let oldest: Int64? = try self.row("SELECT min(id) FROM outbox WHERE \(pair)", [number, recipient])?[0]
        try execute(
            "UPDATE outbox SET is_head = (id = ?) WHERE \(pair) AND is_head <> (id = ?)",
            [oldest, number, recipient, oldest])
    }
}
