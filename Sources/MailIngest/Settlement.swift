internal import Core
internal import FoundationEssentials
internal import Parser

/// Decides about messages and writes what follows, within a transaction that others share.
struct Settlement<Storage: DeskStorage>: Sendable {
    /// Why one message could not be settled, though the store is well; it stays in the ledger for another attempt.
    struct Failure: Error { var cause: String }

    let desk: Desk
    let mailbox: MailboxConfiguration
    let storage: Storage
    let now: Date

    /// All effects of one message, or none; a failure of the store itself ends the whole group.
    ///
    /// `nil` when another process has settled it meanwhile: an MTA may have tried again while we were at it.
    func settle(
        _ entry: LedgerEntry, _ understood: Result<UnderstoodMessage, ReadingFailure>,
        in transaction: Storage.Transaction
    ) throws -> Result<InboundResult?, Failure> {
        do {
            return .success(
                try storage.savepoint(in: transaction) {
                    guard try transaction.isUnfinished(entry.id) else { return nil }
                    let result = try result(of: entry, understood, in: transaction)
                    try transaction.finish(entry.id, result, state: .done, at: now)
                    return result
                })
        } catch let failure as Failure {
            return .failure(failure)
        } catch let refusal as DeskRefusal {
            return .failure(Failure(cause: "\(refusal)"))
        } catch let failure as StoreFailure where failure.kind == .other || failure.kind == .missing {
            return .failure(Failure(cause: "\(failure)"))
        }
    }

    private func result(
        of entry: LedgerEntry, _ understood: Result<UnderstoodMessage, ReadingFailure>,
        in transaction: Storage.Transaction
    ) throws -> InboundResult {
        switch understood {
        case .failure(.unreadable(let cause)):
            throw Failure(cause: cause)
        case .failure(.noMessage(let failure)):
            return InboundResult(outcome: .held, reason: failure.reason, reasons: [failure.explanation])
        case .success(let understood):
            let decision = InboundDecision.decide(understood.message, try facts(of: entry, understood, in: transaction))
            let number = try apply(decision, understood, in: transaction)
            return InboundResult(
                outcome: decision.outcome, reason: decision.reason, reasons: decision.reasons, caseNumber: number,
                contentKey: understood.contentKey,
                from: understood.sender.address?.description ?? understood.message.from.first?.address ?? "",
                subject: understood.message.subject)
        }
    }

    private func facts(
        of entry: LedgerEntry, _ understood: UnderstoodMessage, in transaction: Storage.Transaction
    ) throws -> InboundFacts {
        var facts = InboundFacts(sender: understood.sender, reopenDays: desk.preset.reopenDays, now: now)
        facts.isOwn = try understood.message.messageID.map(transaction.isOurs) ?? false
        facts.isDuplicate = try transaction.entry(withContentKey: understood.contentKey, otherThan: entry.id) != nil
        facts.person = try understood.sender.address.flatMap(transaction.person(at:))
        facts.thread = understood.thread
        if case .token(let token, _) = understood.thread {
            facts.supportCase = try transaction.supportCase(token.caseNumber)
        }
        return facts
    }

    /// Does what was decided, and gives the case concerned.
    private func apply(
        _ decision: InboundDecision, _ understood: UnderstoodMessage, in transaction: Storage.Transaction
    ) throws -> CaseNumber? {
        let message = understood.message
        switch decision.action {
        case .open(let author, let account, let continuing):
            let words = PostWords(message, isReply: continuing != nil)
            let new = NewCase(
                account: account, subject: words.subject, type: mailbox.caseType, mailbox: mailbox.name,
                linkedCase: continuing, post: post(by: author, text: words.text, understood))
            return try desk.open(new, in: transaction, at: now)
        case .post(let number, let author):
            let words = PostWords(message, isReply: true)
            try desk.post(post(by: author, text: words.text, understood), to: number, in: transaction, at: now)
            return number
        case .hold, .record:
            if case .token(let token, _) = understood.thread, try transaction.supportCase(token.caseNumber) != nil {
                return token.caseNumber
            }
            return nil
        }
    }

    private func post(by author: Person, text: String, _ understood: UnderstoodMessage) -> NewPost {
        let message = understood.message
        return NewPost(
            author: author, channel: .email, text: text,
            html: message.quotedText == nil ? message.html : nil, messageID: message.messageID,
            references: message.references.isEmpty ? message.inReplyTo : message.references,
            attachments: understood.attachments)
    }
}
