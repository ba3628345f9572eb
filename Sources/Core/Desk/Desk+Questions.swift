public import FoundationEssentials

extension Desk {
    /// So many cases at most are named in one mail.
    static var longestList: Int { 20 }

    /// Answers a mail that consists of commands and is about no case; nothing else comes of it.
    ///
    /// Only questions and the choice of digests are answered, to the registered address of whoever asks; the rest needs a
    /// case. `account` is the one
    /// that the mail is for, `nil` for an advisor.
    public func answer(
        _ commands: [MailCommand], of person: Person, for account: Account?, to messageID: MessageID?,
        from mailbox: String, in transaction: some DeskTransaction, at now: Date
    ) throws {
        var lines: [String] = []
        for command in commands {
            switch command.name {
            case "help": lines.append(Self.help(isAdvisor: person.kind == .advisor))
            case "cases": lines.append(Self.list(try cases(of: person, account, transaction)))
            case "digest": lines.append(try chooseDigest(command, person, transaction, at: now))
            default:
                lines.append(
                    "\(command.line): write that at the top of a reply to a mail about the case that you mean.")
            }
        }
        let answer = AutomaticAnswer(
            .questionReply, to: person.address, recipient: person.id, inReplyTo: messageID,
            text: lines.joined(separator: "\n\n"))
        try send(answer, from: mailbox, in: transaction, at: now)
    }

    /// Does what a `#digest` asks for; what to say of it.
    private func chooseDigest(
        _ command: MailCommand, _ person: Person, _ transaction: some DeskTransaction, at now: Date
    ) throws -> String {
        let schedule: DigestSchedule
        do throws(MailOrderProblem) {
            schedule = try MailOrder.schedule(command, by: person)
        } catch { return "\(error.command): \(error.why)." }
        try choose(schedule, by: .person(person), in: transaction, at: now)
        return schedule.promise
    }

    /// The open cases of the account of a contact; those that an advisor has.
    private func cases(
        of person: Person, _ account: Account?, _ transaction: some DeskTransaction
    ) throws -> [SupportCase] {
        if person.kind == .advisor { return try transaction.openCases(assignedTo: person.id, limit: Self.longestList) }
        return try account.map { try transaction.openCases(of: $0.id, limit: Self.longestList) } ?? []
    }

    /// Cases as a mail lists them.
    static func list(_ cases: [SupportCase]) -> String {
        if cases.isEmpty { return "There is no open case." }
        let head = cases.count < longestList ? "Open cases" : "The latest \(longestList) open cases"
        return "\(head), the last changed first:\n"
            + cases.map { "  \($0.number)  \($0.status.rawValue)  \($0.subject)" }.joined(separator: "\n")
    }
}
