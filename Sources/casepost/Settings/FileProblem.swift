/// Something wrong in a file that people write: where it stands, what it is, and what to do.
struct FileProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file as the person named it.
    var file: String
    /// The line, counted from 1; `nil` where something is missing altogether.
    var line: Int?
    /// The key or column; empty where the whole file is meant.
    var subject: String
    /// What is wrong; what to do.
    var text: String

    /// `file:line: subject: text`, without the parts that are not there.
    var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return [place, subject, text].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

/// All that is wrong in the files that were read; never empty.
struct FileProblems: Error, Equatable, Sendable, CustomStringConvertible {
    /// In the order of their lines.
    let problems: [FileProblem]

    /// Takes problems in any order.
    init(_ problems: [FileProblem]) {
        self.problems = problems.enumerated()
            .sorted { ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset) }
            .map(\.element)
    }

    /// One problem a line.
    var description: String { problems.map(\.description).joined(separator: "\n") }
}
