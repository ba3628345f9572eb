extension InboundDecision {
    /// Decides what to do with a message: identity first, then rights, then which case.
    ///
    /// Pure: the same message and facts always give the same decision. The checks run in a fixed order, and the first that
    /// has something to say ends it.
    public static func decide(_ message: InboundMessage, _ facts: InboundFacts) -> InboundDecision {
        var trail = Trail()
        if let record = trail.recordOnly(message, facts) { return record }
        if let held = trail.ambiguousParts(message) { return held }
        switch trail.author(facts) {
        case .failure(let held): return held.decision
        case .success(let author): return trail.destination(for: author, message, facts)
        }
    }
}

/// The steps of one decision, with the reasons gathered on the way.
private struct Trail {
    /// A check that ended the decision.
    struct Held: Error { var decision: InboundDecision }

    private var reasons: [String] = []

    private mutating func hold(_ reason: InboundDecision.HoldReason, _ why: String) -> InboundDecision {
        InboundDecision(.hold(reason), reasons: reasons + [why])
    }

    /// Mail that is never answered and changes nothing.
    mutating func recordOnly(_ message: InboundMessage, _ facts: InboundFacts) -> InboundDecision? {
        func record(_ reason: InboundDecision.RecordReason, _ why: String) -> InboundDecision {
            InboundDecision(.record(reason), reasons: reasons + [why])
        }
        if facts.isOwn { return record(.own, "its Message-ID is of a mail that this desk sent") }
        if facts.isDuplicate { return record(.duplicate, "the same message was taken in before") }
        switch message.kind {
        case .bounce: return record(.bounce, "it is a delivery report")
        case .receipt: return record(.receipt, "it is a read receipt")
        case .abuse: return record(.abuse, "it is an abuse report")
        case .calendar: return record(.calendar, "it is a calendar reply")
        case .autoReply: return record(.autoReply, "it is automatic: \(message.autoReply ?? "by its header fields")")
        case .list: return hold(.list, "it came through a mailing list")
        case .message: return nil
        }
    }

    /// Mail of which another reader may see other parts than ours: a filter before us, or the sender's own program.
    mutating func ambiguousParts(_ message: InboundMessage) -> InboundDecision? {
        guard message.defects.contains(where: { $0.kind == .ambiguousBoundary }) else { return nil }
        return hold(.ambiguousMIME, "its MIME boundary can be read in more than one way")
    }

    /// The active person who verifiably wrote it.
    mutating func author(_ facts: InboundFacts) -> Result<Person, Held> {
        reasons.append("sender: \(facts.sender.reason)")
        guard facts.sender.address != nil else {
            return .failure(Held(decision: hold(.ambiguousSender, "there is no single plain From address")))
        }
        switch facts.sender.assurance {
        case .contradicted:
            return .failure(Held(decision: hold(.contradicted, "the sender's domain disowns it")))
        case .none:
            return .failure(Held(decision: hold(.unverified, "nothing proves who wrote it")))
        case .authenticated:
            reasons.append("verified by \(facts.sender.by)")
        }
        guard let person = facts.person else {
            return .failure(Held(decision: hold(.stranger, "the address is not in the registry")))
        }
        guard person.state != .deactivated else {
            return .failure(Held(decision: hold(.deactivated, "the \(person.kind.rawValue) is deactivated")))
        }
        return .success(person)
    }

    /// Where the author's message goes.
    mutating func destination(for author: Person, _ message: InboundMessage, _ facts: InboundFacts) -> InboundDecision {
        switch facts.thread {
        case .ambiguous:
            return hold(.ambiguousCase, "its reply addresses name several cases")
        case .token(let token, let source):
            guard let supportCase = facts.supportCase else {
                return hold(.ambiguousCase, "case \(token.caseNumber) is gone")
            }
            reasons.append("reply to case \(token.caseNumber) by \(source.rawValue)")
            if token.recipient != author.id { reasons.append("used a reply address issued to somebody else") }
            return reply(of: author, to: supportCase, facts)
        case .none:
            return newCase(of: author)
        }
    }

    private mutating func reply(of author: Person, to supportCase: SupportCase, _ facts: InboundFacts)
        -> InboundDecision
    {
        let post = InboundDecision.Action.post(to: supportCase.number, author: author)
        if author.kind == .advisor { return InboundDecision(post, reasons: reasons + ["an advisor answers"]) }
        guard let membership = author.membership(in: supportCase.account) else {
            return hold(.otherAccount, "the contact does not belong to the account of case \(supportCase.number)")
        }
        guard membership.role.mayWrite else { return hold(.readOnly, "a read-only contact may not post") }
        guard supportCase.acceptsPost(at: facts.now, reopenDays: facts.reopenDays) else {
            let open = InboundDecision.Action.open(
                author: author, account: membership.account, continuing: supportCase.number)
            return InboundDecision(
                open, reasons: reasons + ["case \(supportCase.number) was closed over \(facts.reopenDays) days ago"])
        }
        return InboundDecision(post, reasons: reasons)
    }

    private mutating func newCase(of author: Person) -> InboundDecision {
        guard author.kind == .contact, let membership = author.defaultMembership else {
            return hold(.unverified, "an advisor's mail names no case by a reply address")
        }
        guard membership.role.mayWrite else { return hold(.readOnly, "a read-only contact may not open cases") }
        let open = InboundDecision.Action.open(author: author, account: membership.account, continuing: nil)
        return InboundDecision(open, reasons: reasons + ["new case for \(membership.account.name)"])
    }
}
