public import Core
internal import FoundationEssentials
internal import MailAuth
internal import Parser

/// What would become of a message, found out by doing it and undoing it.
public struct Rehearsal: Sendable {
    /// What was decided, with its reasons.
    public var decision: InboundDecision
    /// What the decision rests on.
    public var facts: InboundFacts
    /// The case that it would open or belong to.
    public var caseNumber: CaseNumber?
    /// The mails that would go out.
    public var mails: [(to: EmailAddress, template: TemplateName)]
}

extension Intake {
    /// Decides about a message and writes all effects as if it had just come in, then undoes everything.
    ///
    /// With `asNew`, it counts for nothing that the same message was taken in before. Throws a ``RehearsalFailure`` where
    /// nothing can be understood of the message.
    public func rehearse(_ octets: [UInt8], asNew: Bool = false) async throws -> Rehearsal {
        let time = now()
        let understood = try await understand(RawContent.memory(octets))
        // A mail that waits would be told one more thing; each is to be named.
        let settlement = settlement(at: time, tellingAtOnce: true)
        let message = ReceivedMessage(
            source: .pipe(digest: "rehearsal \(UUID().uuidString)"), raw: .memory(octets))
        return try await storage.rehearse { transaction in
            let entry = try transaction.keep(message, mailbox: settlement.mailbox.name, at: time).entry
            let latest = try transaction.latestMail()
            var facts = try settlement.facts(about: understood, entry, in: transaction)
            if asNew { (facts.earlier, facts.isOwn) = (nil, false) }
            var decision = InboundDecision.decide(understood.message, facts)
            let result = try settlement.carryOut(decision, entry, understood, facts, in: transaction)
            decision.reasons = result.reasons
            return Rehearsal(
                decision: decision, facts: facts, caseNumber: result.caseNumber,
                mails: try transaction.mails(after: latest))
        }
    }

    private func understand(_ raw: RawContent) async throws -> UnderstoodMessage {
        switch try await understand([raw]).first {
        case .success(let understood)?: return understood
        case .failure(.noMessage(let failure))?:
            throw RehearsalFailure(reason: failure.reason, explanation: failure.explanation)
        case .failure(.unreadable(let why))?: throw RehearsalFailure(reason: "unreadable", explanation: why)
        case nil: throw RehearsalFailure(reason: "unreadable", explanation: "nothing was read")
        }
    }
}

/// Why nothing can be understood of a message: it would be held.
public struct RehearsalFailure: Error, Sendable, Equatable {
    /// The fixed word of why.
    public var reason: String
    /// Why, as a sentence.
    public var explanation: String
}
