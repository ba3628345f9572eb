public import FoundationEssentials

extension Desk {
    /// Makes a case a part of another one of the same account: it is closed, and whatever is written to it comes there.
    public func merge(
        _ number: CaseNumber, into target: CaseNumber, by actor: Actor, via channel: Channel,
        in transaction: some CaseTransaction & AuditTransaction, at now: Date
    ) throws {
        let supportCase = try transaction.existingCase(number)
        let other = try transaction.existingCase(target)
        guard actor.isDesk else { throw DeskRefusal.advisorsOnly }
        for part in [supportCase, other] {
            if let whole = part.mergedInto { throw DeskRefusal.merged(part.number, into: whole) }
        }
        guard number != target, supportCase.account == other.account else {
            throw DeskRefusal.notMergeable(number, target)
        }
        if supportCase.status.isOpen {
            try perform(
                [.close(why: "it is a part of case \(target) now")], on: number, by: actor, via: channel,
                in: transaction, at: now)
        }
        var closed = try transaction.existingCase(number)
        closed.mergedInto = target
        try transaction.update(closed)
        for person in try transaction.recipients(of: number) {
            try transaction.addRecipient(person.id, to: target, because: "was on case \(number)", at: now)
        }
        for (place, text) in [
            (number, "It is a part of case \(target) now."), (target, "Case \(number) is a part of it now."),
        ] {
            let entry = FeedEntry(
                .merge, at: now, author: actor.person?.id, channel: channel, text: text, from: number.description,
                to: target.description)
            _ = try transaction.append(entry, to: place, attachments: [])
        }
        try transaction.audit(
            AuditEvent(.caseMerged, of: "case \(number)", by: actor.name, detail: "into \(target)", at: now))
    }
}

extension CaseTransaction {
    /// The case of that number; where there is none, that is refused.
    public func existingCase(_ number: CaseNumber) throws -> SupportCase {
        guard let supportCase = try supportCase(number) else { throw DeskRefusal.noSuchCase(number) }
        return supportCase
    }

    /// The case that a case became a part of, and that one of another, to the last; itself if it did not.
    public func survivor(of supportCase: SupportCase) throws -> SupportCase {
        var current = supportCase
        // A case that is a part of another can't take in others, so that this ends; a damaged row must not keep it going.
        for _ in 0..<64 {
            guard let next = try current.mergedInto.flatMap({ try self.supportCase($0) }) else { break }
            current = next
        }
        return current
    }
}
