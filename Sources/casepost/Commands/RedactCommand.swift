internal import ArgumentParser
internal import Core
internal import Store

/// `casepost redact`: takes content out of a case.
struct RedactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Take content out of a case, for good, with all that was made of it.",
        discussion: """
            A marker with the date takes its place. Searches, waiting mails, messages as they came and files lose it too; \
            the audit log keeps who, when, why, and a digest of what it was. Mails that are sent can't be recalled, and \
            backups have it until they expire. What is on hold is not touched.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var acting: ActingOptions
    @Option(help: "A post with its files, counted from 1 in casepost case show; may be repeated.") var post: [Int] = []
    @Option(help: "A file, by its name or its SHA-256; may be repeated.") var attachment: [String] = []
    @Option(help: "The value of a field; may be repeated.") var field: [String] = []
    @Flag(help: "What the case was opened with: the same as --post 1.") var description = false
    @Flag(help: "The subject.") var subject = false
    @Flag(help: "What was said in answers to surveys; ratings stay.") var survey = false
    @Flag(help: "All of it, and every other text on the case.") var all = false
    @Option(help: "Why; it stands in the audit log, so it must not say what is removed.") var reason: String
    @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

    private var parts: [Redaction.Part] {
        if all { return [.everything] }
        let posts = Set(post + (description ? [1] : [])).sorted()
        return posts.map { .post($0) } + attachment.map { .attachment($0) } + field.map { .field($0) }
            + (subject ? [.subject] : []) + (survey ? [.survey] : [])
    }

    func validate() throws {
        if parts.isEmpty {
            throw ValidationError(
                "say what: --post N, --attachment NAME, --field NAME, --description, --subject, --survey or --all")
        }
        if let number = post.first(where: { $0 < 1 }) { throw ValidationError("--post \(number): they count from 1") }
        if !reason.contains(where: { !$0.isWhitespace }) { throw ValidationError("--reason: say why") }
    }

    func run() async throws {
        let database = try DeskContext.openDatabase(global)
        let (redaction, now) = (Redaction(of: number, parts, because: reason), global.clock())
        let acting = acting
        let report = try await database.write { transaction in
            let actor = try acting.actor(transaction)
            guard actor.isDesk else { throw DeskRefusal.advisorsOnly }
            let report = try transaction.redact(redaction, by: actor.name, at: now)
            Failpoint.redactionApplied.pass()
            return report
        }
        Failpoint.redactionCommitted.pass()
        for (part, digest) in report.removed { print("case \(number): \(part) is removed (sha256 \(digest))") }
        print(
            "with it: \(report.files) files, \(report.messages) messages as they came, \(report.mails) texts of mails")
        let isGone = try await database.purge()
        print(isGone ? "nothing of it is left in the database and the files" : RetentionCommand.Run.rest)
        print("Mails that are sent already, and backups, still have it.")
    }
}
