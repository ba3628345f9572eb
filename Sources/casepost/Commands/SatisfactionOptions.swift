internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// What the report on satisfaction takes, under both of its names.
struct SatisfactionOptions: ParsableArguments {
    static let abstract = "How satisfied contacts are, by the month of the survey, area, team or advisor."
    static let discussion = """
        Sent: surveys whose mail was put into the outbox in the period. Answered, share: how many of those were answered. \
        Satisfied: answers that rate the service as a whole with 4 or 5 of 5; rate: their share of all answers. By area, both \
        are those of the area, and the total those of the service as a whole. Team and advisor are those that the case had \
        when it was closed.
        """

    @Option(
        help:
            "By what: \(SatisfactionReport.Grouping.allCases.map(\.rawValue).joined(separator: ", ")). (default: month)",
        transform: readGrouping)
    var by: SatisfactionReport.Grouping = .month
    @Option(help: "Only surveys sent on that day or later (YYYY-MM-DD, where the desk is).", transform: readDay)
    var since: CivilDate?
    @Option(help: "Only surveys sent before that day.", transform: readDay) var before: CivilDate?
    @Option(help: "Only surveys of cases of that team.") var team: String?
    @Option(help: "Only surveys of cases of the account of that name.") var account: String?
    @Flag(help: "Print one JSON object a line.") var json = false
    @Flag(help: "Print a CSV file.") var csv = false
    @Option(help: "Write a page with charts of all of it to that file, for a browser.") var html: String?

    func validate() throws {
        if [json, csv, html != nil].filter(\.self).count > 1 {
            throw ValidationError("--json, --csv, --html: one of them")
        }
        if let since, let before, since >= before {
            throw ValidationError("--before \(before): a day after --since \(since)")
        }
    }

    /// Prints the report, or writes the page.
    func print(_ global: GlobalOptions) async throws {
        let (settings, database) = try DeskContext.openStore(global)
        let rules = try DeskContext.rules(settings)
        let groupings = html == nil ? [by] : SatisfactionReport.Grouping.allCases
        let reports = try await reports(groupings, rules, database)
        let goal = rules.preset.surveys.goal
        if let html {
            let page = SatisfactionPage(
                siteName: settings.site.name, period: period(rules.preset.calendar.timeZone) ?? "all surveys",
                goal: goal,
                reports: reports)
            try write(page.html, to: html)
            return Swift.print("written: \(html)")
        }
        let printer = ReportPrinter(
            form: json ? .json : csv ? .csv : .table,
            notes: [period(rules.preset.calendar.timeZone), goalNote(reports[0].total, goal)].compactMap { $0 })
        try printer.print(
            reports[0].rows.map { SatisfactionLine($0, by: by, goal: goal) } + [
                SatisfactionLine(total: reports[0].total, by: by, goal: goal)
            ])
    }

    private func reports(
        _ groupings: [SatisfactionReport.Grouping], _ rules: CaseRules, _ database: DeskDatabase
    ) async throws -> [SatisfactionReport] {
        let team = try CaseConditions.name(team, "team", rules.preset.teams)
        let account = try await ReportOptions.accountName(account, database)
        let (since, before) = (since.map(rules.clock.beginning(of:)), before.map(rules.clock.beginning(of:)))
        return try await database.read { transaction in
            var reports = groupings.map {
                SatisfactionReport(by: $0, clock: rules.clock, teams: rules.preset.teams)
            }
            try transaction.forEachSentSurvey(since: since, before: before, team: team, account: account) { survey in
                for index in reports.indices { reports[index].add(survey) }
            }
            return reports
        }
    }

    private func write(_ text: String, to path: String) throws {
        do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
            throw CommandFailure(.ioError, "\(path) can't be written: \(error); name a file in a folder that is there")
        }
    }

    private func goalNote(_ total: SatisfactionReport.Row, _ goal: Int) -> String? {
        total.reaches(goal).map { "the goal is \(goal) %: \($0 ? "reached" : "not reached")" }
    }

    private func period(_ timeZone: String) -> String? {
        let ends = [since.map { "from \($0) on" }, before.map { "before \($0)" }].compactMap { $0 }
        return ends.isEmpty ? nil : "sent \(ends.joined(separator: " and ")), \(timeZone)"
    }
}

private func readGrouping(_ text: String) throws -> SatisfactionReport.Grouping {
    guard let grouping = SatisfactionReport.Grouping(rawValue: text) else {
        let names = SatisfactionReport.Grouping.allCases.map(\.rawValue)
        throw ValidationError(
            "\(text): one of \(names.joined(separator: ", "))" + NearestName.hint(for: text, among: names))
    }
    return grouping
}
