public import Core
public import FoundationEssentials
internal import GRDB
internal import Synchronization

/// The desk's database: one SQLite file in WAL mode with full synchronisation, one writer, and a folder for large blobs.
///
/// What a write did is durable when it returns, so that a mailbox may be told afterwards. Once the disk has failed to make
/// something durable, nothing is read or written any more by this process: a second try may seem to succeed.
public final class DeskDatabase: DeskStorage {
    /// Gives the digest of octets in hexadecimal digits.
    public typealias DigestFunction = @Sendable ([UInt8]) -> String

    /// So long anybody waits for another process that writes.
    static let busyMilliseconds = 10_000

    let pool: DatabasePool
    let blobs: BlobFolder
    private let digest: DigestFunction
    /// That something could not be made durable, if so.
    private let breakdown = Mutex<StoreFailure?>(nil)

    /// Where its file is.
    public var path: String { pool.path }

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
        try Self.requireNoRestore(of: path)
        blobs = try BlobFolder(path: blobFolder)
        pool = try StoreFailure.mapping(path) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(Double(Self.busyMilliseconds) / 1_000)
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA trusted_schema = OFF")
                try db.execute(sql: "PRAGMA secure_delete = ON")
                // A group of messages touches more pages of a large desk than the 2 MiB of SQLite's own choice hold: they
                // were written and read again within one transaction.
                if !db.configuration.readonly { try db.execute(sql: "PRAGMA cache_size = -8192") }
                WriteAheadLog.checkpointWhenLong(db)
            }
            let recoveries = WriteAheadLog.recoveries
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction(Self.requireFullSynchronisation)
            if WriteAheadLog.recoveries != recoveries {
                // What a process that failed or was killed has left may be in memory and not on disk: nothing is built on it.
                try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            }
            try pool.read { try Schema.requireNoneNewer($0, path: path) }
            if let step { try Schema.migrator.migrate(pool, upTo: step) } else { try Schema.migrator.migrate(pool) }
            try pool.writeWithoutTransaction(Self.keepTemporaryInMemory)
            return pool
        }
        // SQLite does it as well, and does not say that it failed.
        try Folder.makeDurable(file: Folder.parent(of: path))
    }

    /// The name that the desk's tokens are bound to: made with the database, and the same for good.
    public func deskName() throws -> String {
        try guarding {
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
        // Second names that a backup left which was killed; one that goes on has the lock.
        do {
            let lock = try BackupSource.lock(self)
            try blobs.removeLinkFolders()
            withExtendedLifetime(lock) {}
        } catch let failure as StoreFailure where failure.kind == .busy {}
        try blobs.sweepIncoming(before: limit)
        try await removeBlobs(stillUnnamed: try await unnamedBlobs(before: limit))
    }

    /// The files that were last changed before `limit` and that no row names as far as can be seen.
    func unnamedBlobs(before limit: Int) async throws -> [String] {
        try await read { transaction in
            try transaction.blobs.names(before: limit).filter { try !transaction.isNamed($0) }
        }
    }

    /// Removes those of the files that no row names.
    ///
    /// A file comes in the transaction that names it, and beside this one there is none: what is unnamed now stays it. Its age
    /// alone proves nothing, since a clock that jumps ahead makes old what came a moment ago.
    func removeBlobs(stillUnnamed names: [String]) async throws {
        // Nearly every time there is none, and nobody is kept from writing.
        guard !names.isEmpty else { return }
        try await write { transaction in
            try transaction.blobs.remove(kept: try names.filter { try !transaction.isNamed($0) })
        }
    }

    /// Every message has a savepoint, and each page that it changes was written to a file in `/var/tmp` first, to be undone
    /// from: nine in ten of all writes, and content of mails in a folder that is not the desk's.
    ///
    /// Set after the tables are up to date, since an index over all of a large desk is sorted in files.
    static func keepTemporaryInMemory(_ db: Database) throws {
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
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
        return try await guarding {
            try await Task { [pool] in try await pool.write { try body(StoreTransaction($0, blobs, digest)) } }.value
        }
    }

    /// Runs `body` on a consistent view, beside a writer.
    public func read<T: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> T) async throws -> T {
        let (blobs, digest) = (blobs, digest)
        return try await guarding {
            try await pool.read { try body(StoreTransaction($0, blobs, digest)) }
        }
    }

    /// Runs `body`, undoes all that it did, and gives what it found; no file is written either.
    public func rehearse<T: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> T) async throws -> T {
        let (blobs, digest) = (blobs, digest)
        return try await guarding {
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

    // MARK: Failing disks

    /// Runs `body` unless something could not be made durable before, and remembers it if that happens.
    func guarding<T>(_ body: () throws -> T) throws -> T {
        try requireNoBreakdown()
        do { return try StoreFailure.mapping(path, body) } catch { throw noted(error) }
    }

    /// Runs `body` unless something could not be made durable before, and remembers it if that happens.
    func guarding<T>(_ body: () async throws -> T) async throws -> T {
        try requireNoBreakdown()
        do { return try await StoreFailure.mapping(path, body) } catch { throw noted(error) }
    }

    private func requireNoBreakdown() throws {
        if let failure = breakdown.withLock({ $0 }) { throw failure }
    }

    private func noted(_ error: any Error) -> any Error {
        if let failure = error as? StoreFailure, failure.kind == .unsafe {
            breakdown.withLock { $0 = $0 ?? failure }
        }
        return error
    }
}
