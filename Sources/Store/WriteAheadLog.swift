internal import Core
internal import GRDB
internal import GRDBSQLite
internal import Synchronization

/// SQLite's write-ahead log, as far as its own care for it is too quiet.
enum WriteAheadLog {
    /// So many pages are in it before they are brought into the file of the database.
    private static let longestPages: CInt = 8_192

    /// How often this process was the first to open a log with something in it, which no living process had left.
    static var recoveries: Int {
        _ = listening
        return count.load(ordering: .sequentiallyConsistent)
    }

    private static let count = Atomic(0)

    /// SQLite says it in its log, and only whoever asks before the first connection is told.
    private static let listening: Void = {
        Database.logError = { code, _ in
            guard code == .SQLITE_NOTICE_RECOVER_WAL else { return }
            _ = count.add(1, ordering: .sequentiallyConsistent)
        }
    }()

    /// Brings its pages into the file when there are many of them, after the commit that made them so many.
    ///
    /// SQLite would do the same, and keep to itself that the disk failed to make them durable: here the commit fails. It
    /// has happened all the same.
    static func checkpointWhenLong(_ db: Database) {
        sqlite3_wal_hook(
            db.sqliteConnection,
            { _, connection, name, pages in
                guard pages >= WriteAheadLog.longestPages else { return SQLITE_OK }
                let code = sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
                // Whatever else keeps it from coming to its end, it is tried again after the next commit.
                return StoreFailure.isUnsafe(ResultCode(rawValue: code)) ? code : SQLITE_OK
            }, nil)
    }
}
