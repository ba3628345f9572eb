internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// A command that does things to cases.
protocol CasesActing: AsyncParsableCommand {
    var global: GlobalOptions { get }
    var acting: ActingOptions { get }
    var numbers: [CaseNumber] { get }
}

/// A command that does things to one case.
protocol CaseActing: CasesActing {
    var number: CaseNumber { get }
}

extension CaseActing {
    var numbers: [CaseNumber] { [number] }
}

extension CasesActing {
    /// Does things to the cases, all of them or none, with what is said about it; prints where they stand then.
    func perform(_ acts: @escaping @Sendable (StoreTransaction) throws -> [CaseAct], _ words: PostWordsGiven? = nil)
        async throws
    {
        let context = try DeskContext(global)
        let (numbers, acting, desk, now) = (numbers, acting, context.desk, context.now())
        let after = try await context.database.write { transaction in
            let actor = try acting.actor(transaction)
            let acts = try acts(transaction)
            return try numbers.map { number in
                try desk.perform(
                    acts, with: words?.post(by: actor), on: number, by: actor, via: .cli, in: transaction, at: now)
            }
        }
        print(after.map { "case \($0.number): \($0.status.rawValue)" }.joined(separator: "\n"))
    }

    func perform(_ act: CaseAct, _ words: PostWordsGiven? = nil) async throws {
        try await perform({ _ in [act] }, words)
    }
}

/// Words and files, read before anything is done.
struct PostWordsGiven: Sendable {
    var text: String
    var attachments: [NewAttachment]
    var isInternal: Bool

    /// Words that everybody may see.
    init(text: String) { (self.text, attachments, isInternal) = (text, [], false) }

    init(_ options: PostOptions) throws {
        text = try options.words()
        attachments = try options.attachments()
        isInternal = options.isInternal
        guard text.contains(where: { !$0.isWhitespace }) || !attachments.isEmpty else {
            throw CommandFailure(.noInput, "nothing to say: the text is empty")
        }
    }

    func post(by actor: Actor) -> NewPost {
        NewPost(
            author: actor.person, channel: .cli, visibility: isInternal ? .internal : .public, text: text,
            attachments: attachments)
    }
}

