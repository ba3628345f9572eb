extension DecisionTrail {
    /// Mail of which nobody proves who wrote it.
    mutating func unproven() -> InboundDecision? {
        if isLetIn { return nil }
        let sender = facts.sender
        note(sender.reason)
        guard let address = sender.address else { return noAuthor(sender) }
        warn(of: address)
        if sender.isProven { return nil }
        if sender.assurance == .contradicted { return contradicted() }
        if facts.rules.onUnverified == .trust {
            note("This mailbox believes whoever is named in From (on_unverified = \"trust\").")
            return nil
        }
        guard let person = facts.person, person.state != .deactivated, person.kind != .guest else {
            return hold(
                .stranger, "Nobody of the registry has that address, and strangers who prove nothing get no answer.")
        }
        let reason: InboundDecision.HoldReason = sender.doubt == .replay ? .replay : .unverified
        return ask(person, reason)
    }

    /// What a careful reader would look at twice.
    private mutating func warn(of address: EmailAddress) {
        if let shown = LookAlike.address(in: message.from.first?.name, besides: address) {
            note("Look twice: the name shown is another address, \(shown).")
        }
        if let imitated = facts.imitatedDomain {
            note("Look twice: \(address.domain) looks like \(imitated), a domain of the registry, and is another one.")
        }
    }

    private func noAuthor(_ sender: SenderVerification) -> InboundDecision {
        switch sender.doubt {
        case .malformed: hold(.malformedSender, "So it is nobody's.")
        case .ambiguous: hold(.ambiguousSender, "So it may be somebody else's than it seems.")
        case .replay, .temporary, nil: hold(.noSender, "Without an author it can be nobody's.")
        }
    }

    private func contradicted() -> InboundDecision {
        guard let person = facts.person, person.state != .deactivated, person.kind != .guest else {
            return hold(.contradicted, "Nobody of the registry has that address, so nobody is asked.")
        }
        guard person.kind == .contact else {
            return hold(
                .contradicted, "Somebody may be posing as an advisor: somebody has to look at it.",
                alert: "somebody may be posing as an advisor")
        }
        return ask(person, .contradicted)
    }

    /// Holds the message, and asks its supposed author as far as the limits allow.
    private func ask(_ person: Person, _ reason: InboundDecision.HoldReason) -> InboundDecision {
        let limits = facts.rules.limits
        if facts.rules.onUnverified != .confirm {
            return hold(reason, "It waits for somebody of the desk.")
        }
        if let quiet = message.quiet {
            return hold(reason, "It waits for somebody of the desk: it may not be answered automatically (\(quiet)).")
        }
        if let open = facts.counts.openChallenge {
            return hold(
                reason, "It waits for \(person.displayName), who has been asked about earlier mail already.",
                answer: .challenge(person, joining: open))
        }
        if DeskLimits.isReached(limits.challengesPerDay, by: facts.counts.challengesToday) {
            return hold(
                reason,
                "It waits for somebody of the desk: \(person.displayName) was asked \(facts.counts.challengesToday) times within a day."
            )
        }
        if DeskLimits.isReached(limits.challengesPerHour, by: facts.counts.challengesThisHour) {
            return hold(
                reason, "It waits for somebody of the desk: too many people were asked within the hour.",
                alert: "more challenges than the hourly limit")
        }
        return hold(
            reason,
            "It waits until \(person.displayName) confirms by a link, mailed to \(person.address), that it is theirs.",
            answer: .challenge(person, joining: nil))
    }

    /// Mail of somebody who is proven, and whom the registry does not have, or no longer.
    mutating func stranger() -> InboundDecision? {
        guard let address = facts.release?.author ?? facts.sender.address else {
            return hold(.ambiguousSender, "Say who wrote it: casepost held release ID --author ADDRESS.")
        }
        switch facts.release?.origin {
        case .desk(let who): note("\(who) let it in.")
        case .challenge:
            note("\(facts.person?.displayName ?? "Its author") confirmed by the mailed link that it is theirs.")
        case nil: break
        }
        guard let person = facts.person else {
            if let account = facts.release?.exceptionAccount {
                return InboundDecision(
                    .admit(address, account: account),
                    reasons: reasons + ["\(address) is let in as a guest of \(account), on an exception."])
            }
            return turnAway(.stranger, "\(address) is not in the registry.", address)
        }
        guard person.state != .deactivated else {
            return turnAway(.deactivated, "\(person.displayName) is deactivated in the registry.", address)
        }
        return nil
    }

    /// Holds a stranger's message; they are told once a day that the contacts of their organisation may write.
    private func turnAway(
        _ reason: InboundDecision.HoldReason, _ why: String, _ address: EmailAddress
    ) -> InboundDecision {
        var held = hold(reason, why)
        guard facts.sender.isProven, facts.release == nil else { return held }
        if facts.thread != .none {
            held.reasons.append("It uses a reply address of somebody else, so nobody is answered.")
        } else if let quiet = message.quiet {
            held.reasons.append("It may not be answered automatically (\(quiet)).")
        } else if facts.counts.refusalsToday > 0 {
            held.reasons.append("They have been told today already that only authorized contacts may write.")
        } else {
            held.answer = .redirect(address)
            held.reasons.append("They are told to go through the authorized contacts of their organisation.")
        }
        return held
    }
}
