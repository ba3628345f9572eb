internal import Core
internal import FoundationEssentials

/// Does what was decided about one message.
struct DecisionEffects<Storage: DeskStorage> {
    private static var longestNote: Int { 2_000 }

    private let settlement: Settlement<Storage>
    private let entry: LedgerEntry
    private let understood: UnderstoodMessage
    private let facts: InboundFacts
    private let transaction: Storage.Transaction
    /// What the operator should know at once, if something came up on the way.
    private(set) var alert: String?
    /// What came of those whom the message was copied to, as further reasons.
    private(set) var remarks: [String] = []

    private var message: InboundMessage { understood.message }
    private var desk: Desk { settlement.desk }
    private var now: Date { settlement.now }

    init(
        _ settlement: Settlement<Storage>, _ entry: LedgerEntry, _ understood: UnderstoodMessage,
        _ facts: InboundFacts, _ transaction: Storage.Transaction
    ) {
        self.settlement = settlement
        self.entry = entry
        self.understood = understood
        self.facts = facts
        self.transaction = transaction
    }

    /// Changes cases as was decided, and gives the case concerned.
    mutating func apply(_ decision: InboundDecision) throws -> CaseNumber? {
        try auditRelease(decision)
        switch decision.action {
        case .open(let opening):
            try noteActivity(of: opening.author)
            return try open(opening, isQuiet: decision.isQuiet)
        case .admit(let address, let account): return try admit(address, account)
        case .post(let number, let author):
            try noteActivity(of: author)
            let reply = ReplyEffects(
                settlement, understood, transaction, by: author, to: number, proof: facts.sender.reason)
            remarks += try reply.apply(acceptsCommands: decision.acceptsCommands)
            if let remark = decision.remark {
                try desk.note(
                    remark, by: author, messageID: message.messageID, on: number, in: transaction, at: now)
            }
            return number
        case .answer(let person, let account):
            try noteActivity(of: person)
            guard !decision.isQuiet else { return nil }
            try desk.answer(
                message.commands, of: person, for: account, to: message.messageID, from: settlement.mailbox.name,
                in: transaction, at: now)
            return nil
        case .note(let number, let person):
            let text = String(message.replyText.prefix(Self.longestNote))
            try desk.note(
                "Automatic reply: \(text)", by: person, messageID: message.messageID, on: number,
                in: transaction, at: now)
            return number
        case .record(.bounce):
            try takeBack()
            return facts.returned?.caseNumber
        case .hold, .record: return facts.supportCase?.number
        }
    }

    private mutating func open(_ opening: InboundDecision.Opening, isQuiet: Bool) throws -> CaseNumber {
        let isReply = opening.continuing != nil
        var new = NewCase(
            account: opening.account, contact: opening.contact, isException: opening.isException, isQuiet: isQuiet,
            subject: PostWords(message, isReply: isReply).subject, type: caseType,
            priority: message.fields["Priority"], fields: message.fields, mailbox: settlement.mailbox.name,
            linkedCase: opening.continuing,
            post: understood.post(by: opening.author, PostWords(message, isReply: isReply).text))
        let copies = try desk.verdicts(
            on: CopyRule.addresses(of: message, ours: settlement.rules.ours), by: opening.author,
            account: opening.account.id, told: [opening.contact, opening.author], in: transaction)
        remarks += copies.map { $0.reason(account: opening.account.name) }
        // Where no acknowledgement can say so, a later mail may.
        new.copies = isQuiet ? copies.filter { $0.refusal == nil } : copies
        return try desk.open(new, in: transaction, at: now)
    }

    /// The type that the message names, else that of its mailbox; a type of case may also have a field of that name.
    private var caseType: String? {
        message.fields["Type"].flatMap(desk.preset.caseType(named:))?.name ?? settlement.mailbox.caseType
    }

    /// Lets a stranger in as a guest of an account.
    private mutating func admit(_ address: EmailAddress, _ name: String) throws -> CaseNumber {
        guard let account = try transaction.account(named: name) else {
            throw Settlement<Storage>.Failure(cause: "there is no account \(name)")
        }
        let guest = try transaction.guest(at: address, named: message.from.first?.name ?? "", at: now)
        let opening = InboundDecision.Opening(author: guest, account: account, isException: true)
        let number = try open(opening, isQuiet: message.quiet != nil)
        try transaction.audit(
            AuditEvent(
                .exceptionOpened, of: "case \(number)", by: releasedBy, detail: "\(address) for \(account.name)",
                at: now))
        return number
    }

    private func noteActivity(of author: Person) throws {
        guard author.kind == .contact else { return }
        try transaction.noteActivity(of: author.id, at: now)
    }

    /// Counts a delivery report against the person whom the mail was to.
    private mutating func takeBack() throws {
        guard let returned = facts.returned, let person = returned.person else { return }
        let fates = message.bounce?.recipients ?? []
        let effect = fates.first.map(BounceEffect.init) ?? .ofUnreadableReport
        if effect == .policy { alert = "mail of ours was refused for its content or its sender" }
        let isSuspended = try transaction.recordBounce(
            of: person, outbox: returned.id, effect: effect, status: fates.first?.status ?? "", at: now)
        if isSuspended { alert = "mail to a person comes back, and is not sent any more" }
    }

    /// Keeps the message for a person to look at, and sends what answers it.
    func hold(_ decision: InboundDecision) throws {
        var challenge: ID<Challenge>?
        switch decision.answer {
        case .challenge(_, joining: let open?): challenge = open
        case .challenge(let person, joining: nil): challenge = try ask(person)
        case .redirect(let address):
            try send(AutomaticAnswer(.senderRedirect, to: address, inReplyTo: message.messageID))
        case .readOnly(let person, _):
            try send(
                AutomaticAnswer(
                    .senderReadOnly, to: person.address, recipient: person.id, inReplyTo: message.messageID))
        case nil: break
        }
        let isRejected = facts.rules.onUnverified == .reject && decision.action == .hold(.unverified)
        try transaction.hold(entry.id, isRejected ? .rejected : .waiting, challenge: challenge)
    }

    private func ask(_ person: Person) throws -> ID<Challenge> {
        let challenge = try transaction.addChallenge(to: person, at: now)
        try send(AutomaticAnswer(.senderConfirm, to: person.address, recipient: person.id, challenge: challenge))
        try transaction.audit(
            AuditEvent(
                .challengeSent, of: "challenge \(challenge.rawValue)", by: AuditEvent.systemName,
                detail: "to \(person.address)", at: now))
        return challenge
    }

    private func send(_ answer: AutomaticAnswer) throws {
        try desk.send(answer, from: settlement.mailbox.name, in: transaction, at: now)
    }

    private var releasedBy: String {
        if case .desk(let who)? = facts.release?.origin { who } else { AuditEvent.systemName }
    }

    private func auditRelease(_ decision: InboundDecision) throws {
        guard facts.release != nil, decision.outcome != .held else { return }
        try transaction.audit(
            AuditEvent(
                .messageReleased, of: "message \(entry.id.rawValue)", by: releasedBy,
                detail: "became \(decision.outcome.rawValue)", at: now))
    }
}
