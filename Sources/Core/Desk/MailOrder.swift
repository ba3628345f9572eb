/// What one command at the top of a mail asks for.
public enum MailOrder: Sendable, Equatable {
    /// Something that is done to the case.
    case act(CaseAct)
    /// The case is given to the advisor of that address.
    case assign(EmailAddress)
    /// Somebody is put on the list of those who are told, or taken off it.
    case addRecipient(EmailAddress), removeRecipient(EmailAddress)
    /// What the mail says is for the desk only.
    case keepInternal
    /// The held message of that number is let in, its author as a guest of that account.
    case admit(ID<LedgerEntry>, account: String)
    /// Its author is told what happens on cases like this from now on.
    case chooseDigest(DigestSchedule)
    /// A question, which the answer to the mail answers.
    case tell(Question)

    /// What can be asked.
    public enum Question: Sendable, Equatable { case recipients, status, cases, help }

    /// Reads commands as their author may give them; `text` is what the mail says besides, and `proof` how it
    /// is proven that they did.
    ///
    /// Throws the first that means nothing or lacks something; whether the case allows it shows when it is done.
    public static func read(
        _ commands: [MailCommand], text: String, by author: Person, proof: String, preset: Preset
    ) throws(MailOrderProblem) -> [MailOrder] {
        var orders: [MailOrder] = []
        for command in commands {
            do throws(BadArgument) {
                orders.append(try order(command, text: text, by: author, proof: proof, preset: preset))
            } catch { throw MailOrderProblem(command: command.line, why: error.why) }
        }
        return orders
    }

    /// When somebody wants to be told what happens on cases, as a `#digest` says.
    static func schedule(_ command: MailCommand, by author: Person) throws(MailOrderProblem) -> DigestSchedule {
        do throws(BadArgument) {
            return try digest(command, by: author)
        } catch { throw MailOrderProblem(command: command.line, why: error.why) }
    }

    /// What is wrong with one command.
    private struct BadArgument: Error { var why: String }

    private static func order(
        _ command: MailCommand, text: String, by author: Person, proof: String, preset: Preset
    ) throws(BadArgument) -> MailOrder {
        let isAdvisor = author.kind == .advisor
        guard isAdvisor || !MailCommand.advisorNames.contains(command.name) else {
            throw BadArgument(why: DeskRefusal.advisorsOnly.explanation)
        }
        switch command.name {
        case "close": return .act(.close(why: ""))
        case "reopen": return .act(.reopen(why: ""))
        case "priority": return .act(.prioritize(try argument(command, "write #priority high")))
        case "add": return .addRecipient(try address(command, by: author))
        case "remove": return .removeRecipient(try address(command, by: author))
        case "recipients": return .tell(.recipients)
        case "grant": return .act(.answerPermission(isGranted: true, proof: proof))
        case "decline": return .act(.answerPermission(isGranted: false, proof: proof))
        case "cases": return .tell(.cases)
        case "help": return .tell(.help)
        case "digest": return .chooseDigest(try digest(command, by: author))
        case "status":
            guard let name = command.argument else { return .tell(.status) }
            guard isAdvisor else { throw BadArgument(why: DeskRefusal.advisorsOnly.explanation) }
            return .act(.move(to: try status(name), text: text))
        case "note": return .keepInternal
        case "assign": return try assignment(command, by: author)
        case "resolve": return .act(.resolve(text))
        case "exception": return try exception(command)
        case "permission":
            let words = [command.argument, text].compactMap { $0 }.filter { !$0.isEmpty }
            return .act(.askPermission(words.joined(separator: "\n\n")))
        case "schedule":
            guard let date = CivilDate(try argument(command, "write #schedule 2026-12-01")) else {
                throw BadArgument(why: "write the day as in #schedule 2026-12-01")
            }
            return .act(.schedule(date))
        case "dev": return .act(.link(issue: try argument(command, "write #dev and the number of the issue")))
        case "release": return .act(.release(try argument(command, "write #release and the name of the release")))
        case "escalate": return .act(try escalation(command, preset))
        case "type": return .act(.classify(try argument(command, "write #type and the name of the type")))
        case "module": return .act(.fill(["Module": try argument(command, "write #module and the name of the module")]))
        default:
            let known = MailCommand.everybodysNames.union(isAdvisor ? MailCommand.advisorNames : [])
            throw BadArgument(why: "there is no such command" + NearestName.hint(for: command.name, among: known))
        }
    }

