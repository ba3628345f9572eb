internal import Core
internal import FoundationEssentials
internal import Store
internal import Web

/// Looks after the notices where they are shown: on the desk's pages, and in the copy that other web servers show.
struct NoticeWork: Sendable {
    let notices: StoredNotices<DeskDatabase>
    let file: NoticesFile
    let board: NoticeBoard?

    /// Reads the notices, and puts them on the board.
    func read(at now: Date) async throws -> NoticeList {
        let list = try await notices.notices(at: now)
        board?.put(list)
        return list
    }

    /// Writes the copy, until it says what the database says: another process may write an older one meanwhile.
    func publish(at now: Date) async throws {
        var list = try await read(at: now)
        while true {
            try file.write(list)
            let fresh = try await read(at: now)
            if fresh.says(theSameAs: list) { return }
            list = fresh
        }
    }

    /// Writes the copy; what to tell the operator if that fails, for whom nothing else is lost.
    func problemPublishing(at now: Date) async -> CommandFailure? {
        do {
            try await publish(at: now)
            return nil
        } catch {
            let why = CommandFailure(explaining: error)?.lines ?? ["\(error)"]
            return CommandFailure(
                .ioError,
                ["the copy of the notices was not written; correct that, and run casepost run-due"] + why)
        }
    }
}
