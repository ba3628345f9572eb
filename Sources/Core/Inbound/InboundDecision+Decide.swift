extension InboundDecision {
    /// Decides what to do with a message: identity first, then rights, then which case.
    ///
    /// Pure: the same message and facts always give the same decision. The checks run in a fixed order, and the first that
    /// has something to say ends it. A message that somebody of the desk lets in passes over the doubts, not over rights.
    public static func decide(_ message: InboundMessage, _ facts: InboundFacts) -> InboundDecision {
        var trail = DecisionTrail(message: message, facts: facts)
        var decision = trail.robot() ?? trail.suspect() ?? trail.unproven() ?? trail.stranger() ?? trail.destination()
        if case .post(_, let author) = decision.action {
            decision.remark = trail.remark
            decision.acceptsCommands = trail.acceptsCommands(of: author)
        }
        return decision
    }
}

/// The steps of one decision, with the reasons gathered on the way.
struct DecisionTrail {
    let message: InboundMessage
    let facts: InboundFacts
    var reasons: [String] = []
    /// What is unusual about the way to the case.
    var remark: String?

    init(message: InboundMessage, facts: InboundFacts) {
        self.message = message
        self.facts = facts
    }

    /// Whether somebody of the desk has looked at the message and lets it in.
    var isLetIn: Bool { facts.release?.isByDesk ?? false }

    /// Whether commands count: their author is proven, and answers at an address that was given to them.
    ///
    /// What a robot sends, or the desk let in, has none.
    func acceptsCommands(of author: Person) -> Bool {
        guard !isLetIn, message.quiet == nil, case .token(let token, _) = facts.thread else { return false }
        return token.recipient == author.id && token.epoch == facts.tokenEpoch
    }

    mutating func note(_ why: String) { reasons.append(why) }

    func hold(
        _ reason: InboundDecision.HoldReason, _ why: String, answer: InboundDecision.Answer? = nil,
        alert: String? = nil
    ) -> InboundDecision {
        InboundDecision(.hold(reason), answer: answer, alert: alert, reasons: reasons + [why])
    }

    func record(_ reason: InboundDecision.RecordReason, _ why: String, alert: String? = nil) -> InboundDecision {
        InboundDecision(.record(reason), alert: alert, reasons: reasons + [why])
    }

    /// Mail that no person wrote for the desk to act on: it is never answered and changes nothing.
    mutating func robot() -> InboundDecision? {
        if facts.isLoopTest {
            return record(
                .loopTest, "It is a test of the way out and back, which only this desk can make: it is only noted.")
        }
        if facts.isOwn {
            return record(
                .own, "This desk sent it itself, and it came back: it is only noted.",
                alert: "a mail of ours came back into a mailbox")
        }
        if let earlier = facts.earlier, facts.release == nil {
            let became =
                earlier.caseNumber.map { "\(earlier.outcome.rawValue), case \($0)" } ?? earlier.outcome.rawValue
            return record(.duplicate, "The same message came in before (\(became)): it is only noted.")
        }
        switch message.kind {
        case .bounce: return bounce()
        case .receipt: return record(.receipt, "It is a read receipt: it is only noted.")
        case .abuse: return record(.abuse, "It is an abuse report: it is only noted.", alert: "an abuse report came in")
        case .calendar: return record(.calendar, "It is an answer to an invitation: it is only noted.")
        case .autoReply: return autoReply()
        case .list where !isFromListContact && !isLetIn:
            return hold(.list, "It came through a mailing list that is no contact: somebody has to look at it.")
        case .list, .message: break
        }
        if facts.returned != nil {
            return record(
                .bounce, "It came to the address to which undeliverable mail returns: it counts as a soft bounce.")
        }
        note("It is new, and an ordinary message: no delivery report, no automatic reply, no mail of our own.")
        return nil
    }

    /// Whether the list itself is a contact; one that is a stranger must not be told to ask elsewhere.
    private var isFromListContact: Bool {
        facts.isFromList && facts.person.map { $0.state != .deactivated } ?? false
    }

    private func bounce() -> InboundDecision {
        guard let returned = facts.returned else {
            return record(.bounce, "It is a delivery report that names no mail of ours: it is only noted.")
        }
        let fates = (message.bounce?.recipients ?? []).prefix(3).map {
            "\($0.action.rawValue) \($0.status ?? "without a code")"
        }
        return record(
            .bounce,
            "It is a delivery report about mail \(returned.id.rawValue) of ours: \(fates.isEmpty ? "failed" : fates.joined(separator: ", "))."
        )
    }

    private mutating func autoReply() -> InboundDecision {
        let why = "It is automatic (\(message.autoReply ?? "by its header fields"))"
        guard case .token(let token, _) = facts.thread, let supportCase = facts.supportCase,
            token.epoch == facts.tokenEpoch, let person = facts.person, person.id == token.recipient,
            person.state != .deactivated
        else { return record(.autoReply, "\(why): it is only noted, and nobody answers it.") }
        return InboundDecision(
            .note(on: supportCase.number, by: person),
            reasons: reasons + ["\(why): it is noted on case \(supportCase.number), where nothing else changes."])
    }

    /// Mail that goes in circles, bears our own name, or means other things to other readers.
    mutating func suspect() -> InboundDecision? {
        guard !isLetIn else { return nil }
        if facts.hops > facts.rules.limits.hops {
            return hold(
                .hopCount, "It came through \(facts.hops) servers, so it goes in circles.",
                alert: "a message goes in circles")
        }
        if facts.isFromOwnAddress {
            return hold(
                .ownAddress, "It bears an address of this desk, which did not send it.",
                alert: "a message bears one of our own addresses")
        }
        if message.defects.contains(where: { $0.kind == .ambiguousBoundary }) {
            return hold(
                .ambiguousMIME,
                "Its parts can be read in more than one way, so another program may see another message.")
        }
        if facts.counts.isEcho, facts.release == nil {
            return hold(
                .loop,
                "Each of our last five mails to this address was answered within a minute: it is taken for a robot.",
                alert: "a robot seems to answer our mail")
        }
        note(
            "Its parts can be read in one way only, and nothing tells that it goes in circles (\(facts.hops) servers).")
        return nil
    }
}
