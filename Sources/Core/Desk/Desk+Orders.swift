public import FoundationEssentials

extension Desk {
    /// Does what the commands of a mail ask for, with its post, all of it or none; what to answer.
    ///
    /// Throws a ``DeskRefusal`` where something is not allowed; the caller undoes the rest.
    public func carryOut(
        _ orders: [MailOrder], filling fields: [CaseAct], with post: NewPost?, on number: CaseNumber,
        by author: Person, in transaction: some DeskTransaction, at now: Date
    ) throws -> String {
        var acts = fields
        for order in orders {
            switch order {
            case .act(let act): acts.append(act)
            case .assign(let address):
                guard let person = try transaction.person(at: address) else { throw DeskRefusal.noAdvisor(address) }
                acts.append(.assign(person))
            case .addRecipient, .removeRecipient, .keepInternal, .admit, .chooseDigest, .tell: break
            }
        }
        let actor = Actor.person(author)
        let supportCase = try perform(acts, with: post, on: number, by: actor, via: .email, in: transaction, at: now)
        for order in orders { try change(order, number, by: actor, in: transaction, at: now) }
        var answer = ["Case \(number) is \(supportCase.status.rawValue), with priority \(supportCase.priority)."]
        for case .admit(let id, let name) in orders {
            let account = try transaction.account(named: name)?.name ?? name
            answer.append("The held message \(id.rawValue) opens a case of \(account), an exception, within seconds.")
        }
        for case .chooseDigest(let schedule) in orders { answer.append(schedule.promise) }
        for case .tell(let question) in orders {
            answer.append(try reply(to: question, supportCase, author, transaction))
        }
        return answer.joined(separator: "\n\n")
    }

    private func change(
        _ order: MailOrder, _ number: CaseNumber, by actor: Actor, in transaction: some DeskTransaction, at now: Date
    ) throws {
        switch order {
        case .addRecipient(let address):
            guard let person = try transaction.person(at: address) else { throw DeskRefusal.noRecipient(address) }
            try addRecipient(person, to: number, by: actor, via: .email, in: transaction, at: now)
        case .removeRecipient(let address):
            guard let person = try transaction.person(at: address) else { throw DeskRefusal.noRecipient(address) }
            try removeRecipient(person, from: number, by: actor, via: .email, in: transaction, at: now)
        case .admit(let id, let name):
            guard let account = try transaction.account(named: name) else { throw DeskRefusal.noAccount(name) }
            let release = Release(.desk(actor.name), exceptionAccount: account.name)
            guard try transaction.letIn(id, release, at: now) else { throw DeskRefusal.notHeld(id.rawValue) }
        case .chooseDigest(let schedule): try choose(schedule, by: actor, in: transaction, at: now)
        case .act, .assign, .keepInternal, .tell: break
        }
    }

    /// Notes when the author of a command is told what happens on cases.
    func choose(
        _ schedule: DigestSchedule, by actor: Actor, in transaction: some DeskTransaction, at now: Date
    ) throws {
        guard let person = actor.person else { return }
        _ = try transaction.choose(schedule, for: person, by: actor.name, at: now)
    }

    private func reply(
        to question: MailOrder.Question, _ supportCase: SupportCase, _ author: Person,
        _ transaction: some DeskTransaction
    ) throws -> String {
        switch question {
        case .recipients:
            let people = try transaction.recipients(of: supportCase.number)
            return "These people are told about it:\n"
                + people.map { "  \($0.displayName) <\($0.address)>" }.joined(separator: "\n")
        case .status: return Self.summary(of: supportCase)
        case .cases: return try Self.list(transaction.openCases(of: supportCase.account, limit: Self.longestList))
        case .help: return Self.help(isAdvisor: author.kind == .advisor)
        }
    }

    private static func summary(of supportCase: SupportCase) -> String {
        let facts: [(String, String?)] = [
            ("Subject", supportCase.subject), ("Type", supportCase.type), ("Team", supportCase.team),
            ("Due", supportCase.dueDate?.description), ("Scheduled for", supportCase.scheduledFor?.description),
            ("Development issue", supportCase.issue), ("Release", supportCase.release),
        ]
        return facts.compactMap { name, value in value.map { "\(name): \($0)" } }.joined(separator: "\n")
    }

    static func help(isAdvisor: Bool) -> String {
        let everybody = """
            Commands stand at the top of a reply, each on a line of its own:
              #close               close the case
              #reopen              open it again
              #priority high       change its priority
              #add ADDRESS         somebody else is told about it
              #remove ADDRESS      or #remove me: no longer
              #recipients          who is told
              #status              where it stands
              #cases               the open cases of the account
              #grant, #decline     the permission that was asked for
            """
        guard isAdvisor else {
            return everybody + "\n" + """
                  #digest daily 08:00  news of your cases together, or hourly; #digest immediate
                                       for each at once
                """
        }
        return everybody + "\n" + """
              #note                what follows is for the desk only
              #assign me           or an address, or a team
              #resolve             what follows is the resolution
              #status STATUS       as in #status pending customer input
              #schedule DATE       as in #schedule 2026-12-01
              #dev ISSUE           a defect of the product
              #release NAME        its fix is in that release
              #escalate TEAM WHY   somebody else looks at it
              #type TYPE           #module MODULE
              #permission WHAT     ask an authorized contact to permit something
              #exception open NUMBER ACCOUNT
                                   let a held message of a stranger in, as a guest's case
            """
    }
}
