/// Why the templates can't be used: everything that is wrong with them, so that one look mends all.
public struct TemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Problem: Error, Hashable, CustomStringConvertible {
        /// The file or folder.
        public var file: String
        /// The line in it, counted from one; `nil` where the whole of it is meant.
        public var line: Int?
        /// What is wrong.
        public var what: String
        /// What to do about it.
        public var remedy: String

        /// `file:line: what; remedy`.
        public var description: String {
            "\(file)\(line.map { ":\($0)" } ?? ""): \(what); \(remedy)"
        }
    }

    /// What is wrong, in the order of files and lines; never empty.
    public var problems: [Problem]

    /// One line for each problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
