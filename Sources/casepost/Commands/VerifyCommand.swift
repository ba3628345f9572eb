internal import ArgumentParser
internal import Core
internal import Store

/// `casepost verify`: whether what is kept is whole.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check database, files, ledger, audit log and reply keys; exit 1 if something is wrong.",
        discussion: """
            Works beside a running casepost. Note the audit head that it prints somewhere else: with --head a later run \
            proves that nothing up to there was changed or cut off.
            """)

    /// The end of the audit log as it was noted earlier.
    struct Head: Equatable, Sendable, Encodable {
        var number: Int64
        var hash: String

        init(number: Int64, hash: String) {
            self.number = number
            self.hash = hash
        }

        /// Reads `N:HASH`.
        init(_ text: String) throws {
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let number = Int64(parts[0]), number > 0, !parts[1].isEmpty else {
                throw ValidationError("--head \(text): write it as N:HASH, the two that casepost verify printed")
            }
            self.init(number: number, hash: parts[1].lowercased())
        }
    }

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Print one JSON object.") var json = false
    @Flag(help: "Also log in to the mailboxes, and compare what is in them with the ledger.") var mailboxes = false
    @Option(help: "The audit head that an earlier run printed, as N:HASH.", transform: Head.init(_:)) var head: Head?

    func run() async throws {
        let settings = try Settings.load(global.configFile)
        let report = await DeskVerification(settings, earlierHead: head, looksIntoMailboxes: mailboxes).run {
            try DeskContext.openDatabase(global)
        }
        if json { try JSONLine.print(report) } else { print(report.text) }
        if !report.ok { throw ExitCode(1) }
    }
}
