internal import Core
internal import FoundationEssentials
internal import Parser

/// Decides about messages and writes what follows, within a transaction that others share.
struct Settlement<Storage: DeskStorage>: Sendable {
    /// Why one message could not be settled, though the store is well; it stays in the ledger for another attempt.
    struct Failure: Error { var cause: String }

    /// What became of one message.
    enum Outcome: Sendable {
        case settled(InboundResult)
        /// The DNS did not answer; the message is looked at again at that time.
        case postponed(until: Date)
        /// Another process has settled it meanwhile: an MTA may have tried again while we were at it.
        case settledElsewhere
    }

    /// For so long a message waits for keys that the DNS does not give; then it is taken as if unsigned.
    private static var patience: TimeInterval { 3600 }
    private static var pause: TimeInterval { 120 }

    let desk: Desk
    let mailbox: MailboxConfiguration
    let rules: IntakeRules
    let storage: Storage
    let now: Date

    /// All effects of one message, or none; a failure of the store itself ends the whole group.
    func settle(
        _ entry: LedgerEntry, _ understood: Result<UnderstoodMessage, ReadingFailure>,
        in transaction: Storage.Transaction
    ) throws -> Result<Outcome, Failure> {
        do {
            return .success(
                try storage.savepoint(in: transaction) { try outcome(of: entry, understood, in: transaction) })
        } catch let failure as Failure {
            return .failure(failure)
        } catch let refusal as DeskRefusal {
            return .failure(Failure(cause: "\(refusal)"))
        } catch let failure as StoreFailure where failure.kind == .other || failure.kind == .missing {
            return .failure(Failure(cause: "\(failure)"))
        }
    }

    private func outcome(
        of entry: LedgerEntry, _ understood: Result<UnderstoodMessage, ReadingFailure>,
        in transaction: Storage.Transaction
    ) throws -> Outcome {
        guard try transaction.isUnfinished(entry.id) else { return .settledElsewhere }
        switch understood {
        case .failure(.unreadable(let cause)): throw Failure(cause: cause)
        case .failure(.noMessage(let failure)):
            let result = InboundResult(outcome: .held, reason: failure.reason, reasons: [failure.explanation])
            try transaction.finish(entry.id, result, state: .done, at: now)
            try transaction.hold(entry.id, .waiting, challenge: nil)
            return .settled(result)
        case .success(let understood):
            let facts = try facts(about: understood, entry, in: transaction)
            if facts.sender.doubt == .temporary, !facts.isLoopTest,
                now < entry.received.addingTimeInterval(Self.patience)
            {
                let next = now.addingTimeInterval(Self.pause)
                try transaction.postpone(entry.id, until: next)
                return .postponed(until: next)
            }
            return .settled(try carryOut(.decide(understood.message, facts), entry, understood, facts, in: transaction))
        }
    }

    /// What the decision about a message rests on.
    func facts(
        about understood: UnderstoodMessage, _ entry: LedgerEntry, in transaction: Storage.Transaction
    ) throws -> InboundFacts {
        try FactFinder(self, entry, understood, transaction).facts()
    }

    /// Writes all effects of a decision, and ends the message's line with it.
    @discardableResult
    func carryOut(
        _ decision: InboundDecision, _ entry: LedgerEntry, _ understood: UnderstoodMessage, _ facts: InboundFacts,
        in transaction: Storage.Transaction
    ) throws -> InboundResult {
        var effects = DecisionEffects(self, entry, understood, facts, transaction)
        let number = try effects.apply(decision)
        var result = InboundResult(
            outcome: decision.outcome, reason: decision.reason, reasons: decision.reasons + effects.remarks,
            caseNumber: number,
            contentKey: facts.earlier?.contentKey ?? understood.contentKey,
            from: facts.sender.address?.description ?? understood.message.from.first?.address ?? "",
            subject: understood.message.subject)
        result.sender = facts.sender.isProven ? facts.person?.id : nil
        result.evidence = understood.report.evidence
        result.alert = effects.alert ?? decision.alert
        try transaction.finish(entry.id, result, state: .done, at: now)
        if decision.outcome == .held { try effects.hold(decision) }
        return result
    }
}
