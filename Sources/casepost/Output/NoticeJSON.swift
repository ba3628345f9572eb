internal import Core
internal import FoundationEssentials

/// A notice as `notice list --json` and `notice show --json` print it.
struct NoticeJSON: Encodable {
    /// Something that was said about it.
    struct Update: Encodable {
        var kind: String
        var at: Date
        var text: String
    }

    var number: String
    var kind: String
    var title: String
    var state: String
    var from: Date
    @Nullable var until: Date?
    var pastEnd: Bool
    var accounts: [String]
    var opened: Date
    @Nullable var closed: Date?
    var updates: [Update]

    init(_ notice: Notice, at now: Date) {
        number = String(notice.id.rawValue)
        kind = notice.kind.rawValue
        title = notice.title
        state = notice.state(at: now).rawValue
        from = notice.period.begins
        until = notice.period.ends
        pastEnd = notice.isPastEnd(at: now)
        accounts = notice.accounts.map(\.name)
        opened = notice.opened
        closed = notice.closed
        updates = notice.updates.map { Update(kind: $0.kind.rawValue, at: $0.at, text: $0.text) }
    }
}
