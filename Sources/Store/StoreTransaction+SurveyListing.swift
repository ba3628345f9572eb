public import Core
public import FoundationEssentials
internal import GRDB

/// A survey as a list shows it.
public struct SurveyListing: Sendable {
    /// The survey.
    public var survey: Survey
    /// The address of who is asked.
    public var contact: String
}

/// Which surveys a list shows.
public struct SurveyFilter: Sendable {
    /// Only surveys in these states; all where it is empty.
    public var states: [Survey.State]
    /// Only those of that case.
    public var caseNumber: CaseNumber?
    /// Only those that ask whoever writes from that address.
    public var contact: EmailAddress?

    /// A filter from its parts.
    public init(states: [Survey.State] = [], caseNumber: CaseNumber? = nil, contact: EmailAddress? = nil) {
        self.states = states
        self.caseNumber = caseNumber
        self.contact = contact
    }
}

extension StoreTransaction {
    /// Surveys that pass the filter, the latest closing first; `limit` of them from `offset` on, all where it is `nil`.
    public func surveys(_ filter: SurveyFilter, limit: Int?, offset: Int) throws -> Page<SurveyListing> {
        var (parts, arguments): ([String], StatementArguments) = ([], [])
        if !filter.states.isEmpty {
            parts.append("state IN (\(filter.states.map { "'\($0.rawValue)'" }.joined(separator: ", ")))")
        }
        if let number = filter.caseNumber {
            parts.append("case_number = ?")
            arguments += [number.rawValue]
        }
        if let contact = filter.contact {
            parts.append("contact_id IN (SELECT person_id FROM person_address WHERE address_key = ?)")
            arguments += [contact.key]
        }
        let condition = parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND ")
        let total = try row("SELECT count(*) FROM survey \(condition)", arguments)?[0] as Int? ?? 0
        let items = try rows(
            """
            SELECT \(Self.surveyColumns), (SELECT address FROM person WHERE id = contact_id)
            FROM survey \(condition) ORDER BY id DESC LIMIT ? OFFSET ?
            """, arguments + [limit ?? Int.max, offset]
        ).map { SurveyListing(survey: try Self.survey($0), contact: $0[12 + SurveyArea.allCases.count]) }
        return Page(items: items, total: total)
    }

    /// Gives the surveys that were sent to the report on satisfaction, one after the other.
    ///
    /// - Parameters:
    ///   - since: only those sent then or later.
    ///   - before: only those sent earlier.
    ///   - team: only those of cases of that team; as it was when they were closed.
    ///   - account: only those of cases of the account of that name.
    public func forEachSentSurvey(
        since: Date?, before: Date?, team: String?, account: String?, _ body: (ReportedSurvey) throws -> Void
    ) throws {
        var (parts, arguments): ([String], StatementArguments) = (["sent_at IS NOT NULL"], [])
        if let since {
            parts.append("sent_at >= ?")
            arguments += [since.milliseconds]
        }
        if let before {
            parts.append("sent_at < ?")
            arguments += [before.milliseconds]
        }
        if let team {
            parts.append("team = ?")
            arguments += [team]
        }
        if let account {
            parts.append("account_id = (SELECT id FROM account WHERE name = ?)")
            arguments += [account]
        }
        try forEachRow(
            """
            SELECT sent_at, team, (SELECT address FROM person WHERE id = advisor_id), comment,
                \(SurveyArea.allCases.map(\.rawValue).joined(separator: ", "))
            FROM survey WHERE \(parts.joined(separator: " AND "))
            """, arguments
        ) { row in
            try body(
                ReportedSurvey(sent: row.date(0), team: row[1], advisor: row[2], answer: Self.answer(row, from: 3)))
        }
    }
}
