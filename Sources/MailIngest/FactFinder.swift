internal import Core
internal import FoundationEssentials

/// Gathers what the decision about one message rests on; reads the store and changes nothing in it.
struct FactFinder<Storage: DeskStorage> {
    private let settlement: Settlement<Storage>
    private let entry: LedgerEntry
    private let understood: UnderstoodMessage
    private let transaction: Storage.Transaction

    init(
        _ settlement: Settlement<Storage>, _ entry: LedgerEntry, _ understood: UnderstoodMessage,
        _ transaction: Storage.Transaction
    ) {
        self.settlement = settlement
        self.entry = entry
        self.understood = understood
        self.transaction = transaction
    }

    func facts() throws -> InboundFacts {
        let message = understood.message
        let release = try transaction.release(of: entry.id)
        let author = release?.author ?? understood.report.authorAddress
        let person = try author.flatMap(transaction.person(at:))
        var facts = InboundFacts(sender: try verdict(on: person, release), rules: rules, now: settlement.now)
        facts.release = try valid(release, for: person)
        facts.person = person
        if person == nil, let author {
            facts.imitatedDomain = LookAlike.imitated(by: author.domain, among: try transaction.domains())
        }
        facts.isFromOwnAddress = author.map(settlement.rules.ours.contains) ?? false
        facts.isFromList = MailingList.isAuthor(of: message)
        facts.hops = understood.report.hops
        facts.isOwn = try message.messageID.flatMap(transaction.mail(withMessageID:)) != nil
        facts.isLoopTest = understood.isLoopTest
        facts.earlier = try transaction.earlier(withContentKey: understood.contentKey, otherThan: entry.id)
        facts.returned = try returned()
        facts.thread = understood.thread
        try addCases(to: &facts)
        if let author {
            facts.counts = try transaction.counts(
                of: author, person, isProven: facts.sender.isProven || rules.onUnverified == .trust,
                on: facts.supportCase?.number, received: entry.received, at: settlement.now)
        }
        if let name = message.fields["Contact"], let account = facts.membership(for: message)?.account {
            facts.onBehalfOf = try transaction.contact(named: name, of: account.id)
        }
        return facts
    }

    private var rules: InboundRules {
        var rules = InboundRules(
            reopenDays: settlement.desk.preset.reopenDays, onUnverified: settlement.mailbox.onUnverified,
            accounts: settlement.mailbox.accounts, limits: settlement.rules.limits)
        rules.ignoresThanks = settlement.desk.preset.ignoresThanks
        return rules
    }

    /// The evidence weighed, unless the author or somebody of the desk has spoken since.
    private func verdict(on person: Person?, _ release: Release?) throws -> SenderVerification {
        var verdict = SenderVerification.judge(
            understood.report, policy: settlement.rules.policy(for: person), ours: settlement.rules.ours)
        switch try valid(release, for: person)?.origin {
        case .challenge: (verdict.assurance, verdict.by, verdict.doubt) = (.confirmed, .confirmation, nil)
        case .desk:
            (verdict.assurance, verdict.by, verdict.doubt) = (.confirmed, .operator, nil)
            verdict.address = release?.author ?? verdict.address
        case nil: break
        }
        return verdict
    }

    /// A challenge lets in what bears the address of the person who was asked, whoever has that address now.
    private func valid(_ release: Release?, for person: Person?) throws -> Release? {
        guard case .challenge(let id)? = release?.origin else { return release }
        guard let challenge = try transaction.challenge(id), challenge.person == person?.id else { return nil }
        return release
    }

    /// The mail of ours that came back: by the address it came to, else by the identifier of the returned message, if we signed that.
    private func returned() throws -> ReturnedMail? {
        if let id = understood.returnedMail { return try transaction.mail(numbered: id) }
        guard understood.message.kind == .bounce else { return nil }
        return try understood.message.bounce?.originalMessageID.flatMap(transaction.mail(withMessageID:))
    }

    private func addCases(to facts: inout InboundFacts) throws {
        if case .token(let token, _) = facts.thread {
            let named = try transaction.supportCase(token.caseNumber)
            facts.supportCase = try named.map(transaction.survivor)
            facts.mergedCase = facts.supportCase?.number == named?.number ? nil : named
        }
        let named = facts.release?.caseNumber ?? CaseNumber.tagged(in: understood.message.subject)
        guard let named, let tagged = try transaction.supportCase(named).map(transaction.survivor) else { return }
        facts.taggedCase = tagged
        guard let person = facts.person else { return }
        facts.isOnTaggedCase =
            try tagged.contact == person.id || transaction.recipients(of: tagged.number).contains { $0.id == person.id }
    }
}

extension AuthenticationReport {
    /// The author's address, if one is plainly named.
    var authorAddress: EmailAddress? {
        if case .address(let address) = author { address } else { nil }
    }
}
