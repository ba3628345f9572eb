extension DecisionTrail {
    /// Where the message of somebody who is known and proven goes.
    mutating func destination() -> InboundDecision {
        guard let author = facts.person else { return hold(.stranger, "Nobody of the registry wrote it.") }
        note(Self.introduction(of: author))
        if let supportCase = releasedCase { return reply(of: author, to: supportCase) }
        switch facts.thread {
        case .ambiguous:
            return hold(.ambiguousCase, "Its reply addresses are of several cases, so nobody can tell which is meant.")
        case .token(let token, let source):
            guard let supportCase = facts.supportCase else {
                return hold(.ambiguousCase, "It answers case \(token.caseNumber), which is gone.")
            }
            guard token.epoch == facts.tokenEpoch else {
                note("Its reply address of case \(token.caseNumber) was made worthless, so it counts as none.")
                return untokened(by: author)
            }
            note("It answers case \(supportCase.number): \(source.words).")
            if let merged = facts.mergedCase { note("Case \(merged.number) became a part of that one.") }
            if token.recipient != author.id {
                note("That was given to somebody else, and is used by \(author.displayName).")
                remark = "The post came by a reply address that was given to somebody else."
            }
            return reply(of: author, to: supportCase)
        case .none: return untokened(by: author)
        }
    }

    private var releasedCase: SupportCase? {
        guard let number = facts.release?.caseNumber else { return nil }
        return [facts.supportCase, facts.taggedCase].compactMap { $0 }.first { $0.number == number }
    }

    private static func introduction(of author: Person) -> String {
        switch author.kind {
        case .advisor: return "\(author.displayName) is an advisor of this desk."
        case .guest: return "\(author.displayName) is a guest, let in on an exception."
        case .contact:
            let roles = author.memberships.map { "\($0.role.inWords) of \($0.account.name)" }
            return
                "\(author.displayName) is \(roles.isEmpty ? "a contact of no account" : roles.joined(separator: ", "))."
        }
    }

    /// Mail without a token of ours: the subject may hint at a case, else it is a new one.
    private mutating func untokened(by author: Person) -> InboundDecision {
        if let tagged = facts.taggedCase {
            if facts.isOnTaggedCase {
                note("Its subject names case \(tagged.number), on which \(author.displayName) is.")
                remark = "The post was matched by the case number in its subject."
                return reply(of: author, to: tagged)
            }
            note(
                "Its subject names case \(tagged.number), on which \(author.displayName) is not, so that counts for nothing."
            )
        } else {
            note("No reply address, no earlier mail of ours and no subject ties it to a case.")
        }
        return questions(of: author) ?? newCase(of: author)
    }

    /// Mail that consists of commands opens no case: what it asks is answered.
    private mutating func questions(of author: Person) -> InboundDecision? {
        guard message.isOnlyCommands, author.kind != .guest, !isLetIn else { return nil }
        let membership = facts.membership(for: message)
        guard author.kind == .advisor || membership != nil else { return nil }
        note("It is nothing but commands, so that it opens no case.")
        let isQuiet = isUnanswerable()
        return InboundDecision(.answer(author, membership?.account), isQuiet: isQuiet, reasons: reasons)
    }

    private mutating func reply(of author: Person, to supportCase: SupportCase) -> InboundDecision {
        if !isLetIn, DeskLimits.isReached(facts.rules.limits.postsPerCasePer10Minutes, by: facts.counts.postsOnCase) {
            return hold(
                .loop, "\(facts.counts.postsOnCase) messages of the same sender came to this case within ten minutes.",
                alert: "a sender floods a case")
        }
        let post = InboundDecision.Action.post(to: supportCase.number, author: author)
        switch author.kind {
        case .advisor:
            return InboundDecision(post, reasons: reasons + ["It becomes a post on case \(supportCase.number)."])
        case .guest:
            guard supportCase.isException, supportCase.contact == author.id else {
                return hold(.stranger, "A guest may write to the case of the exception only.")
            }
            return InboundDecision(post, reasons: reasons + ["It becomes a post on case \(supportCase.number)."])
        case .contact: return contactReply(of: author, to: supportCase)
        }
    }

    private mutating func contactReply(of author: Person, to supportCase: SupportCase) -> InboundDecision {
        guard let membership = author.membership(in: supportCase.account), isOpen(to: membership.account) else {
            return hold(
                .otherAccount,
                "Case \(supportCase.number) is of an account for which \(author.displayName) may not write here.")
        }
        guard membership.role.mayWrite || isLetIn else { return readOnly(author, membership, "post") }
        let isThanks = facts.rules.ignoresThanks && ThanksNote.isPlain(message.replyText, names: [author.displayName])
        if isThanks, !supportCase.status.isOpen {
            note("It says thank you and nothing else, so the case stays closed.")
        }
        guard isThanks || supportCase.acceptsPost(at: facts.now, reopenDays: facts.rules.reopenDays) else {
            note("Case \(supportCase.number) was closed over \(facts.rules.reopenDays) days ago.")
            return open(by: author, membership, continuing: supportCase.number)
        }
        return InboundDecision(
            .post(to: supportCase.number, author: author),
            reasons: reasons + ["It becomes a post on case \(supportCase.number)."])
    }

    private mutating func newCase(of author: Person) -> InboundDecision {
        switch author.kind {
        case .advisor: return hold(.noCase, "An advisor's mail has to answer a case.")
        case .guest: return hold(.stranger, "A guest may write to the case of the exception only.")
        case .contact: break
        }
        guard let membership = facts.membership(for: message) else {
            return hold(.otherAccount, "\(author.displayName) may not write to this mailbox.")
        }
        guard membership.role.mayWrite || isLetIn else { return readOnly(author, membership, "open cases") }
        return open(by: author, membership, continuing: nil)
    }

    private mutating func open(
        by author: Person, _ membership: Person.Membership, continuing: CaseNumber?
    ) -> InboundDecision {
        let limits = facts.rules.limits
        if !isLetIn, DeskLimits.isReached(limits.casesPerContactPerHour, by: facts.counts.newCases) {
            return hold(
                .rate, "\(author.displayName) has opened \(facts.counts.newCases) cases within an hour.",
                alert: "a contact opens more cases than the limit")
        }
        if let contact = facts.onBehalfOf { note("It is written on behalf of \(contact.displayName).") }
        note("It opens a new case for \(membership.account.name).")
        let opening = InboundDecision.Opening(
            author: author, contact: facts.onBehalfOf, account: membership.account, continuing: continuing)
        let isQuiet = isUnanswerable()
        return InboundDecision(.open(opening), isQuiet: isQuiet, reasons: reasons)
    }

    /// Whether the author gets no acknowledgement; says why.
    private mutating func isUnanswerable() -> Bool {
        let (limits, counts) = (facts.rules.limits, facts.counts)
        if let quiet = message.quiet {
            note("Nobody acknowledges it: it may not be answered automatically (\(quiet)).")
        } else if message.kind == .list {
            note("Nobody acknowledges it: it came through a mailing list.")
        } else if DeskLimits.isReached(limits.acknowledgementsPerHour, by: counts.acknowledgements)
            || DeskLimits.isReached(limits.acknowledgementsPerDay, by: counts.acknowledgementsToday)
        {
            note(
                "Nobody acknowledges it: this sender has had \(counts.acknowledgementsToday) acknowledgements of late.")
        } else {
            return false
        }
        return true
    }

    private func readOnly(_ author: Person, _ membership: Person.Membership, _ what: String) -> InboundDecision {
        var held = hold(.readOnly, "A read-only contact may not \(what).")
        if message.quiet == nil, facts.counts.refusalsToday == 0, facts.release == nil {
            held.answer = .readOnly(author, membership.account)
            held.reasons.append("\(author.displayName) is told what a read-only contact may do.")
        }
        return held
    }

    private func isOpen(to account: Account) -> Bool {
        facts.rules.accounts.isEmpty || facts.rules.accounts.contains(account.name)
    }
}

extension InboundFacts {
    /// The account that a new case of the author is for: the one that the message names, else their default one; only
    /// such as may write to the mailbox.
    public func membership(for message: InboundMessage) -> Person.Membership? {
        guard let person else { return nil }
        let open = person.memberships.filter { rules.accounts.isEmpty || rules.accounts.contains($0.account.name) }
        if let named = message.fields["Account"]?.lowercased(),
            let chosen = open.first(where: { $0.account.name.lowercased() == named })
        {
            return chosen
        }
        return open.first { $0.isDefault } ?? open.first
    }
}

extension ThreadMatch.Source {
    fileprivate var words: String {
        switch self {
        case .recipientAddress: "it was sent to a reply address of that case"
        case .messageID: "it refers to a mail about that case"
        }
    }
}

extension ContactRole {
    /// As in `an authorized support contact`.
    var inWords: String {
        switch self {
        case .authorizedSupport: "an authorized support contact"
        case .authorizedTechnical: "the authorized technical contact"
        case .implementation: "an implementation contact"
        case .readOnly: "a read-only contact"
        }
    }
}
