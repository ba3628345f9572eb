internal import Core
internal import GRDB

extension StoreFailure {
    /// Runs `body`, with SQLite's errors turned into failures that say what to do.
    static func mapping<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do { return try body() } catch let error as DatabaseError { throw StoreFailure(error, path: path) }
    }

    /// Runs `body`, with SQLite's errors turned into failures that say what to do.
    static func mapping<T>(_ path: String, _ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch let error as DatabaseError { throw StoreFailure(error, path: path) }
    }

    /// Whether it says that something could not be made durable.
    static func isUnsafe(_ code: ResultCode) -> Bool { code == .SQLITE_IOERR_FSYNC || code == .SQLITE_IOERR_DIR_FSYNC }

    init(_ error: DatabaseError, path: String) {
        // Which of some thirty disk errors it is, only the code tells.
        let detail = "\(path): \(error.message ?? "SQLite error") (\(error.extendedResultCode.rawValue))"
        if Self.isUnsafe(error.extendedResultCode) {
            self.init(unsafe: detail)
            return
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
