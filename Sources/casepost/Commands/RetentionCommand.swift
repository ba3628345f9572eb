internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// `casepost retention`: what is kept too long.
struct RetentionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "Remove what is kept longer than the settings say, and see what that is.",
        subcommands: [Run.self, Status.self])

    /// Removes it.
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run",
            abstract: "Remove what is kept longer than [retention] says; also what a redaction has left on the disk.",
            discussion: """
                serve does this once a day, run-due each time. Works beside a running casepost. With --vacuum the database \
                is written anew afterwards: that takes room for a second copy, and nothing else is written meanwhile.
                """)

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Only say what would go.") var dryRun = false
        @Flag(help: "Also write the database anew.") var vacuum = false

        func validate() throws {
            if dryRun, vacuum { throw ValidationError("--dry-run removes nothing, so there is nothing to --vacuum") }
        }

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let (work, now) = (RetentionWork(database: database, rules: settings.retention), global.clock())
            if dryRun {
                let report = try await work.rehearse(at: now)
                return print((report.lines + ["nothing was removed: --dry-run"]).joined(separator: "\n"))
            }
            var report = try await work.run(
                at: now, onBatch: { ProgressLine.show($0.removed / 50 * 50, "things removed") })
            ProgressLine.clear()
            try await database.sweepBlobs(now: Date())
            print(report.lines.joined(separator: "\n"))
            if vacuum {
                if try await !database.vacuum(at: now) { report.isDone = false }
                print("the database is written anew")
            }
            if !report.isDone { print(Self.rest) }
        }

        /// What to say where something is left.
        static let rest =
            "another process reads the database: old pages go at the next casepost retention run, or within a day by serve"
    }

    /// Shows what is kept how long.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: "Show what is kept how long, and what would go now.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object.") var json = false

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let now = global.clock()
            let report = try await RetentionWork(database: database, rules: settings.retention).rehearse(at: now)
            let (holds, files, pages, lastRun, lastVacuum) = try await database.read { transaction in
                (
                    try transaction.holds(at: now).count, try transaction.removedFileCount(),
                    try transaction.value(of: .pages), try transaction.value(of: .lastRun),
                    try transaction.value(of: .lastVacuum)
                )
            }
            let status = RetentionStatus(
                settings.retention.periods, due: report, holds: holds, filesToUnlink: files, pagesToPurge: pages != nil,
                lastRun: lastRun.map(Self.date), lastVacuum: lastVacuum.map(Self.date))
            if json { try JSONLine.print(status) } else { print(status.text) }
        }

        private static func date(_ milliseconds: Int64) -> Date {
            Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        }
    }
}

/// What is kept how long, and how far removing has come.
private struct RetentionStatus: Encodable {
    @Nullable var rawDays: Int?
    @Nullable var heldDays: Int?
    @Nullable var sentDays: Int?
    @Nullable var caseDays: Int?
    @Nullable var auditDays: Int?
    /// By the names of accounts in small letters; 0 is for good.
    var accounts: [String: Int]
    var due: RetentionReport
    var holds: Int
    var filesToUnlink: Int
    var pagesToPurge: Bool
    @Nullable var lastRun: Date?
    @Nullable var lastVacuum: Date?

    init(
        _ periods: Retention.Periods, due: RetentionReport, holds: Int, filesToUnlink: Int, pagesToPurge: Bool,
        lastRun: Date?, lastVacuum: Date?
    ) {
        (self.due, self.holds, self.filesToUnlink, self.pagesToPurge) = (due, holds, filesToUnlink, pagesToPurge)
        accounts = periods.accounts
        (rawDays, heldDays, sentDays) = (periods.rawDays, periods.heldDays, periods.sentDays)
        (caseDays, auditDays) = (periods.caseDays, periods.auditDays)
        (self.lastRun, self.lastVacuum) = (lastRun, lastVacuum)
    }

    var text: String {
        let kept = [
            ("messages as they came", rawDays), ("held and ignored messages", heldDays),
            ("texts of sent mails", sentDays),
            ("closed cases", caseDays), ("audit log", auditDays),
        ].map { "\($0.0): kept \(Self.period($0.1))" }
        let others = accounts.sorted { $0.key < $1.key }.map {
            "closed cases of \($0.key): kept \(Self.period($0.value == 0 ? nil : $0.value))"
        }
        let state = [
            "on hold: \(holds) (casepost hold list)", "files still to be unlinked: \(filesToUnlink)",
            "last run: \(lastRun?.formatted(.iso8601) ?? "never")",
            "database last written anew: \(lastVacuum?.formatted(.iso8601) ?? "never")",
        ]
        let due = due.lines.map { "due now, " + $0.replacing(" removed", with: "") }
        return (kept + others + due + state).joined(separator: "\n")
    }

    private static func period(_ days: Int?) -> String { days.map { "\($0) days" } ?? "for good" }
}
