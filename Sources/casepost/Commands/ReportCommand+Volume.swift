internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

extension ReportCommand {
    /// How many cases there are.
    struct Volume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "volume",
            abstract: "How many cases were opened and closed, and how many of them are still open.",
            discussion: """
                Opened: in the period. Closed: in the period and not opened again since, whenever they were opened. Still \
                open: those opened in the period that are not closed. Share: of all that were opened. Months are those of \
                the desk's time zone: a case counts as closed in the month of its closing.
                """)

        @OptionGroup var global: GlobalOptions
        @OptionGroup var options: ReportOptions
        @Option(
            help: "By what: \(VolumeReport.Grouping.allCases.map(\.rawValue).joined(separator: ", ")). (default: type)",
            transform: readGrouping)
        var by: VolumeReport.Grouping = .type

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let rules = try DeskContext.rules(settings)
            let (filter, by) = (try await options.filter(rules, database), by)
            let (report, merged) = try await database.read { transaction in
                (
                    try transaction.volume(by: by, filter, clock: rules.clock),
                    try transaction.caseCount(filter.merged)
                )
            }
            try options.printer(merged: merged, rules).print(
                report.rows.map { VolumeLine($0, by: by) } + [VolumeLine(total: report.total, by: by, merged: merged)])
        }
    }
}

private func readGrouping(_ text: String) throws -> VolumeReport.Grouping {
    guard let grouping = VolumeReport.Grouping(rawValue: text) else {
        let names = VolumeReport.Grouping.allCases.map(\.rawValue)
        throw ValidationError(
            "\(text): one of \(names.joined(separator: ", "))" + NearestName.hint(for: text, among: names))
    }
    return grouping
}
