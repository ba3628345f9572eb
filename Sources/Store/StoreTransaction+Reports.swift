public import Core
internal import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// How many cases pass the filter.
    public func caseCount(_ filter: CaseFilter) throws -> Int {
        let condition = try CaseQuery(filter, in: self).condition
        return try row("SELECT count(*) FROM support_case \(condition.sql)", condition.arguments)?[0] ?? 0
    }

    /// Gives the cases that pass the filter to the report on response times, one after the other.
    public func forEachReportedCase(_ filter: CaseFilter, _ body: (ReportedCase) throws -> Void) throws {
        let condition = try CaseQuery(filter, in: self).condition
        try forEachRow("SELECT \(CaseColumns.reported) FROM support_case \(condition.sql)", condition.arguments) {
            try body(CaseColumns.reportedCase($0))
        }
    }

    /// How many cases that pass the filter were opened in the period, how many were closed in it, how many are open.
    ///
    /// Months are those of `clock`.
    public func volume(by grouping: VolumeReport.Grouping, _ filter: CaseFilter, clock: BusinessClock) throws
        -> VolumeReport
    {
        var report = VolumeReport()
        try forEachGroup(grouping, filter, time: "created_at") { row in
            let (all, closed) = (row[1] as Int, row[2] as Int)
            guard grouping == .month else { return report.add(opened: all, open: all - closed, of: row[0]) }
            report.add(opened: all, open: all - closed, in: month(row, clock))
        }
        try forEachGroup(grouping, closedInPeriod(filter), time: "closed_at") { row in
            guard grouping == .month else { return report.add(closed: row[1], of: row[0]) }
            report.add(closed: row[1], in: month(row, clock))
        }
        return report
    }

    /// How many of the cases that pass the filter are closed, and were never given on; a row for each team, in any order.
    public func firstLevel(_ filter: CaseFilter) throws -> [FirstLevelReport.Row] {
        let condition = try CaseQuery(filter, in: self).condition
        let statuses = FirstLevelReport.raisedStatuses.map(\.rawValue)
        let marks = statuses.map { _ in "?" }.joined(separator: ", ")
        return try rows(
            """
            SELECT team, count(*), count(closed_at), count(CASE WHEN closed_at IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM feed_entry WHERE case_number = support_case.number
                    AND (kind = 'escalation' OR kind = 'status' AND new_value IN (\(marks)))) THEN 1 END)
            FROM support_case \(condition.sql) GROUP BY team
            """, StatementArguments(statuses) + condition.arguments
        ).map { row in
            FirstLevelReport.Row(team: row[0], closed: row[2], firstLevel: row[3], open: (row[1] as Int) - row[2])
        }
    }

    /// The same filter with its days taken for those of closing.
    private func closedInPeriod(_ filter: CaseFilter) -> CaseFilter {
        var closed = filter
        (closed.openedSince, closed.openedBefore) = (nil, nil)
        (closed.closedSince, closed.closedBefore) = (filter.openedSince ?? .distantPast, filter.openedBefore)
        return closed
    }

    /// Runs `body` for rows of a value, how many cases have it, and how many of those are closed.
    private func forEachGroup(
        _ grouping: VolumeReport.Grouping, _ filter: CaseFilter, time: String, _ body: (Row) throws -> Void
    ) throws {
        let condition = try CaseQuery(filter, in: self).condition
        let value = grouping == .month ? "\(time) / \(Self.quarterHour)" : grouping.column
        try forEachRow(
            "SELECT \(value), count(*), count(closed_at) FROM support_case \(condition.sql) GROUP BY 1",
            condition.arguments, body)
    }

    /// SQL knows no time zones, but in all of them a month begins at a quarter of an hour.
    private static let quarterHour: Int64 = 15 * 60_000

    private func month(_ row: Row, _ clock: BusinessClock) -> CalendarMonth {
        CalendarMonth(of: clock.date(at: Date(milliseconds: row[0] * Self.quarterHour)))
    }
}

extension VolumeReport.Grouping {
    fileprivate var column: String {
        switch self {
        case .type: "support_case.type"
        case .team: "support_case.team"
        case .priority: "support_case.priority"
        case .channel: "support_case.channel"
        case .account: "(SELECT name FROM account WHERE id = support_case.account_id)"
        case .month: "created_at"
        }
    }
}
