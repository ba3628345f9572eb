internal import Core
internal import FoundationEssentials

/// Adds what somebody wrote to a case, with what the commands and fields at its top ask for.
struct ReplyEffects<Storage: DeskStorage> {
    private let settlement: Settlement<Storage>
    private let understood: UnderstoodMessage
    private let transaction: Storage.Transaction
    private let author: Person
    private let number: CaseNumber
    private let proof: String

    private var message: InboundMessage { understood.message }
    private var desk: Desk { settlement.desk }

    init(
        _ settlement: Settlement<Storage>, _ understood: UnderstoodMessage, _ transaction: Storage.Transaction,
        by author: Person, to number: CaseNumber, proof: String
    ) {
        self.proof = proof
        self.settlement = settlement
        self.understood = understood
        self.transaction = transaction
        self.author = author
        self.number = number
    }

    /// Posts, fills in fields, and carries out the commands: all of them, or none with an answer that says why.
    ///
    /// Gives what came of those whom the message was copied to, as sentences.
    func apply(acceptsCommands: Bool) throws -> [String] {
        guard hasCommands else {
            let copies = try copies()
            let notice = try add(copies)
            try post(wholeText, isInternal: false)
            if let notice { try answer(notice) }
            return copies.reasons
        }
        guard acceptsCommands else {
            return try refuse("Commands count only in a reply to a mail that was sent to you.")
        }
        switch try carryOut() {
        case .success(let copies): return copies.reasons
        case .failure(let problem): return try refuse(problem.why)
        }
    }

    /// Whom the message was copied to, and the name of the account whose contacts can be told.
    private struct Copies {
        var all: [CopiedAddress] = []
        var account = ""

        var reasons: [String] { all.map { $0.reason(account: account) } }
    }

    private func copies() throws -> Copies {
        guard let supportCase = try transaction.supportCase(number) else { return Copies() }
        let addresses = CopyRule.addresses(of: message, ours: settlement.rules.ours)
        guard !addresses.isEmpty else { return Copies() }
        return Copies(
            all: try desk.verdicts(
                on: addresses, by: author, account: supportCase.account,
                told: try transaction.audience(of: supportCase), in: transaction),
            account: try transaction.accountName(supportCase.account))
    }

    /// Puts on the list who is eligible, before the post is told; what its author is to be told about the others, if anything.
    private func add(_ copies: Copies) throws -> String? {
        // A robot is told nothing, so that a person may be told later.
        let all = message.quiet == nil ? copies.all : copies.all.filter { $0.refusal == nil }
        let news = try desk.add(
            all, to: number, by: author, messageID: message.messageID, account: copies.account, in: transaction,
            at: settlement.now)
        return CopiedAddress.notice(of: news, account: copies.account)
    }

    /// Whether something is to be carried out; what nobody knows may be a contact's words, and is an advisor's mistake.
    private var hasCommands: Bool {
        guard message.quiet == nil, author.kind != .guest else { return false }
        return author.kind == .advisor ? !message.commands.isEmpty : message.commands.contains(where: \.isKnown)
    }

    /// Why nothing was carried out.
    private struct Problem: Error { var why: String }

    /// Does it all, or nothing; why not, if not.
    private func carryOut() throws -> Result<Copies, Problem> {
        let orders: [MailOrder]
        do throws(MailOrderProblem) {
            orders = try MailOrder.read(
                message.commands, text: message.replyText, by: author, proof: proof, preset: desk.preset)
        } catch { return .failure(Problem(why: "\(error.command): \(error.why).")) }
        do {
            return .success(try settlement.storage.savepoint(in: transaction) { try carryOut(orders) })
        } catch let refusal as DeskRefusal {
            let lines = message.commands.map(\.line).joined(separator: ", ")
            return .failure(Problem(why: "\(lines): \(refusal.explanation)."))
        }
    }

    private func carryOut(_ orders: [MailOrder]) throws -> Copies {
        let text = message.replyText
        let isEmpty = !text.contains { !$0.isWhitespace } && understood.attachments.isEmpty
        let isInternal = orders.contains(.keepInternal)
        let post = understood.post(by: author, text, isInternal: isInternal)
        // Whoever is copied on words for the desk only is not put on the list by them.
        let copies = isInternal ? Copies() : try copies()
        let notice = try add(copies)
        let answer = try desk.carryOut(
            orders, filling: try fields(), with: isEmpty ? nil : post, on: number, by: author, in: transaction,
            at: settlement.now)
        // The mail that says that a case is closed goes to the contact who closed it, too.
        let isToldAnyway = author.kind != .advisor && orders == [.act(.close(why: ""))]
        let words = [isToldAnyway ? nil : answer, notice].compactMap(\.self)
        if !words.isEmpty { try self.answer(words.joined(separator: "\n\n")) }
        return copies
    }

    private func answer(_ text: String) throws {
        try desk.answer(
            understood.post(by: author, ""), with: text, to: author, on: number, in: transaction, at: settlement.now)
    }

    /// The post of a mail of which nothing is carried out, and the answer that says why.
    ///
    /// What an advisor wrote stays with the desk: the command that should keep it there may be the one that was mistyped.
    private func refuse(_ why: String) throws -> [String] {
        let isAdvisor = author.kind == .advisor
        let copies = isAdvisor ? Copies() : try copies()
        let notice = try add(copies)
        try post(wholeText, isInternal: isAdvisor)
        let kept =
            isAdvisor
            ? "What you wrote is on the case as an internal note, and no contact was told. Please send it again."
            : "What you wrote is on the case, with the commands in it."
        let words = ["None of your commands was carried out. \(why)", kept, notice].compactMap(\.self)
        try answer(words.joined(separator: "\n\n"))
        return copies.reasons
    }

    private func post(_ text: String, isInternal: Bool) throws {
        try desk.perform(
            try fields(), with: understood.post(by: author, text, isInternal: isInternal), on: number,
            by: .person(author), via: .email, in: transaction, at: settlement.now)
    }

    /// What is new in the mail, with the commands at its top, so that people see what was not carried out.
    private var wholeText: String { PostWords(message, isReply: true).text }

    /// The fields of the case that the mail fills in.
    private func fields() throws -> [CaseAct] {
        guard let supportCase = try transaction.supportCase(number) else { return [] }
        let values = desk.preset.values(message.fields, of: supportCase)
        return values.isEmpty ? [] : [.fill(values)]
    }
}
