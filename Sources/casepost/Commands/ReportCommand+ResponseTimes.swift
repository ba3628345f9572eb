internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

extension ReportCommand {
    /// How soon cases are first answered.
    struct ResponseTimes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "response-times",
            abstract: "How soon cases are first answered in public by the desk, by priority.",
            discussion: """
                An answer is measured in the time of its target: the desk's hours, or around the clock; the time in which a \
                case waited for its contact or for a date does not count. Answers to cases without a target are measured \
                in the desk's hours. The total takes each as it is.

                In time: answered before the case was due. Missed: answered later, or not at all though it is over. \
                Pending: open, and time is left. Unanswered: closed without a public answer before it was due. Share: of \
                those in time and missed, those in time; 100.0 % is all of them.
                """)

        @OptionGroup var global: GlobalOptions
        @OptionGroup var options: ReportOptions

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let rules = try DeskContext.rules(settings)
            let (filter, now) = (try await options.filter(rules, database), global.clock())
            let (report, merged) = try await database.read { transaction in
                var report = ResponseTimesReport(rules, at: now)
                try transaction.forEachReportedCase(filter) { report.add($0) }
                return (report, try transaction.caseCount(filter.merged))
            }
            // With --priority, the empty rows of the others would say nothing.
            let rows = report.rows.filter { filter.priority.map([$0.priority].contains) ?? true }
            try options.printer(merged: merged, rules).print(
                rows.map(ResponseTimesLine.init) + [ResponseTimesLine(total: report.total, merged: merged)])
        }
    }
}

extension CaseFilter {
    /// The cases that a report leaves out because they became a part of another one.
    var merged: CaseFilter {
        var filter = self
        filter.isMerged = true
        return filter
    }
}
