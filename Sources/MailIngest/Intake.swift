public import Core
public import FoundationEssentials
public import Logging
public import MailAuth
internal import Parser

/// How much shares its commits: more would keep the outbox waiting for the one writer.
enum IntakeGroup {
    static let count = 200
    static let size = 8 << 20
}

/// Takes messages in: keeps them, understands them, decides, and writes all effects in one transaction.
///
/// When a call returns, the messages it names are durable with their outcome, and their mailbox may be told so. A crash
/// anywhere repeats only what was not committed.
public struct Intake<Storage: DeskStorage>: Sendable {
    /// So long a group waits for keys that the DNS does not give.
    private static var patience: Duration { .seconds(10) }

    let storage: Storage
    let mailbox: MailboxConfiguration
    let log: Logger
    private let desk: Desk
    private let rules: IntakeRules
    private let reader: MessageReader
    let now: @Sendable () -> Date
    private let onResult: @Sendable (InboundResult, IntakeReport) -> Void

    /// An intake for one mailbox; `onResult` is told what became of each message, and of all so far.
    public init(
        storage: Storage, desk: Desk, rules: IntakeRules, tokens: ReplyTokens, resolver: (any TXTResolver)?,
        mailbox: MailboxConfiguration, log: Logger,
        now: @escaping @Sendable () -> Date,
        onResult: @escaping @Sendable (InboundResult, IntakeReport) -> Void = { _, _ in }
    ) {
        self.storage = storage
        self.desk = desk
        self.rules = rules
        self.mailbox = mailbox
        self.log = log
        self.now = now
        self.onResult = onResult
        reader = MessageReader(
            mailbox: mailbox, fieldNames: desk.preset.fieldNames, tokens: tokens, resolver: resolver)
    }

    /// Takes in a group of messages: one commit keeps them all, one more settles them all.
    ///
    /// Gives the ledger's lines that are settled, those of earlier takings included.
    public func take(_ messages: [ReceivedMessage], _ report: inout IntakeReport) async throws -> [LedgerEntry] {
        Failpoint.intakeFetched.pass()
        let (name, time) = (mailbox.name, now())
        let kept = try await storage.write { transaction in
            try messages.map { message in
                let (entry, isNew) = try transaction.keep(message, mailbox: name, at: time)
                // A spooled file got its lasting name when it was kept; of a message that is known it may be gone.
                let raw = if isNew, case .file = message.raw { try transaction.raw(of: entry.id) } else { message.raw }
                return (entry: entry, isNew: isNew, raw: raw)
            }
        }
        Failpoint.intakeKept.pass()
        for (message, known) in zip(messages, kept) where !known.isNew { try forget(message.raw) }
        var settled = try await settle(kept.filter(\.isNew).map { ($0.entry, $0.raw) }, &report)
        for (entry, isNew, _) in kept where !isNew && entry.state == .received {
            settled += try await goOn(with: entry, &report)
        }
        return kept.filter { !$0.isNew && $0.entry.state != .received }.map(\.entry) + settled
    }

    /// Removes the spooled file of a message that is kept already, or is not going to be, so that no copy of it is left.
    func forget(_ raw: RawContent) throws {
        guard case .file(let path, _) = raw, FileManager.default.fileExists(atPath: path) else { return }
        try FileManager.default.removeItem(atPath: path)
    }

    /// Notes that the mailbox was told of these lines.
    func acknowledged(_ entries: [LedgerEntry]) async throws {
        Failpoint.intakeAcknowledged.pass()
        let ids = entries.map(\.id)
        try await storage.write { try $0.markAcknowledged(ids) }
    }

    /// Goes on with messages that an earlier run kept and did not settle: one by one, each with its attempt counted first,
    /// so that a message that kills the process is found out and set aside.
    ///
    /// Those that were only put off, or were let in after they were held, have been read before and go on together.
    public func resume(_ report: inout IntakeReport, keptBefore limit: Date = .distantFuture) async throws {
        let (name, time) = (mailbox.name, now())
        let unfinished = try await storage.read { try $0.unfinished(of: name, at: time) }
        for entry in unfinished where entry.attempts > 0 && entry.received < limit {
            _ = try await goOn(with: entry, &report)
        }
        let harmless = unfinished.filter { $0.attempts == 0 }
        for start in stride(from: 0, to: harmless.count, by: IntakeGroup.count) {
            let group = Array(harmless[start..<min(start + IntakeGroup.count, harmless.count)])
            try await storage.write { transaction in for entry in group { try transaction.countAttempt(of: entry.id) } }
            let raws = try await storage.read { transaction in try group.map { try transaction.raw(of: $0.id) } }
            _ = try await settle(zip(group, raws).map { ($0, $1) }, &report)
        }
    }

    /// Makes one more attempt at a message, or sets it aside; gives its line if it is settled.
    private func goOn(with entry: LedgerEntry, _ report: inout IntakeReport) async throws -> [LedgerEntry] {
        var entry = entry
        let id = entry.id
        try await storage.write { try $0.countAttempt(of: id) }
        entry.attempts += 1
        if entry.attempts > LedgerEntry.maxAttempts {
            try await quarantine(entry, &report)
            return [entry]
        }
        let raw = try await storage.read { try $0.raw(of: id) }
        return try await settle([(entry, raw)], &report)
    }

