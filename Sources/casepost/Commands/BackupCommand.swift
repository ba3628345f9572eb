internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

#if canImport(Glibc)
    internal import Glibc
#endif

/// `casepost backup`: one file with all that a desk keeps.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy database and files into one file, while casepost serve goes on.",
        discussion: """
            The file is a tar archive. It is written beside its name, read back, and then renamed, so that there never is half \
            of one. Keys, passwords and casepost.toml are not in it: keep them somewhere else. For a daily timer: \
            casepost backup --into FOLDER --keep 14.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "Make it in that folder, named by its time.") var into: String?
    @Option(help: "With --into: how many stay; older ones go once the new one was read back.") var keep: Int?
    @Flag(help: "Print one JSON object.") var json = false
    @Argument(help: "The file to write; - is standard output.") var file: String?

    func validate() throws {
        guard (file == nil) != (into == nil) else { throw ValidationError("name a file, or a folder with --into") }
        if keep != nil, into == nil { throw ValidationError("--keep belongs to --into") }
        if let keep, keep < 1 { throw ValidationError("--keep \(keep): at least 1") }
    }

    func run() async throws {
        let (settings, database) = try DeskContext.openStore(global)
        let folder = try into.map { BackupFolder($0, desk: try database.deskName()) }
        try folder?.prepare()
        guard let path = folder?.file(at: global.clock()) ?? file else { return }
        if path == "-", isatty(STDOUT_FILENO) == 1 {
            throw CommandFailure(.dataError, "a terminal can't keep a backup; name a file, or send it on with |")
        }
        let (manifest, size) = try await BackupMaker(settings: settings, database: database, now: global.clock).make(
            path)
        let removed = try keep.map { try folder?.keep($0) ?? [] } ?? []
        let report = BackupReport(
            manifest, file: path, size: size, removed: removed, besides: settings.filesBesides(global.configFile),
            variables: settings.variablesBesides)
        if path == "-" {
            StandardError.write(report.text + "\n")
        } else if json {
            try JSONLine.print(report)
        } else {
            print(report.text)
        }
        guard manifest.missing.isEmpty else {
            throw CommandFailure(
                .dataError,
                "the backup was made, and \(manifest.missing.count) files are not in it: the desk has lost them (casepost verify)"
            )
        }
    }
}

/// What was made, for people and scripts.
private struct BackupReport: Encodable {
    var file: String
    var created: Date
    var size: Int
    var cases: Int
    var messages: Int
    var files: Int
    var missing: [String]
    @Nullable var auditHead: BackupManifest.Head?
    var removed: [String]
    /// The files that are not in it and have to be kept as well.
    var besides: [String]
    /// The variables of the environment that have to be kept as well.
    var variables: [String]

    private let summary: String

    private enum CodingKeys: String, CodingKey {
        case file, created, size, cases, messages, files, missing, auditHead, removed, besides, variables
    }

    init(
        _ manifest: BackupManifest, file: String, size: Int, removed: [String], besides: [String],
        variables: [String]
    ) {
        self.file = file
        self.size = size
        self.removed = removed
        self.besides = besides
        self.variables = variables
        created = manifest.created
        cases = manifest.cases
        messages = manifest.messages
        files = manifest.files
        missing = manifest.missing
        auditHead = manifest.auditHead
        summary = manifest.summary
    }

    var text: String {
        var lines = ["\(file == "-" ? "standard output" : file): \(summary)"]
        if let auditHead { lines.append("audit head: \(auditHead.number) \(auditHead.hash)") }
        lines += removed.map { "removed: \($0)" }
        lines.append("Not in it; keep copies of these somewhere else:")
        lines += besides.map { "  " + $0 } + variables.map { "  the variable \($0) of the environment" }
        return lines.joined(separator: "\n")
    }
}
