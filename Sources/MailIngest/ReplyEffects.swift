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
    func apply(acceptsCommands: Bool) throws {
        guard hasCommands else { return try post(wholeText, isInternal: false) }
        guard acceptsCommands else {
            return try refuse("Commands count only in a reply to a mail that was sent to you.")
        }
        if let why = try carryOut() { try refuse(why) }
    }

    /// Whether something is to be carried out; what nobody knows may be a contact's words, and is an advisor's mistake.
    private var hasCommands: Bool {
        guard message.quiet == nil, author.kind != .guest else { return false }
        return author.kind == .advisor ? !message.commands.isEmpty : message.commands.contains(where: \.isKnown)
    }

    /// Does it all, or nothing; why not, if not.
    private func carryOut() throws -> String? {
        let orders: [MailOrder]
        do throws(MailOrderProblem) {
            orders = try MailOrder.read(
                message.commands, text: message.replyText, by: author, proof: proof, preset: desk.preset)
        } catch { return "\(error.command): \(error.why)." }
        do {
            try settlement.storage.savepoint(in: transaction) { try carryOut(orders) }
            return nil
        } catch let refusal as DeskRefusal {
            return "\(message.commands.map(\.line).joined(separator: ", ")): \(refusal.explanation)."
        }
    }

    private func carryOut(_ orders: [MailOrder]) throws {
        let text = message.replyText
        let isEmpty = !text.contains { !$0.isWhitespace } && understood.attachments.isEmpty
        let post = understood.post(by: author, text, isInternal: orders.contains(.keepInternal))
        let answer = try desk.carryOut(
            orders, filling: try fields(), with: isEmpty ? nil : post, on: number, by: author, in: transaction,
            at: settlement.now)
        // The mail that says that a case is closed goes to the contact who closed it, too.
        guard author.kind == .advisor || orders != [.act(.close(why: ""))] else { return }
        try desk.answer(post, with: answer, to: author, on: number, in: transaction, at: settlement.now)
    }

    /// The post of a mail of which nothing is carried out, and the answer that says why.
    ///
    /// What an advisor wrote stays with the desk: the command that should keep it there may be the one that was mistyped.
    private func refuse(_ why: String) throws {
        let isAdvisor = author.kind == .advisor
        try post(wholeText, isInternal: isAdvisor)
        let kept =
            isAdvisor
            ? "What you wrote is on the case as an internal note, and no contact was told. Please send it again."
            : "What you wrote is on the case, with the commands in it."
        try desk.answer(
            understood.post(by: author, ""), with: "None of your commands was carried out. \(why)\n\n\(kept)",
            to: author, on: number, in: transaction, at: settlement.now)
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