    /// When a contact wants to be told; an advisor's choice stands in the registry, which would take it back.
    private static func digest(_ command: MailCommand, by author: Person) throws(BadArgument) -> DigestSchedule {
        guard author.kind == .contact else {
            throw BadArgument(why: "your digest is set in the registry; ask its administrator")
        }
        let text = (command.argument ?? "").lowercased()
        switch DigestSchedule(text) {
        case .off?: throw BadArgument(why: "nothing is no choice; #remove me in a reply takes you off that case's list")
        case let schedule?: return schedule
        case nil: throw BadArgument(why: "write #digest daily 08:00, #digest hourly or #digest immediate")
        }
    }

    private static func argument(_ command: MailCommand, _ advice: String) throws(BadArgument) -> String {
        guard let argument = command.argument else { throw BadArgument(why: advice) }
        return argument
    }

    private static func address(_ command: MailCommand, by author: Person) throws(BadArgument) -> EmailAddress {
        let text = try argument(command, "write #\(command.name) and an address")
        if text.lowercased() == "me" { return author.address }
        guard let address = EmailAddress(text) else { throw BadArgument(why: "\(text) is no e-mail address") }
        return address
    }

    private static func status(_ name: String) throws(BadArgument) -> CaseStatus {
        if let status = CaseStatus(named: name) { return status }
        let known = CaseStatus.allCases.map(\.rawValue)
        throw BadArgument(
            why: "there is no status \"\(name)\"; there is \(known.joined(separator: ", "))"
                + NearestName.hint(for: name, among: known))
    }

    private static func assignment(_ command: MailCommand, by author: Person) throws(BadArgument) -> MailOrder {
        let text = try argument(command, "write #assign me, #assign and an address, or #assign and a team")
        if text.lowercased() == "me" { return .assign(author.address) }
        return EmailAddress(text).map { .assign($0) } ?? .act(.route(team: text))
    }

    /// As in `open 17 Example District`.
    private static func exception(_ command: MailCommand) throws(BadArgument) -> MailOrder {
        let words = (command.argument ?? "").split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count == 3, words[0].lowercased() == "open", let number = Int64(words[1]), number > 0 else {
            throw BadArgument(
                why: "write #exception open, the number of the held message, and the account that its author writes for"
            )
        }
        return .admit(ID(number), account: words[2].trimmed)
    }

    /// The longest name of a team that the argument begins with, else its first word; then why.
    private static func escalation(_ command: MailCommand, _ preset: Preset) throws(BadArgument) -> CaseAct {
        let text = try argument(command, "write #escalate, the team, and why")
        let team = preset.teams.filter { text.lowercased().hasPrefix($0.lowercased()) }.max { $0.count < $1.count }
        let target = team ?? text.split(separator: " ").first.map(String.init) ?? text
        return .escalate(to: target, why: String(text.dropFirst(target.count)).trimmed)
    }
}

/// A command that means nothing or lacks something.
public struct MailOrderProblem: Error, Sendable, Equatable {
    /// The line as it was written.
    public var command: String
    /// What is wrong with it, and what to do.
    public var why: String

    /// A problem from its parts.
    public init(command: String, why: String) {
        self.command = command
        self.why = why
    }
}

extension MailCommand {
    /// The line as people write it.
    public var line: String { "#" + [name, argument].compactMap(\.self).joined(separator: " ") }
}
