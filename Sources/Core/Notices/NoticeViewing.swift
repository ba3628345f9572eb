public import FoundationEssentials

/// Where notices are looked at; looking changes nothing.
public protocol NoticeViewing: Sendable {
    /// What a page shows, or the part of it that comes behind a closed one.
    func notices(before id: ID<Notice>?, at: Date) async throws -> NoticeList
}

/// The notices of a desk's database.
public struct StoredNotices<Storage: DeskStorage>: NoticeViewing {
    private let storage: Storage

    /// The notices in `storage`.
    public init(storage: Storage) { self.storage = storage }

    /// What a page shows, or the part of it that comes behind a closed one.
    public func notices(before id: ID<Notice>? = nil, at now: Date) async throws -> NoticeList {
        try await storage.read { try $0.noticeList(before: id, at: now) }
    }
}
