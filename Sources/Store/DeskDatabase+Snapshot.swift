internal import Core
internal import GRDB

/// What a copy of a database has in it.
public struct SnapshotContents: Sendable {
    /// The last step of its tables.
    public var schema: String
    /// The name that its tokens are bound to.
    public var deskName: String?
    /// How many cases there are.
    public var cases: Int
    /// How many messages the ledger has.
    public var messages: Int
    /// How many mails wait to be sent.
    public var waitingMails: Int
    /// Where its audit log ends.
    public var auditHead: (number: Int64, hash: String)?
    /// The names of the files that its rows name, with the sizes that the rows say.
    public var files: [(name: String, size: Int)]
}

extension DeskDatabase {
    /// So many pages are copied between two looks at whether anybody wants to know how far it is.
    private static var step: CInt { 4_096 }

    /// Copies the database as it is at one moment into a new file that only its owner may read; others go on writing.
    ///
    /// The file is durable when this returns. `progress` is told which share of it is copied.
    public func snapshot(
        to path: String, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> SnapshotContents {
        try Folder.makeEmpty(file: path)
        let (blobs, pool) = (blobs, pool)
        let contents = try await StoreFailure.mapping(path) {
            try await pool.read { db in
                let contents = try Self.contents(of: StoreTransaction(db, blobs, { _ in "" }))
                try Self.copy(db, to: path, progress)
                return contents
            }
        }
        try Folder.makeDurable(file: path)
        return contents
    }

    /// All pages as the transaction of `db` sees them: in steps, which a writer beside it does not set back.
    private static func copy(_ db: Database, to path: String, _ progress: @escaping @Sendable (Double) -> Void) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { target in
            // A copy that is cut short is thrown away.
            try target.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        }
        let target = try DatabaseQueue(path: path, configuration: configuration)
        try target.writeWithoutTransaction { target in
            try db.backup(to: target, pagesPerStep: step) { state in
                progress(Double(state.completedPageCount) / Double(max(state.totalPageCount, 1)))
            }
        }
        try target.close()
    }

    private static func contents(of transaction: StoreTransaction) throws -> SnapshotContents {
        func count(_ sql: String) throws -> Int { try transaction.row(sql)?[0] ?? 0 }
        return SnapshotContents(
            schema: try Schema.migrator.appliedMigrations(transaction.db).last ?? "",
            deskName: try transaction.row("SELECT name FROM desk")?[0],
            cases: try count("SELECT count(*) FROM support_case"),
            messages: try count("SELECT count(*) FROM inbound"),
            waitingMails: try count("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')"),
            auditHead: try transaction.auditHead(),
            files: try transaction.rows("SELECT file, size FROM blob WHERE file IS NOT NULL ORDER BY id", []) {
                ($0[0], $0[1])
            })
    }

    /// Ends all connections; what was written is in the one file of the database then, and nothing beside it counts.
    public func close() throws {
        try guarding {
            let isHeld = try pool.writeWithoutTransaction { db in
                try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 1
            }
            try pool.close()
            guard !isHeld else { throw StoreFailure.inUse(pool.path) }
        }
    }
}

extension StoreFailure {
    /// Somebody else reads the database, so that not all of it can be brought into its one file.
    static func inUse(_ path: String) -> StoreFailure {
        StoreFailure(.busy, detail: "\(path) is in use", advice: "Let the other command end, then run it again.")
    }
}
