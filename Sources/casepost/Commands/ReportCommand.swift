internal import ArgumentParser

/// `casepost report`: figures.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Print figures: how soon cases are answered, how many there are, who solves them, how it went.",
        subcommands: [ResponseTimes.self, Volume.self, FirstLevel.self, Satisfaction.self])
}
