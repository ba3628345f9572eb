internal import Core

/// What a mail says about which notice, as a column of the outbox keeps it: `NOTICE/UPDATE`.
enum NoticeColumn {
    static func text(_ notice: ID<Notice>, _ update: ID<NoticeUpdate>) -> String {
        "\(notice.rawValue)/\(update.rawValue)"
    }

    static func topic(_ text: String) throws -> OutboxEntry.Topic {
        let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int64($0) }
        guard numbers.count == 2, let notice = numbers[0], let update = numbers[1] else {
            throw Damaged.row("the notice \(text) of a mail")
        }
        return .notice(ID(notice), ID(update))
    }
}