    private func quarantine(_ entry: LedgerEntry, _ report: inout IntakeReport) async throws {
        let result = InboundResult(
            outcome: .quarantined, reason: "attempts",
            reasons: ["\(entry.attempts - 1) attempts to take it in never came to an end"])
        let time = now()
        try await storage.write { try $0.finish(entry.id, result, state: .quarantined, at: time) }
        note(entry, result, &report)
    }

    private func settle(
        _ messages: [(entry: LedgerEntry, raw: RawContent)], _ report: inout IntakeReport
    ) async throws -> [LedgerEntry] {
        guard !messages.isEmpty else { return [] }
        let understood = try await understand(messages.map(\.raw))
        Failpoint.intakeUnderstood.pass()
        let time = now()
        let settlement = settlement(at: time)
        let work = zip(messages.map(\.entry), understood).map { ($0, $1) }
        let results: [Result<Settlement<Storage>.Outcome, Settlement<Storage>.Failure>]
        do {
            results = try await storage.write { transaction in
                let results = try work.map { try settlement.settle($0, $1, in: transaction) }
                Failpoint.intakeApplied.pass()
                return results
            }
        } catch let failure as StoreFailure {
            await forgive(messages.map(\.entry), at: time)
            throw failure
        }
        Failpoint.intakeCommitted.pass()
        for ((entry, _), result) in zip(work, results) {
            switch result {
            case .success(.settled(let result)): note(entry, result, &report)
            case .success(.settledElsewhere): break
            case .success(.postponed(let until)):
                log.notice(
                    "message put off: the DNS does not answer",
                    metadata: ["id": "\(entry.id.rawValue)", "mailbox": "\(mailbox.name)", "until": "\(until)"])
            case .failure(let failure):
                log.error("message not settled", metadata: ["id": "\(entry.id.rawValue)", "error": "\(failure.cause)"])
            }
        }
        return zip(work, results).compactMap { work, result in
            switch result {
            case .success(.settled), .success(.settledElsewhere): work.0
            case .success(.postponed), .failure: nil
            }
        }
    }

    /// Has an attempt not count that the store has ended: no message is set aside because the disk is full.
    private func forgive(_ entries: [LedgerEntry], at time: Date) async {
        do {
            try await storage.write { transaction in
                for entry in entries { try transaction.postpone(entry.id, until: time) }
            }
        } catch {
            // Then there is no room to count the next attempt either.
            log.debug("attempt counts", metadata: ["error": "\(error)", "mailbox": "\(mailbox.name)"])
        }
    }

    func settlement(at time: Date, tellingAtOnce: Bool = false) -> Settlement<Storage> {
        Settlement(
            desk: tellingAtOnce ? desk.tellingAtOnce : desk, mailbox: mailbox, rules: rules, storage: storage, now: time
        )
    }

    /// Takes in one message that was let in after it was held; `nil` where another process does.
    public func takeIn(released id: ID<LedgerEntry>) async throws -> InboundResult? {
        let (name, time) = (mailbox.name, now())
        guard let entry = try await storage.read({ try $0.unfinished(of: name, at: time).first { $0.id == id } }) else {
            return nil
        }
        var report = IntakeReport()
        _ = try await goOn(with: entry, &report)
        return try await storage.read { try $0.result(of: id) }
    }

    /// Parses on as many threads as there are, in the order given; all of them share one deadline for keys of the DNS.
    func understand(_ contents: [RawContent]) async throws -> [Result<UnderstoodMessage, ReadingFailure>] {
        let (reader, time) = (reader, now())
        let deadline = ContinuousClock.now + Self.patience
        return try await withThrowingTaskGroup(of: (Int, Result<UnderstoodMessage, ReadingFailure>).self) { group in
            for (index, content) in contents.enumerated() {
                group.addTask { (index, await reader.read(content, at: time, deadline: deadline)) }
            }
            var results = [Result<UnderstoodMessage, ReadingFailure>?](repeating: nil, count: contents.count)
            for try await (index, result) in group { results[index] = result }
            return results.compactMap { $0 }
        }
    }

    private func note(_ entry: LedgerEntry, _ result: InboundResult, _ report: inout IntakeReport) {
        report.add(result.outcome)
        onResult(result, report)
        if let alert = result.alert {
            log.warning(
                "alert", metadata: ["what": "\(alert)", "id": "\(entry.id.rawValue)", "mailbox": "\(mailbox.name)"])
        }
        log.log(
            level: result.outcome == .quarantined ? .error : .info, "message taken in",
            metadata: [
                "mailbox": "\(mailbox.name)", "id": "\(entry.id.rawValue)", "outcome": "\(result.outcome.rawValue)",
                "reason": "\(result.reason)", "case": "\(result.caseNumber.map(\.description) ?? "-")",
            ])
    }
}
