internal import Core
internal import FoundationEssentials
internal import HTTPTypes
internal import Logging
internal import Templates

/// The pages of notices, which anybody may read.
struct NoticePages: Sendable {
    let notices: any NoticeViewing
    let board: NoticeBoard
    let frame: FixedPage
    let log: Logger
    let now: @Sendable () -> Date

    /// The open notices and the last closed ones; where they can't be read now, as they were read last.
    func show() async throws -> PageReply {
        do {
            board.put(try await notices.notices(before: nil, at: now()))
        } catch {
            guard board.list != nil else { throw error }
            log.error("notices are shown as they were read last", metadata: ["error": "\(error)"])
        }
        guard let list = board.list else { return .page(.notFound, .notFound(frame)) }
        return .page(.ok, .notices(NoticesPage(frame: frame, list: list, clock: board.clock, path: board.path)))
    }

    /// The closed ones behind that one.
    func show(before id: ID<Notice>) async throws -> PageReply {
        let list = try await notices.notices(before: id, at: now())
        return .page(
            .ok,
            .notices(
                NoticesPage(frame: frame, list: list, clock: board.clock, path: board.path, isContinued: true)))
    }
}
