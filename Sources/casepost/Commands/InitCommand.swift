internal import ArgumentParser

/// `casepost init`: makes a working directory.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a directory with all that a desk needs; it runs as it is.")

    @OptionGroup var global: GlobalOptions
    @Option(
        help: ArgumentHelp(
            "Keep what the desk writes itself, its key among it, below that directory. (default: beside the settings)",
            valueName: "directory"))
    var data: String?
    @Argument(help: "The directory; made if it is not there.") var directory = "."

    func validate() throws {
        guard let data else { return }
        guard data.hasPrefix("/"), data.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) else {
            throw ValidationError("--data \(data): give a path that starts with / and has no quotes in it")
        }
    }

    func run() throws {
        var generator = SystemRandomNumberGenerator()
        let places = data.map(DeskFiles.Places.init(data:)) ?? DeskFiles.Places()
        let written = try DeskFiles.write(to: directory, places: places, using: &generator)
        print(
            """
            \(written.joined(separator: "\n"))

            The desk runs as it is. Next, in that directory:
              casepost contact import contacts.csv
              casepost advisor import advisors.csv
              casepost ingest && casepost run-due
            """)
    }
}
