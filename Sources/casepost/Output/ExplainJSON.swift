internal import Core
internal import FoundationEssentials
internal import MailIngest

/// What would become of a message, as `explain --json` prints it.
struct ExplainJSON: Encodable {
    struct Sender: Encodable {
        @Nullable var address: String?
        var verified: Bool
        var by: String
        var assurance: String
        @Nullable var contact: String?
        @Nullable var role: String?
        @Nullable var account: String?
    }

    struct Mail: Encodable {
        var to: String
        var template: String
    }

    struct Earlier: Encodable {
        var received: Date
        var outcome: String
        @Nullable var `case`: String?
        var reasons: [String]
    }

    var decision: String
    var reason: String
    @Nullable var `case`: String?
    var reasons: [String]
    @Nullable var sender: Sender?
    var wouldSend: [Mail]
    @Nullable var alert: String?
    @Nullable var earlier: Earlier?

    init(_ rehearsal: Rehearsal) {
        decision = rehearsal.decision.word
        reason = rehearsal.decision.reason
        reasons = rehearsal.decision.reasons
        wouldSend = rehearsal.mails.map { Mail(to: $0.to.description, template: $0.template.rawValue) }
        self.case = rehearsal.caseNumber?.description
        alert = rehearsal.decision.alert
        sender = Self.sender(rehearsal.facts)
        earlier = rehearsal.facts.earlier.map { taking in
            var earlier = Earlier(received: taking.received, outcome: taking.outcome.rawValue, reasons: taking.reasons)
            earlier.case = taking.caseNumber?.description
            return earlier
        }
    }

    init(_ failure: RehearsalFailure) {
        decision = "hold"
        reason = failure.reason
        reasons = [failure.explanation]
        wouldSend = []
    }

    private static func sender(_ facts: InboundFacts) -> Sender {
        var sender = Sender(
            verified: facts.sender.isProven, by: facts.sender.by.rawValue, assurance: facts.sender.assurance.rawValue)
        sender.address = facts.sender.address?.description
        sender.contact = facts.person?.address.description
        let membership = facts.person?.defaultMembership
        sender.role = membership?.role.rawValue ?? facts.person.map(\.kind.rawValue)
        sender.account = membership?.account.name
        return sender
    }
}

extension InboundDecision {
    /// The word of the interface for what is done.
    var word: String {
        switch action {
        case .open, .admit: "open"
        case .post: "post"
        case .answer: "command"
        case .hold:
            if case .redirect = answer { "redirect" } else { "hold" }
        case .note, .record(.autoReply): "autoReply"
        case .record(.bounce): "bounce"
        case .record(.duplicate): "duplicate"
        case .record(.own), .record(.receipt), .record(.abuse), .record(.calendar), .record(.loopTest): "ignore"
        }
    }
}