extension CaseCommand {
    /// Says something on a case.
    struct Post: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "post", abstract: "Say something on a case; its recipients are told.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @OptionGroup var words: PostOptions
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func run() async throws { try await perform({ _ in [] }, try PostWordsGiven(words)) }
    }

    /// Gives cases to an advisor or a team.
    struct Assign: CasesActing {
        static let configuration = CommandConfiguration(
            commandName: "assign",
            abstract: "Give a case, or several, to an advisor or to a team.",
            usage: "casepost case assign <number> ... <who> [--as <as>]",
            discussion: "Of several cases either all are given or none.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Argument(help: "Case numbers, and behind them an advisor's address or the name of a team.")
        var words: [String]

        var numbers: [CaseNumber] { words.dropLast().compactMap { CaseNumber($0) } }

        func validate() throws {
            guard words.count > 1 else { throw ValidationError("name the case, and who is to have it") }
            for word in words.dropLast() { _ = try readCaseNumber(word) }
        }

        func run() async throws {
            let who = words.last ?? ""
            try await perform { transaction in
                guard let address = EmailAddress(who) else { return [.route(team: who)] }
                guard let person = try transaction.person(at: address) else { throw DeskRefusal.noAdvisor(address) }
                return [.assign(person)]
            }
        }
    }

    /// Brings a case to a status.
    struct Status: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "status",
            abstract: "Bring a case to a status, as far as the workflow allows.",
            discussion:
                "What is said with --text goes to the recipients as a post: the question, the resolution, the reason.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Option(help: "What to say about it.") var text: String?
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber
        @Argument(help: "The status, as in \"Pending Customer Input\".", transform: CaseCommand.readStatus)
        var status: CaseStatus

        func run() async throws {
            let words = text.map { PostWordsGiven(text: $0) }
            try await perform(.move(to: status, text: text ?? ""), words)
        }
    }

    /// Gives a resolution.
    struct Resolve: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "resolve",
            abstract: "Give a resolution, which the contact is asked to verify.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @OptionGroup var words: PostOptions
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func run() async throws {
            let given = try PostWordsGiven(words)
            try await perform(.resolve(given.text), given)
        }
    }

    /// Closes a case.
    struct Close: CaseActing {
        static let configuration = CommandConfiguration(commandName: "close", abstract: "Close a case.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Option(help: "Why.") var text: String?
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func run() async throws { try await perform(.close(why: text ?? "")) }
    }

    /// Opens a case again.
    struct Reopen: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "reopen",
            abstract: "Open a closed case again, as long as the preset allows.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Option(help: "Why.") var text: String?
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func run() async throws { try await perform(.reopen(why: text ?? "")) }
    }

    /// Changes what a case is about.
    struct Set: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Change a case's priority, type, due date or fields.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Option(help: "The priority.") var priority: String?
        @Option(help: "The type.") var type: String?
        @Option(help: "The day until which it must be solved (YYYY-MM-DD), or none.", transform: readDueDate)
        var due: DueDate?
        @Option(name: .customLong("field"), help: "A field, as NAME=VALUE; once for each.", transform: readField)
        var fields: [FieldValue] = []
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func validate() throws {
            if priority == nil, type == nil, due == nil, fields.isEmpty {
                throw ValidationError("nothing to change: give --priority, --type, --due or --field")
            }
        }

        func run() async throws {
            var acts: [CaseAct] = []
            if let type { acts.append(.classify(type)) }
            if let priority { acts.append(.prioritize(priority)) }
            if let due { acts.append(.setDueDate(due.date)) }
            if !fields.isEmpty {
                acts.append(.fill(Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })))
            }
            let all = acts
            try await perform { _ in all }
        }
    }

    /// Puts a case off.
    struct Schedule: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "schedule", abstract: "Put a case off until a day, when it comes up again.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber
        @Argument(help: "The day (YYYY-MM-DD).", transform: readDay) var day: CivilDate

        func run() async throws { try await perform(.schedule(day)) }
    }

    /// Escalates a case.
    struct Escalate: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "escalate",
            abstract: "Have somebody else look at a case; its recipients are told.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Option(help: "Why.") var text: String?
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber
        @Argument(help: "The team or level it goes to.") var target: String

        func run() async throws { try await perform(.escalate(to: target, why: text ?? "")) }
    }

    /// Ties a case to a development issue.
    struct LinkIssue: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "link-issue",
            abstract: "Confirm a case as a defect of the product, by the number of its development issue.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber
        @Argument(help: "The development issue.") var issue: String

        func run() async throws { try await perform(.link(issue: issue)) }
    }

    /// Shows and changes who is told.
    struct Recipients: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "recipients",
            abstract: "Show who is told about a case; add or remove somebody.")

        enum Change: String, ExpressibleByArgument, CaseIterable { case add, remove }

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber
        @Argument(help: "add or remove.") var change: Change?
        @Argument(help: "The address.", transform: readAddress) var address: EmailAddress?

        func validate() throws {
            if change != nil, address == nil { throw ValidationError("whose address? recipients N add ADDRESS") }
        }

        func run() async throws {
            let context = try DeskContext(global)
            let (number, acting, desk, now) = (number, acting, context.desk, context.now())
            let (change, address) = (change, address)
            let people = try await context.database.write { transaction in
                guard try transaction.supportCase(number) != nil else { throw DeskRefusal.noSuchCase(number) }
                if let change, let address {
                    guard let person = try transaction.person(at: address) else {
                        throw DeskRefusal.noRecipient(address)
                    }
                    let actor = try acting.actor(transaction)
                    switch change {
                    case .add:
                        try desk.addRecipient(person, to: number, by: actor, via: .cli, in: transaction, at: now)
                    case .remove:
                        try desk.removeRecipient(
                            person, from: number, by: actor, via: .cli, in: transaction, at: now)
                    }
                }
                return try transaction.recipients(of: number).map(\.address.description)
            }
            print(people.joined(separator: "\n"))
        }
    }

    /// Asks for a permission.
    struct Permission: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "permission",
            abstract: "Ask the authorized contacts on a case to permit something, or show what they said.",
            discussion: "Without --text it shows the last one. They answer by a reply with the line #grant or #decline."
        )

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Option(help: "What is to be permitted, word for word.") var text: String?
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func run() async throws {
            if let text { return try await perform(.askPermission(text)) }
            let database = try DeskContext.openDatabase(global)
            let number = number
            guard let supportCase = try await database.read({ try $0.supportCase(number) }) else {
                throw DeskRefusal.noSuchCase(number)
            }
            print(supportCase.permission.map(CaseText.permission) ?? "no permission was asked for")
        }
    }

    /// Makes one case of two.
    struct Merge: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "merge",
            abstract: "Make a case a part of another one of the same account.",
            discussion: "It is closed; answers to it come to the other one, whose recipients its own become as well.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Argument(help: "The case that ends.", transform: readCaseNumber) var number: CaseNumber
        @Option(help: "The case that goes on.", transform: readCaseNumber) var into: CaseNumber

        func run() async throws {
            let context = try DeskContext(global)
            let (number, into, acting, desk, now) = (number, into, acting, context.desk, context.now())
            try await context.database.write { transaction in
                let actor = try acting.actor(transaction)
                try desk.merge(number, into: into, by: actor, via: .cli, in: transaction, at: now)
            }
            print("case \(number) is a part of case \(into) now")
        }
    }

    static func readStatus(_ text: String) throws -> CaseStatus {
        if let status = CaseStatus(named: text) { return status }
        let names = CaseStatus.allCases.map(\.rawValue)
        throw ValidationError(
            "\(text): no such status; one of \(names.joined(separator: ", "))"
                + NearestName.hint(for: text, among: names))
    }
}

/// A field of a case as it stands on the command line.
struct FieldValue {
    var name: String
    var value: String
}

/// A due date, or that there is none.
struct DueDate {
    var date: CivilDate?
}

func readField(_ text: String) throws -> FieldValue {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
        throw ValidationError("\(text): write NAME=VALUE")
    }
    return FieldValue(name: text[..<sign].trimmed, value: text[text.index(after: sign)...].trimmed)
}

func readDay(_ text: String) throws -> CivilDate {
    guard let date = CivilDate(text) else { throw ValidationError("\(text): no day such as 2026-12-01") }
    return date
}

func readDueDate(_ text: String) throws -> DueDate { DueDate(date: text == "none" ? nil : try readDay(text)) }
