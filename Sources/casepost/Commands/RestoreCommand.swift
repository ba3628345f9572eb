internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import MailIngest
internal import Store

/// `casepost restore`: a desk as it was when a backup was made.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put back what casepost backup copied, where no casepost runs.",
        discussion: """
            Every file of the backup is checked before anything is put in its place. A process that is killed at any point \
            leaves the old desk or the new one. Mail that waited when the backup was made is kept back, since it may have been \
            sent since: casepost outbox retry --restored sends it.
            """)

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Put a desk that is there aside.") var replace = false
    @Flag(help: "Send mail that waited when the backup was made; what was sent since goes out twice.")
    var sendWaiting = false
    @Argument(help: "The backup.") var file: String

    func run() async throws {
        let settings = try DeskContext.settings(global)
        let outcome = try await DeskRestore(
            settings: settings, now: global.clock, isReplacing: replace, sendsWaiting: sendWaiting
        ).run(file)
        print(Self.text(outcome, settings, global.configFile))
    }

    private static func text(_ outcome: DeskRestore.Outcome, _ settings: Settings, _ configFile: String) -> String {
        let manifest = outcome.manifest
        var lines = ["\(manifest.site) is restored: \(manifest.summary)"]
        if !outcome.aside.isEmpty {
            lines.append("The old desk is kept; remove it when all is well: \(outcome.aside.joined(separator: ", "))")
        }
        if outcome.keptBack > 0 {
            lines.append(
                "\(outcome.keptBack) mails waited and are kept back; what was not sent since is sent by casepost outbox retry --restored"
            )
        }
        if !manifest.missing.isEmpty {
            lines.append(
                "\(manifest.missing.count) files were lost before the backup was made: casepost verify names them")
        }
        lines.append("Numbers of cases go on 1000 higher, so that none given since means two things.")
        lines.append("What to do now:")
        let missing = settings.filesBesides(configFile).filter { !FileManager.default.fileExists(atPath: $0) }
        lines += missing.map { "  - put your copy of \($0) back" }
        lines += settings.variablesBesides.map { "  - see that the variable \($0) is set" }
        lines.append("  - casepost verify")
        lines += settings.mailboxes.map { "  - mailbox \"\($0.configuration.name)\": \(advice($0, manifest.created))" }
        lines.append("  - casepost ingest, so that what was answered since counts, and then casepost serve")
        return lines.joined(separator: "\n")
    }

    /// How mail comes in again that came after the backup.
    private static func advice(_ mailbox: Settings.Mailbox, _ created: Date) -> String {
        let since = created.formatted(.iso8601)
        switch (mailbox.source, mailbox.configuration.disposal) {
        case (.imap, .move):
            return "move what came since \(since) from \(mailbox.configuration.processedFolder) back into its folder"
        case (.imap, .seen): return "what came since \(since) is in its folder, and is taken in by itself"
        case (.maildir, .move), (.maildir, .seen):
            return "what came since \(since) is in the Maildir, and is taken in by itself"
        case (.imap, .delete), (.maildir, .delete):
            return "what came since \(since) was deleted there; put copies back, if the server keeps any"
        case (.pipe, _): return "what came since \(since) has to be delivered again, if the mail server keeps copies"
        }
    }
}
