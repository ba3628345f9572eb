internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

extension ReportCommand {
    /// How many cases are solved at the first level.
    struct FirstLevel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "first-level",
            abstract: "How many of the closed cases were solved at the first level, by the team that has them.",
            discussion: """
                First level: closed, and never escalated, Assist Request or Assigned to Development. The cases are those \
                opened in the period that are closed by now; of those still open nothing is known yet.
                """)

        @OptionGroup var global: GlobalOptions
        @OptionGroup var options: ReportOptions

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let rules = try DeskContext.rules(settings)
            let filter = try await options.filter(rules, database)
            let (rows, merged) = try await database.read {
                (try $0.firstLevel(filter), try $0.caseCount(filter.merged))
            }
            let report = FirstLevelReport(rows, teams: rules.preset.teams)
            try options.printer(merged: merged, rules).print(
                report.rows.map(FirstLevelLine.init) + [FirstLevelLine(total: report.total, merged: merged)])
        }
    }
}
