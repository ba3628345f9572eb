internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import MailIngest
internal import Store

/// `casepost import`: old mail becomes cases, and nobody is told.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take old mail in without telling anybody: no mail, no survey, no reminder.",
        discussion: """
            Takes messages, mbox files, Maildirs and folders with all that is in them, or a folder of the mailbox's server. The \
            oldest comes first; answers join the case that they refer to. Whoever runs it vouches for the authors: mail of \
            contacts becomes cases that are closed, mail of others is counted and left out. Running it again changes nothing.
            """)

    /// So much shares a commit.
    private static let group = (count: 200, size: 8 << 20)

    @OptionGroup var global: GlobalOptions
    @Option(help: "The mailbox that the mail came to.") var mailbox: String
    @Option(help: "A folder on the server of that mailbox, as the server has it; nothing in it is changed.")
    var folder: String?
    @Flag(help: "Leave the cases open.") var open = false
    @Flag(help: "Believe authors against whom their mail itself speaks.") var trust = false
    @Flag(help: "Also print a line for each message on standard error.") var verbose = false
    @Flag(help: "Print one JSON object.") var json = false
    @Argument(help: ArgumentHelp("Messages, mbox files or folders.", valueName: "source")) var sources: [String] = []

    func validate() throws {
        if (folder == nil) == sources.isEmpty { throw ValidationError("name what to import, or --folder") }
    }

    func run() async throws {
        let context = try DeskContext(global)
        let target = try context.mailbox(named: mailbox)
        let intake = try await context.mailImport(into: target, isOpen: open, isTrusting: trust)
        var tally = ImportTally(mailbox: mailbox)
        var source: any OldMailSource =
            if let folder {
                try await ServerFolder(target, folder, context.logins, spoolFolder: context.database.spoolFolder)
            } else {
                try await MessageFiles(sources)
            }
        let start = ContinuousClock.now
        while let group = try await source.next(count: Self.group.count, size: Self.group.size) {
            let results = try await intake.take(group)
            for (message, result) in zip(group, results) {
                tally.count(result.outcome)
                if verbose { StandardError.write(Self.line(message.name, result) + "\n") }
            }
            let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.001)
            ProgressLine.say(
                "\(tally.total) of \(source.total) messages, \(Int(Double(tally.total) / seconds)) a second …")
        }
        tally.unreadable = source.unreadable
        ProgressLine.clear()
        try await note(tally, context)
        try await context.database.indexNewWords()
        if json { try JSONLine.print(tally) } else { print(tally.text) }
    }

    private func note(_ tally: ImportTally, _ context: DeskContext) async throws {
        guard tally.opened + tally.posted > 0 else { return }
        let event = AuditEvent(
            .mailImported, of: "mailbox \(mailbox)", by: AuditEvent.operatorName,
            detail: "\(tally.opened) cases, \(tally.posted) posts", at: context.now())
        try await context.database.write { try $0.audit(event) }
    }

    private static func line(_ name: String, _ result: (outcome: ImportOutcome, from: String, subject: String))
        -> String
    {
        let what =
            switch result.outcome {
            case .opened(let number): "opened case \(number)"
            case .posted(let number): "posted to case \(number)"
            case .known: "imported before"
            case .duplicate: "duplicate"
            case .left(let reason): "left out (\(reason.rawValue))"
            }
        return "\(name): \(what): \(result.from.onOneLine): \(result.subject.onOneLine)"
    }
}

/// How many old messages became what.
struct ImportTally: Encodable {
    var mailbox: String
    private(set) var opened = 0
    private(set) var posted = 0
    private(set) var known = 0
    private(set) var duplicates = 0
    private(set) var strangers = 0
    private(set) var automatic = 0
    private(set) var leftOut = 0
    /// Files that could not be read.
    var unreadable = 0

    init(mailbox: String) { self.mailbox = mailbox }

    var total: Int { opened + posted + known + duplicates + strangers + automatic + leftOut }

    mutating func count(_ outcome: ImportOutcome) {
        switch outcome {
        case .opened: opened += 1
        case .posted: posted += 1
        case .known: known += 1
        case .duplicate: duplicates += 1
        case .left(.stranger): strangers += 1
        case .left(.automatic): automatic += 1
        case .left: leftOut += 1
        }
    }

    var text: String {
        let counts = [
            (opened, "cases opened"), (posted, "posts"), (known, "imported before"), (duplicates, "duplicates"),
            (strangers, "of strangers, left out"), (automatic, "automatic, left out"),
            (leftOut, "left out for other reasons (--verbose)"), (unreadable, "could not be read"),
        ]
        let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return "\(mailbox): " + (words.isEmpty ? "nothing there" : words.joined(separator: ", "))
    }
}
