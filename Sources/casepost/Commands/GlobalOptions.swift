internal import ArgumentParser
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The settings file. (default: $CASEPOST_CONFIG, else ./casepost.toml, else /etc/casepost/casepost.toml)",
            valueName: "file"))
    var config: String?

    @Option(
        help: ArgumentHelp("Act as if it were that time (ISO 8601): for rehearsals and tests.", valueName: "time"),
        transform: Self.instant)
    var now: Date?

    /// The path of the settings file.
    var configFile: String {
        if let config { return config }
        let named = ProcessInfo.processInfo.environment["CASEPOST_CONFIG"] ?? ""
        return named.isEmpty ? Self.defaultConfigFile : named
    }

    /// The settings beside which the command runs, else those of the machine.
    ///
    /// A machine's settings that the user may not read are there all the same: that is then what is wrong.
    private static var defaultConfigFile: String {
        let (here, machine) = ("casepost.toml", "/etc/casepost/casepost.toml")
        if access(here, F_OK) == 0 { return here }
        return access(machine, F_OK) == 0 || errno == EACCES ? machine : here
    }

    /// The clock that the command goes by.
    var clock: @Sendable () -> Date {
        guard let now else { return { Date() } }
        return { now }
    }

    private static func instant(_ text: String) throws -> Date {
        guard let date = Instant.read(text) else {
            throw ValidationError("--now \(text): not a time such as 2026-11-20T14:03:00Z")
        }
        return date
    }
}

/// The options of commands that print lists.
struct ListOptions: ParsableArguments {
    @Flag(help: "Print one JSON object a line, all of them unless --limit is given.")
    var json = false

    @Option(help: "How many rows. (default: 20; with --json: all)")
    var limit: Int?

    @Option(help: "Which page of them, from 1.")
    var page = 1

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit \(limit): at least 1") }
        if page < 1 { throw ValidationError("--page \(page): at least 1") }
    }

    /// How many rows to ask for; `nil` for all.
    var count: Int? { limit ?? (json ? nil : 20) }

    /// How many rows to pass over.
    var offset: Int { (page - 1) * (count ?? 0) }

    /// The line under a table that says how much there is.
    func footer(shown: Int, total: Int, isExact: Bool = true, _ noun: String) -> String {
        guard isExact else { return "page \(page) of at least \(total) \(noun) (--page, --limit)" }
        guard shown < total else { return "\(total) \(noun)" }
        let pages = count.map { (total + $0 - 1) / $0 } ?? 1
        return "page \(page) of \(pages), \(total) \(noun) (--page, --limit)"
    }
}
