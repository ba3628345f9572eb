internal import ArgumentParser
internal import Core
internal import Store

extension ContactCommand {
    /// Writes what is kept about somebody.
    struct ExportData: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export-data",
            abstract: "Write all that is kept about one contact, or one case, into a folder.",
            usage:
                "casepost contact export-data <address> <folder>\n       casepost contact export-data --case <number> <folder>",
            discussion: """
                The folder is made, or must be empty; only its owner may look into it. README.txt says what is in it. \
                Other addresses of the contact count. While it is written nothing of theirs is removed. Somebody whom the \
                registry does not have may have written too: their messages are found by the address.
                """)

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Option(name: .customLong("case"), help: "A case in the place of a contact.", transform: readCaseNumber)
        var caseNumber: CaseNumber?
        @Flag(help: "Also what only the desk sees.") var `internal` = false
        @Argument(help: "The contact's address, and behind it the folder.") var words: [String]

        func validate() throws {
            guard words.count == (caseNumber == nil ? 2 : 1) else {
                throw ValidationError("name an address and a folder, or --case and a folder")
            }
            if caseNumber == nil { _ = try readAddress(words[0]) }
        }

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let (acting, path) = (acting, words.last ?? "")
            let actor = try await database.read { transaction in
                let actor = try acting.actor(transaction)
                guard actor.isDesk else { throw DeskRefusal.advisorsOnly }
                return actor.name
            }
            let subject: DataExport.Subject =
                try caseNumber.map { .supportCase($0) } ?? .address(readAddress(words.first ?? ""))
            let export = DataExport(
                database: database, preset: settings.preset, subject: subject, withInternal: self.internal,
                actor: actor,
                now: global.clock())
            let summary = try await export.write(to: try ExportFolder(path)) { ProgressLine.show($0, "things written") }
            ProgressLine.clear()
            print(
                "\(path): \(summary.cases) cases with \(summary.files) files, \(summary.messages) messages, "
                    + "\(summary.mails) mails, \(summary.surveys) surveys; see \(path)/README.txt")
        }
    }
}
