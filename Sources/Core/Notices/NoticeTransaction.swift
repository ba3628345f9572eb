public import FoundationEssentials

/// What notices need of a transaction of the store.
public protocol NoticeTransaction {
    /// Adds a notice with its first update; its own numbers are given to both.
    func insert(_ draft: NoticeDraft, _ period: NoticePeriod, at: Date) throws -> Notice
    /// Adds an update to a notice, whose period becomes that of the update; one that closes it ends it.
    func append(_ kind: NoticeUpdate.Kind, _ text: String, _ period: NoticePeriod, to id: ID<Notice>, at: Date) throws
        -> Notice
    /// The notice of that number.
    func notice(_ id: ID<Notice>) throws -> Notice?
    /// All that are open, in the order in which they were opened.
    func openNotices() throws -> [Notice]
    /// Closed ones, the last closed first, behind that one where it is given.
    func closedNotices(before id: ID<Notice>?, limit: Int) throws -> [Notice]
    /// The contacts to whom an update has not been mailed yet, of those accounts or of all: each once, deactivated ones never.
    func contacts(of accounts: [Account], notMailed update: ID<NoticeUpdate>) throws -> [Person]
}

extension NoticeTransaction {
    /// What a page shows, or the part of it that comes after a closed one.
    public func noticeList(before id: ID<Notice>? = nil, at now: Date) throws -> NoticeList {
        let closed = try closedNotices(before: id, limit: NoticeList.closedOnPage + 1)
        return NoticeList(
            open: try openNotices().sorted { $0.comesBefore($1, at: now) },
            closed: Array(closed.prefix(NoticeList.closedOnPage)), hasOlder: closed.count > NoticeList.closedOnPage,
            asOf: now)
    }
}
