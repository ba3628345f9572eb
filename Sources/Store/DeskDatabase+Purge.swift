internal import Core
public import FoundationEssentials
internal import GRDB

extension DeskDatabase {
    /// Does the rest of what was removed, as far as `goesOn` lets it: unlinks files, merges words away, empties the log.
    ///
    /// Gives whether all is done; what is not is done by the next call, also after a crash. A reader that holds an old view keeps the log from being emptied; that is left to the next call too.
    public func purge(while goesOn: @Sendable () -> Bool = { true }) async throws -> Bool {
        guard try await unlinkRemovedFiles(while: goesOn) else { return false }
        Failpoint.filesGone.pass()
        guard try await mergeWords(while: goesOn) else { return false }
        guard let pages = try await read({ try $0.value(of: .pages) }) else { return true }
        guard try await emptyLog() else { return false }
        try await write { try $0.clear(.pages, ifStill: pages) }
        return true
    }

    /// Brings all of the database's log into its file and cuts it to nothing; `false` where a reader needs it.
    ///
    /// Writers wait meanwhile, so that it does not wait for readers as long as others do.
    private func emptyLog() async throws -> Bool {
        do {
            try await guarding {
                try await pool.writeWithoutTransaction { db in
                    try db.execute(sql: "PRAGMA busy_timeout = 500")
                    let result = Result { try db.checkpoint(.truncate) }
                    try db.execute(sql: "PRAGMA busy_timeout = \(Self.busyMilliseconds)")
                    _ = try result.get()
                }
            }
            return true
        } catch let failure as StoreFailure where failure.kind == .busy { return false }
    }

    /// Writes the database anew, without the room that nothing takes any more; nobody else can write meanwhile.
    ///
    /// Gives whether its log is empty as well.
    public func vacuum(at now: Date) async throws -> Bool {
        try await guarding {
            try await pool.writeWithoutTransaction { db in
                // The copy of everything that it makes has no place in memory.
                try db.execute(sql: "PRAGMA temp_store = FILE")
                let result = Result { try db.execute(sql: "VACUUM") }
                try Self.keepTemporaryInMemory(db)
                try result.get()
            }
        }
        try await write { try $0.set(.lastVacuum, now.milliseconds) }
        return try await emptyLog()
    }

    private func unlinkRemovedFiles(while goesOn: @Sendable () -> Bool) async throws -> Bool {
        while true {
            let names = try await read { try $0.removedFiles(limit: 100) }
            if names.isEmpty { return true }
            try blobs.discard(names)
            try await write { try $0.forget(removedFiles: names) }
            guard goesOn() else { return false }
        }
    }

    private func mergeWords(while goesOn: @Sendable () -> Bool) async throws -> Bool {
        guard try await read({ try $0.value(of: .words) }) != nil else { return true }
        var isFirst = true
        while true {
            let first = isFirst
            let isDone = try await write { transaction in
                let isDone = try transaction.mergeWords(isFirst: first)
                if isDone { try transaction.clear(.words) }
                return isDone
            }
            if isDone { return true }
            isFirst = false
            guard goesOn() else { return false }
        }
    }
}
