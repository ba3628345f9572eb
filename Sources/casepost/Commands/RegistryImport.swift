internal import Core
internal import Store

/// An import of a registry file into the database, told to the person who runs it.
enum RegistryImport {
    /// Reads the rows of a file; what is wrong in it is the file's fault, not that of the settings.
    static func read<Row>(_ read: () throws(FileProblems) -> RegistryRows<Row>) throws -> RegistryRows<Row> {
        do { return try read() } catch { throw CommandFailure(.dataError, lines(of: error.problems)) }
    }

    /// Runs `write`, prints what it changed, and turns conflicts into lines of the file.
    static func run(
        _ file: String, lines: [Int], noun: String, write: () async throws -> RegistryImportReport
    ) async throws {
        do {
            let report = try await write()
            let counts = [
                (report.added, "added"), (report.updated, "updated"), (report.unchanged, "unchanged"),
                (report.deactivated, "deactivated"),
            ]
            print(
                "\(noun): "
                    + counts.filter { $0.0 > 0 || $0.1 == "added" }.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
        } catch let conflict as RegistryConflict {
            let problems = conflict.problems.map { row, problem in
                FileProblem(file: file, line: row < lines.count ? lines[row] : nil, subject: "", text: problem)
            }
            throw CommandFailure(.dataError, Self.lines(of: problems))
        }
    }

    private static func lines(of problems: [FileProblem]) -> [String] {
        problems.map(\.description) + ["nothing was imported; correct the file and run the same again"]
    }
}
