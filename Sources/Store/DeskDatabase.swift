public import Core
public import FoundationEssentials
internal import GRDB

/// The desk's database: one SQLite file in WAL mode with full synchronisation, one writer, and a folder for large blobs.
///
/// What a write did is durable when it returns, so that a mailbox may be told afterwards.
public final class DeskDatabase: DeskStorage {
    /// Gives the digest of octets in hexadecimal digits.
    public typealias DigestFunction = @Sendable ([UInt8]) -> String

    private let pool: DatabasePool
    private let blobs: BlobFolder
    private let digest: DigestFunction

    /// Where messages may be spooled to before they are kept: on the same file system as the blobs.
    public var spoolFolder: String { blobs.incoming }

    /// Opens the database, or makes it with its folder, and brings its tables up to date.
    ///
    /// The audit log is chained by `digest`. Throws `StoreFailure` with advice when a path is missing, not writable, or
    /// holds something else.
    public convenience init(path: String, blobFolder: String, digest: @escaping DigestFunction) throws {
        try self.init(path: path, blobFolder: blobFolder, digest: digest, upTo: nil)
    }

    /// The same with the tables of an earlier time, for the tests of what came after it.
    init(path: String, blobFolder: String, digest: @escaping DigestFunction, upTo step: String?) throws {
        self.digest = digest
        try Folder.make(Folder.parent(of: path))
        blobs = try BlobFolder(path: blobFolder)
        pool = try StoreFailure.mapping(path) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA trusted_schema = OFF")
                try db.execute(sql: "PRAGMA secure_delete = ON")
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 8192")
            }
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction(Self.requireFullSynchronisation)
            if let step { try Schema.migrator.migrate(pool, upTo: step) } else { try Schema.migrator.migrate(pool) }
            return pool
        }
    }

    /// The name that the desk's tokens are bound to: made with the database, and the same for good.
    public func deskName() throws -> String {
        try StoreFailure.mapping(pool.path) {
            try pool.write { db in
                if let name = try String.fetchOne(db, sql: "SELECT name FROM desk") { return name }
                let name = UUID().uuidString.lowercased()
                try db.execute(sql: "INSERT INTO desk (name) VALUES (?)", arguments: [name])
                return name
            }
        }
    }

    /// A page of cases that pass the filter, in its order; what is new is made known to searches before.
    public func cases(
        _ filter: CaseFilter, limit: Int? = nil, offset: Int = 0, effort: CaseEffort = CaseEffort()
    ) async throws -> Page<CaseListing> {
        if filter.searches { try await indexNewWords() }
        return try await read { try $0.cases(filter, limit: limit, offset: offset, effort: effort) }
    }

    /// Makes all words that are new known to searches, a batch a transaction, so that others can write between them.
    ///
    /// Writes nothing where nothing is new.
    public func indexNewWords() async throws {
        while try await read({ try $0.hasNewWords() }) {
            try await write { try $0.indexNewWords(limit: 2_000) }
        }
    }

    /// Removes files of a day ago and older that a crash left in the blobs without a row that names them.
    public func sweepBlobs(now: Date) async throws {
        let limit = Int(now.timeIntervalSince1970) - 86_400
        try await read { transaction in
            try transaction.blobs.sweep(before: limit) { name in
                try transaction.row("SELECT 1 FROM blob WHERE file = ?", [name]) != nil
            }
        }
    }

    /// The mailbox is told "done" after a commit, so a commit must survive a power cut; GRDB opens pools with less.
    private static func requireFullSynchronisation(_ db: Database) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL")
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2,
            try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal"
        else {
            throw StoreFailure(
                .unsafe, detail: "SQLite does not keep synchronous = FULL in WAL mode here",
                advice: "Put the database on a local file system.")
        }
    }

    /// Does all of `body` or nothing, durably when it returns.
    ///
    /// Cancelling the task does not undo it: what has happened outside (a mail was sent) must be noted.
    public func write<T: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> T) async throws -> T {
        let (blobs, digest) = (blobs, digest)
        return try await StoreFailure.mapping(pool.path) {
            try await Task { [pool] in try await pool.write { try body(StoreTransaction($0, blobs, digest)) } }.value
        }
    }

    /// Runs `body` on a consistent view, beside a writer.
    public func read<T: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> T) async throws -> T {
        let (blobs, digest) = (blobs, digest)
        return try await StoreFailure.mapping(pool.path) {
            try await pool.read { try body(StoreTransaction($0, blobs, digest)) }
        }
    }

    /// Runs `body`, undoes all that it did, and gives what it found; no file is written either.
    public func rehearse<T: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> T) async throws -> T {
        let (blobs, digest) = (blobs, digest)
        return try await StoreFailure.mapping(pool.path) {
            try await pool.writeWithoutTransaction { db in
                var found: T?
                try db.inTransaction(.immediate) {
                    found = try body(StoreTransaction(db, blobs, digest, isRehearsal: true))
                    return .rollback
                }
                guard let found else {
                    throw StoreFailure(.other, detail: "a rehearsal did not run", advice: "Run it again.")
                }
                return found
            }
        }
    }

    /// Does all of `body` or nothing, within a transaction that goes on.
    public func savepoint<T>(in transaction: StoreTransaction, _ body: () throws -> T) throws -> T {
        var value: T?
        try StoreFailure.mapping(pool.path) {
            try transaction.db.inSavepoint {
                value = try body()
                return .commit
            }
        }
        guard let value else { throw StoreFailure(.other, detail: "a savepoint did not run", advice: "Run it again.") }
        return value
    }
}

extension StoreFailure {
    /// Runs `body`, with SQLite's errors turned into failures that say what to do.
    static func mapping<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as DatabaseError { throw StoreFailure(error, path: path) }
    }

    /// Runs `body`, with SQLite's errors turned into failures that say what to do.
    static func mapping<T>(_ path: String, _ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch let error as DatabaseError { throw StoreFailure(error, path: path) }
    }

    private init(_ error: DatabaseError, path: String) {
        let detail = "\(path): \(error.message ?? "SQLite error \(error.extendedResultCode.rawValue)")"
        switch error.extendedResultCode {
        case .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC:
            self.init(
                .unsafe, detail: detail,
                advice: "The disk failed to make data durable: check it (dmesg), then start again.")
            return
        default: break
        }
        switch error.resultCode {
        case .SQLITE_FULL:
            self.init(
                .full, detail: detail,
                advice: "The disk is full: make room; nothing was lost, and mail stays where it is.")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(.busy, detail: detail, advice: "Another process holds the database: try again.")
        case .SQLITE_CANTOPEN:
            self.init(
                .missing, detail: detail, advice: "Check that the folder of store.url exists and may be written to.")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .permission, detail: detail, advice: "Let the user that runs casepost write to the file and its folder."
            )
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self.init(.corrupt, detail: detail, advice: "Restore the database from a backup.")
        default:
            self.init(.other, detail: detail, advice: "Run the same again; if it stays, report it with this text.")
        }
    }
}
