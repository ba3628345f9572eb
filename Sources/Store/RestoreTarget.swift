internal import Core
internal import FoundationEssentials
internal import GRDB

#if canImport(Glibc)
    internal import Glibc
#endif

/// The place in which a desk is put back: the database last, by one renaming, so that there is the old desk or the new one.
///
/// While the new database lies beside its place, nobody opens the desk; that is the mark of a restore that goes on or was
/// cut short. Files of the blobs have names that are never given twice: they come before it, and do no harm without it.
public struct RestoreTarget: Sendable {
    /// What a database that is not yet in its place is called, behind its own name.
    static let suffix = ".restoring"

    private let path: String
    private let blobFolder: String

    /// The place of a desk whose database and blobs are there.
    public init(database path: String, blobs blobFolder: String) {
        self.path = path
        self.blobFolder = blobFolder
    }

    /// Where the new database is filled in.
    public var database: String { path + Self.suffix }

    /// Whether there is a desk already.
    public var isTaken: Bool { access(path, F_OK) == 0 || access(path + "-wal", F_OK) == 0 }

    /// Takes the right to be the one process that works on the desk; makes the folder that it lies in.
    public func lock() throws -> GatewayLock {
        try Folder.make(Folder.parent(of: path))
        return try GatewayLock(besides: path)
    }

    /// Makes the folders and an empty new database; what an earlier attempt left is thrown away.
    public func prepare() throws {
        _ = try BlobFolder(path: blobFolder)
        discard()
        try Folder.makeEmpty(file: database)
        try Folder.makeDurable(file: Folder.parent(of: path))
    }

    /// Throws the new database away; the old desk may be opened again.
    public func discard() {
        for ending in ["", "-wal", "-shm", "-journal"] { unlink(database + ending) }
    }

    /// Where a file of the blobs is written before ``publish(_:as:)``.
    public func incoming(_ name: String) -> String { "\(blobFolder)/incoming/\(name).restoring" }

    /// Makes a written file durable under its name; one that is there with other octets is replaced.
    public func publish(_ file: String, as name: String) throws {
        try Folder.makeDurable(file: file)
        guard rename(file, "\(blobFolder)/\(name)") == 0 else { throw StoreFailure.ofFile(blobFolder) }
    }

    /// Gives all files of the old desk a second name that is not the new one's; gives the folders and files it is in now.
    ///
    /// The old desk stays whole in its place meanwhile.
    public func putAside(as name: String) throws -> [String] {
        try settleOldDatabase()
        let aside = blobFolder + name
        let blobs = try BlobFolder(path: blobFolder)
        try Folder.make(aside)
        for file in try blobs.names() { _ = try blobs.link(file, into: aside) }
        try Folder.makeDurable(file: aside)
        for ending in ["", "-wal"] {
            let (file, second) = (path + ending, path + name + ending)
            guard link(file, second) != 0, errno != ENOENT else { continue }
            let failure = StoreFailure.ofFile(second)
            // One that was cut short in the same second has done it already.
            guard Folder.isOne(file, second) else { throw failure }
        }
        try Folder.makeDurable(file: Folder.parent(of: path))
        return [path + name, aside]
    }

    /// Puts the new database in its place; what is beside the old one would be taken for its own.
    public func place() throws {
        try Folder.makeDurable(file: database)
        try Folder.makeDurable(file: blobFolder)
        // SQLite leaves them behind, empty.
        for ending in ["-wal", "-shm"] { unlink(database + ending) }
        for ending in ["-wal", "-shm"] { unlink(path + ending) }
        Failpoint.restoreCleared.pass()
        guard rename(database, path) == 0 else { throw StoreFailure.ofFile(path) }
        try Folder.makeDurable(file: Folder.parent(of: path))
    }

    /// Has all that the old database knows stand in its one file; one that can't be read is put aside with what is beside it.
    private func settleOldDatabase() throws {
        guard access(path, F_OK) == 0 else { return }
        do {
            let queue = try DatabaseQueue(path: path)
            let isHeld = try queue.writeWithoutTransaction { db in
                try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") == 1
            }
            try queue.close()
            guard !isHeld else { throw StoreFailure.inUse(path) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            throw StoreFailure(error, path: path)
        } catch is DatabaseError { return }
    }
}

extension DeskDatabase {
    /// Refuses a desk that is being put back, or was and not to the end.
    static func requireNoRestore(of path: String) throws {
        guard access(path + RestoreTarget.suffix, F_OK) == 0 else { return }
        throw StoreFailure(
            .busy, detail: "\(path) is being restored from a backup, or that was cut short",
            advice:
                "Wait for casepost restore to end, or run it again; to go on without it, remove \(path)\(RestoreTarget.suffix)."
        )
    }
}
