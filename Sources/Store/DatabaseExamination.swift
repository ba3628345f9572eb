internal import Core
internal import FoundationEssentials
internal import GRDB

/// What a database file is found to be; nothing is made, and nothing is brought up to date.
public struct DatabaseExamination: Sendable, Equatable {
    /// How its tables stand to this program.
    public enum Tables: Sendable, Equatable {
        /// They are this program's.
        case current(step: String)
        /// An earlier program made them; this one makes those steps at its start.
        case earlier(missing: [String])
        /// A later program made them, with steps that this one does not know.
        case later(unknown: [String])
    }

    /// How its tables stand to this program.
    public var tables: Tables
    /// What is wrong with its pages, the first few.
    public var problems: [String]

    /// What was found, from its parts.
    public init(tables: Tables, problems: [String] = []) {
        self.tables = tables
        self.problems = problems
    }

    /// Looks at the file at `path` beside whoever works with it, and commits something that changes nothing.
    ///
    /// Blocks its thread. Throws `StoreFailure` where there is no file, or one that can't be read or written.
    public init(of path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreFailure(
                .missing, detail: "\(path) is not there",
                advice: "Run casepost contact import once, which makes it, or correct store.url; a backup may have it.")
        }
        self = try StoreFailure.mapping(path) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.writeWithoutTransaction { db in
                let problems = try String.fetchAll(db, sql: "PRAGMA quick_check(5)").filter { $0 != "ok" }
                let tables = try Self.tables(db)
                if case .current = tables, problems.isEmpty {
                    try db.inTransaction(.immediate) {
                        try db.execute(sql: "UPDATE desk SET name = name")
                        return .commit
                    }
                }
                return DatabaseExamination(tables: tables, problems: problems)
            }
        }
    }

    private static func tables(_ db: Database) throws -> Tables {
        let (known, made) = (Schema.migrator.migrations, try Schema.migrator.appliedIdentifiers(db))
        let unknown = made.subtracting(known).sorted()
        guard unknown.isEmpty else { return .later(unknown: unknown) }
        let missing = known.filter { !made.contains($0) }
        return missing.isEmpty ? .current(step: known.last ?? "") : .earlier(missing: missing)
    }
}
