public import FoundationEssentials

/// What stands on top of every page: the most urgent of the open notices.
public enum NoticeBanner: Sendable, Equatable {
    /// Orange: something does not work. The incident that began last, and how many other notices are open.
    case incident(Notice, others: Int)
    /// Green: work goes on or is announced. The one that goes on, else the next to begin, and how many others are open.
    case maintenance(Notice, others: Int)
    /// Grey: nothing is known.
    case quiet
    /// Grey as well: it could not be found out.
    case unknown

    /// The banner over these open notices.
    public static func over(_ open: [Notice], at now: Date) -> NoticeBanner {
        let order = open.filter { $0.closed == nil }.sorted { $0.comesBefore($1, at: now) }
        guard let first = order.first else { return .quiet }
        switch first.kind {
        case .incident: return .incident(first, others: order.count - 1)
        case .maintenance: return .maintenance(first, others: order.count - 1)
        }
    }
}

extension Notice {
    /// Whether it stands above another open one: incidents first, the last to begin first; then the maintenance that goes
    /// on, and what is announced by its beginning.
    public func comesBefore(_ other: Notice, at now: Date) -> Bool {
        switch (kind, other.kind) {
        case (.incident, .maintenance): return true
        case (.maintenance, .incident): return false
        case (.incident, .incident):
            return (other.period.begins, other.id.rawValue) < (period.begins, id.rawValue)
        case (.maintenance, .maintenance):
            let ranks = [self, other].map { $0.state(at: now) == .announced ? 1 : 0 }
            return (ranks[0], period.begins, id.rawValue) < (ranks[1], other.period.begins, other.id.rawValue)
        }
    }
}
