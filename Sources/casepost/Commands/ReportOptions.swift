internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// The options that every report takes.
struct ReportOptions: ParsableArguments {
    @Option(help: "Only cases opened on that day or later (YYYY-MM-DD, where the desk is).", transform: readDay)
    var since: CivilDate?
    @Option(help: "Only cases opened before that day.", transform: readDay) var before: CivilDate?
    @Option(help: "Only cases of that team.") var team: String?
    @Option(help: "Only cases of the account of that name.") var account: String?
    @Option(help: "Only cases of that type.") var type: String?
    @Option(help: "Only cases of that priority.") var priority: String?
    @Flag(help: "Print one JSON object a line.") var json = false
    @Flag(help: "Print a CSV file.") var csv = false

    func validate() throws {
        if json, csv { throw ValidationError("--json, --csv: one of them") }
        if let since, let before, since >= before {
            throw ValidationError("--before \(before): a day after --since \(since)")
        }
    }

    /// The cases that the report is about, with names as the desk spells them; a name that there is not is an error.
    ///
    /// A case that became a part of another one is the same matter twice, and left out.
    func filter(_ rules: CaseRules, _ database: DeskDatabase) async throws -> CaseFilter {
        var filter = CaseFilter()
        filter.priority = try CaseConditions.name(priority, "priority", rules.preset.priorities.map(\.name))
        filter.type = try CaseConditions.type(type, rules.preset)
        filter.team = try CaseConditions.name(team, "team", rules.preset.teams)
        filter.account = try await Self.accountName(account, database)
        filter.openedSince = since.map(rules.clock.beginning(of:))
        filter.openedBefore = before.map(rules.clock.beginning(of:))
        filter.isMerged = false
        return filter
    }

    /// The printer of a report that leaves out so many merged cases.
    func printer(merged: Int, _ rules: CaseRules) -> ReportPrinter {
        let left =
            merged == 1
            ? "1 case that became a part of another one is" : "\(merged) cases that became a part of another one are"
        return ReportPrinter(
            form: json ? .json : csv ? .csv : .table,
            notes: [period(rules.preset.calendar.timeZone), merged > 0 ? "\(left) left out" : nil].compactMap { $0 })
    }

    private func period(_ timeZone: String) -> String? {
        let ends = [since.map { "from \($0) on" }, before.map { "before \($0)" }].compactMap { $0 }
        return ends.isEmpty ? nil : "opened \(ends.joined(separator: " and ")), \(timeZone)"
    }

    /// The name as the registry spells it; a desk has too many accounts to list them in an error.
    static func accountName(_ account: String?, _ database: DeskDatabase) async throws -> String? {
        guard let account else { return nil }
        let names = try await database.read { try $0.accounts() }.map(\.name)
        guard let name = names.first(where: { $0.lowercased() == account.lowercased() }) else {
            throw CommandFailure(
                .noInput, "there is no account \"\(account)\"" + NearestName.hint(for: account, among: names))
        }
        return name
    }
}
