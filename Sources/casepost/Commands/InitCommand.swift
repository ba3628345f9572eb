internal import ArgumentParser

/// `casepost init`: makes a working directory.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a directory with all that a desk needs; it runs as it is.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The directory; made if it is not there.") var directory = "."

    func run() throws {
        var generator = SystemRandomNumberGenerator()
        let written = try DeskFiles.write(to: directory, using: &generator)
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
