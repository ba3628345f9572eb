internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// `casepost survey`: what contacts were asked about closed cases, and what they said.
struct SurveyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "survey",
        abstract: "List surveys of closed cases and their answers; print how satisfied contacts are.",
        subcommands: [List.self, Report.self])

    /// Lists surveys.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List surveys, that of the latest closing first, with the answer or why there is none.",
            discussion: """
                States: due (nothing is decided), sent, answered, expired (nobody answered in time), cancelled (the case was \
                opened again before the mail went out), withheld (not sent, because of a rule).
                """)

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions
        @Option(help: "Only surveys in that state; once for each.", transform: SurveyCommand.state)
        var state: [Survey.State] = []
        @Option(name: .customLong("case"), help: "Only surveys of that case.", transform: readCaseNumber)
        var caseNumber: CaseNumber?
        @Option(help: "Only surveys that ask the contact with that address.", transform: readAddress)
        var contact: EmailAddress?

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let filter = SurveyFilter(states: state, caseNumber: caseNumber, contact: contact)
            let (count, offset) = (list.count, list.offset)
            let page = try await database.read { try $0.surveys(filter, limit: count, offset: offset) }
            if list.json { return try page.items.forEach { try JSONLine.print(SurveyJSON($0)) } }
            let initials = SurveyArea.allCases.filter { $0 != .overall }.map(\.title)
            var table = TextTable(
                ["Case", "Contact", "State", "Sent", "Overall"] + initials + ["Comment, or why not"],
                numbers: 4..<9)
            for item in page.items { table.add(item.cells) }
            print(table.text)
            print(list.footer(shown: page.items.count, total: page.total, "surveys"))
        }
    }

    /// Prints how satisfied contacts are.
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "report", abstract: SatisfactionOptions.abstract, discussion: SatisfactionOptions.discussion)

        @OptionGroup var global: GlobalOptions
        @OptionGroup var options: SatisfactionOptions

        func run() async throws { try await options.print(global) }
    }

    private static func state(_ text: String) throws -> Survey.State {
        guard let state = Survey.State(rawValue: text) else {
            let names = Survey.State.allCases.map(\.rawValue)
            throw ValidationError(
                "\(text): one of \(names.joined(separator: ", "))" + NearestName.hint(for: text, among: names))
        }
        return state
    }
}

extension ReportCommand {
    /// The same as `survey report`.
    struct Satisfaction: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "satisfaction", abstract: SatisfactionOptions.abstract,
            discussion: SatisfactionOptions.discussion)

        @OptionGroup var global: GlobalOptions
        @OptionGroup var options: SatisfactionOptions

        func run() async throws { try await options.print(global) }
    }
}

extension SurveyListing {
    /// What a table shows.
    fileprivate var cells: [String] {
        let areas: [SurveyArea] = [.overall] + SurveyArea.allCases.filter { $0 != .overall }
        let ratings = areas.map { area in survey.answer.map { String($0[area]) } ?? "" }
        return [
            survey.caseNumber.description, contact, survey.state.rawValue, survey.sent?.formatted(.iso8601) ?? "",
        ] + ratings + [survey.answer?.comment ?? survey.why]
    }
}
