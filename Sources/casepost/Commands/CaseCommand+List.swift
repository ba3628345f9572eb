internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

extension CaseCommand {
    /// Lists cases.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List cases, last modified first; filters combine with AND.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions
        @OptionGroup var conditions: CaseConditions
        @Option(
            help: "By what: \(CaseFilter.Order.allCases.map(\.rawValue).joined(separator: ", ")). (default: modified)",
            transform: readOrder)
        var sort: CaseFilter.Order = .modified
        @Flag(help: "The other way round.") var reverse = false

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            var filter = try conditions.filter(settings.preset)
            (filter.order, filter.isReversed) = (sort, reverse)
            let (criteria, count, offset) = (filter, list.count, list.offset)
            let page = try await database.cases(criteria, limit: count, offset: offset)
            if list.json { return try page.items.forEach { try JSONLine.print(CaseJSON($0)) } }
            var table = TextTable("Case", "Status", "Priority", "Account", "Contact", "Subject", "Modified")
            for item in page.items {
                table.add(
                    item.supportCase.number.description, item.supportCase.status.rawValue, item.supportCase.priority,
                    item.account, item.contact, item.supportCase.subject,
                    item.supportCase.lastModified.formatted(.iso8601))
            }
            print(table.text)
            print(list.footer(shown: page.items.count, total: page.total, isExact: page.isTotalExact, "cases"))
        }
    }
}

/// Which cases a list shows.
struct CaseConditions: ParsableArguments {
    @Option(help: "Only cases of that status; once for each.", transform: CaseCommand.readStatus)
    var status: [CaseStatus] = []
    @Flag(help: "Only cases that are not closed.") var open = false
    @Option(help: "Only cases of that priority.") var priority: String?
    @Option(help: "Only cases of that type.") var type: String?
    @Option(help: "Only cases of that module.") var module: String?
    @Option(help: "Only cases of that team.") var team: String?
    @Option(help: "Only cases of the account of that name.") var account: String?
    @Option(help: "Only cases of the contact with that address.", transform: readAddress) var contact: EmailAddress?
    @Option(help: "Only cases of the advisor with that address.", transform: readAddress) var assignee: EmailAddress?
    @Flag(help: "Only cases that nobody has.") var unassigned = false
    @Option(help: "Only cases tied to that development issue.") var issue: String?
    @Option(help: "The subject contains that.") var subject: [String] = []
    @Option(help: "The subject does not contain that.") var subjectLacks: [String] = []
    @Option(help: "The subject is that.") var subjectIs: String?
    @Option(help: "The subject is not that.") var subjectIsNot: [String] = []
    @Option(help: "The subject starts with that.") var subjectStarts: String?
    @Option(help: "The subject ends with that.") var subjectEnds: String?
    @Option(help: "Last modified then or later (ISO 8601).", transform: readInstant) var modifiedSince: Date?
    @Option(help: "Last modified before then (ISO 8601).", transform: readInstant) var modifiedBefore: Date?
    @Option(help: "Words in subjects, posts and names of files.") var search: String?

    /// The filter, with names as the preset spells them; a name that it does not have is an error.
    func filter(_ preset: Preset) throws -> CaseFilter {
        var filter = CaseFilter()
        filter.statuses = open && status.isEmpty ? CaseStatus.allCases.filter(\.isOpen) : status
        filter.priority = try Self.name(priority, "priority", preset.priorities.map(\.name))
        filter.type = try Self.type(type, preset)
        filter.module = try Self.name(module, "module", preset.modules)
        filter.team = try Self.name(team, "team", preset.teams)
        (filter.account, filter.contact, filter.assignee) = (account, contact, assignee)
        (filter.isUnassigned, filter.issue) = (unassigned, issue)
        filter.subject =
            subject.map { .contains($0) } + subjectLacks.map { .lacks($0) } + subjectIsNot.map { .isNot($0) }
            + [
                subjectIs.map { .equals($0) }, subjectStarts.map { .startsWith($0) }, subjectEnds.map { .endsWith($0) },
            ].compactMap { $0 }
        (filter.modifiedSince, filter.modifiedBefore) = (modifiedSince, modifiedBefore)
        filter.words = search.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
        return filter
    }

    /// A type as the preset spells it; one that it does not have is an error.
    static func type(_ text: String?, _ preset: Preset) throws -> String? {
        try text.map { try preset.caseType(named: $0)?.name ?? unknown("type", $0, preset.caseTypes.map(\.name)) }
    }

    /// A name of a list as the list spells it; one that it does not have is an error.
    static func name(_ text: String?, _ kind: String, _ known: [String]) throws -> String? {
        try text.map { text in try known.first { $0.lowercased() == text.lowercased() } ?? unknown(kind, text, known) }
    }

    private static func unknown(_ kind: String, _ name: String, _ known: [String]) throws -> String {
        throw CommandFailure(.noInput, DeskRefusal.unknown(kind, name, known).explanation)
    }
}

func readOrder(_ text: String) throws -> CaseFilter.Order {
    guard let order = CaseFilter.Order(rawValue: text) else {
        let names = CaseFilter.Order.allCases.map(\.rawValue)
        throw ValidationError(
            "\(text): one of \(names.joined(separator: ", "))" + NearestName.hint(for: text, among: names))
    }
    return order
}

func readInstant(_ text: String) throws -> Date {
    guard let date = Instant.read(text) else {
        throw ValidationError("\(text): not a time such as 2026-11-20T14:03:00Z")
    }
    return date
}
