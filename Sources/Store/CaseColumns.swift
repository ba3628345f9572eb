internal import Core
internal import FoundationEssentials
internal import GRDB

/// The columns of the table of cases, and what of a case stands in each.
enum CaseColumns {
    static let names = [
        "number", "account_id", "contact_id", "subject", "type", "priority", "status", "team", "assignee_id", "channel",
        "mailbox", "linked_case", "is_exception", "token_epoch", "created_at", "modified_at", "closed_at", "fields",
        "module", "due_date", "resolution", "issue", "release_name", "scheduled_for", "wakes_at", "wait_since",
        "wait_reminders", "wait_reminder_at", "wait_next_at", "response_pauses", "response_due_at",
        "response_answered_at", "response_told", "response_warn_at", "merged_into", "next_due_at", "permission",
    ]
    static let list = names.joined(separator: ", ")

    /// The values in the order of the names; `module` and `next_due_at` stand there to be searched for.
    static func values(of supportCase: SupportCase) throws -> [(any DatabaseValueConvertible)?] {
        [
            supportCase.number.rawValue, supportCase.account.rawValue, supportCase.contact.rawValue,
            supportCase.subject, supportCase.type, supportCase.priority, supportCase.status.rawValue,
            supportCase.team, supportCase.assignee?.rawValue, supportCase.channel.rawValue, supportCase.mailbox,
            supportCase.linkedCase?.rawValue, supportCase.isException ? 1 : 0, Int(supportCase.tokenEpoch),
            supportCase.created.milliseconds, supportCase.lastModified.milliseconds, supportCase.closed?.milliseconds,
            try fields(supportCase), supportCase.module, supportCase.dueDate?.description,
            supportCase.resolution, supportCase.issue, supportCase.release, supportCase.scheduledFor?.description,
            supportCase.wakes?.milliseconds, supportCase.wait?.since.milliseconds, supportCase.wait?.reminders ?? 0,
            supportCase.wait?.lastReminder?.milliseconds, supportCase.wait?.next?.milliseconds,
            try pauses(supportCase),
            supportCase.response.due?.milliseconds, supportCase.response.answered?.milliseconds,
            supportCase.response.told.rawValue, supportCase.response.nextWarning?.milliseconds,
            supportCase.mergedInto?.rawValue, supportCase.nextDue?.milliseconds,
            try supportCase.permission.map { try json(PermissionRow($0)) },
        ]
    }

    /// The case of a row that has the columns from `offset` on.
    static func supportCase(_ row: Row) throws -> SupportCase {
        var supportCase = SupportCase(
            number: CaseNumber(row[0]), account: ID(row[1]), contact: ID(row[2]), subject: row[3], type: row[4],
            priority: row[5], status: try row.word(6), team: row[7], assignee: row.optionalID(8),
            channel: try row.word(9), mailbox: row[10], linkedCase: (row[11] as Int64?).map(CaseNumber.init(_:)),
            isException: row[12], tokenEpoch: UInt8(truncatingIfNeeded: row[13] as Int), created: row.date(14),
            lastModified: row.date(15), closed: row.optionalDate(16))
        let fields: String = row[17]
        if fields != emptyObject { supportCase.fields = try value(of: fields) }
        supportCase.dueDate = (row[19] as String?).flatMap { CivilDate($0) }
        (supportCase.resolution, supportCase.issue, supportCase.release) = (row[20], row[21], row[22])
        supportCase.scheduledFor = (row[23] as String?).flatMap { CivilDate($0) }
        supportCase.wakes = row.optionalDate(24)
        supportCase.wait = wait(row)
        supportCase.response = try response(row)
        supportCase.permission = try (row[36] as String?).map { try (value(of: $0) as PermissionRow).permission }
        supportCase.mergedInto = (row[34] as Int64?).map(CaseNumber.init(_:))
        return supportCase
    }

    /// What the report on response times has to know of a case, column by column.
    static let reported =
        "priority, created_at, closed_at, response_pauses, response_due_at, response_answered_at"

    /// The case of a row that has those columns.
    static func reportedCase(_ row: Row) throws -> ReportedCase {
        var item = ReportedCase(priority: row[0], created: row.date(1), closed: row.optionalDate(2))
        item.response.pauses = try pauses(row[3])
        (item.response.due, item.response.answered) = (row.optionalDate(4), row.optionalDate(5))
        return item
    }

    private static func wait(_ row: Row) -> ContactWait? {
        guard let since = row.optionalDate(25) else { return nil }
        var wait = ContactWait(since: since)
        (wait.reminders, wait.lastReminder, wait.next) = (row[26], row.optionalDate(27), row.optionalDate(28))
        return wait
    }

    private static func response(_ row: Row) throws -> ResponseRecord {
        var response = ResponseRecord()
        response.pauses = try pauses(row[29])
        (response.due, response.answered) = (row.optionalDate(30), row.optionalDate(31))
        response.told = ResponseRecord.Told(rawValue: row[32]) ?? .nothing
        response.nextWarning = row.optionalDate(33)
        return response
    }

    /// Most cases have no fields and no pauses: those are written and read without an encoder.
    private static let emptyObject = "{}"
    private static let emptyList = "[]"

    private static func fields(_ supportCase: SupportCase) throws -> String {
        supportCase.fields.isEmpty ? emptyObject : try json(supportCase.fields)
    }

    private static func pauses(_ supportCase: SupportCase) throws -> String {
        let pauses = supportCase.response.pauses
        return pauses.isEmpty ? emptyList : try json(pauses.map { [$0.start.milliseconds, $0.end?.milliseconds] })
    }

    /// Pairs of start and end; one that goes on has no end.
    private static func pauses(_ json: String) throws -> [ResponseRecord.Pause] {
        if json == emptyList { return [] }
        let pairs: [[Int64?]] = try value(of: json)
        return pairs.compactMap { ends in
            guard let start = ends.first ?? nil else { return nil }
            return ResponseRecord.Pause(
                start: Date(milliseconds: start), end: (ends.last ?? nil).map(Date.init(milliseconds:)))
        }
    }

    private static func json(_ value: some Encodable) throws -> String { try JSONColumn.text(value) }

    private static func value<Value: Decodable>(of json: String) throws -> Value {
        try JSONColumn.value(of: json, "a field of a case")
    }
}

/// A permission as a column keeps it.
private struct PermissionRow: Codable {
    var wording: String
    var askedBy: String
    var asked: Int64
    var state: String
    var answeredBy: String?
    var answered: Int64?
    var proof: String?

    init(_ permission: Permission) {
        (wording, askedBy, asked) = (permission.wording, permission.askedBy, permission.asked.milliseconds)
        (state, answeredBy, proof) = (permission.state.rawValue, permission.answeredBy, permission.proof)
        answered = permission.answered?.milliseconds
    }

    var permission: Permission {
        get throws {
            guard let known = Permission.State(rawValue: state) else { throw Damaged.row("a permission") }
            var permission = Permission(wording: wording, askedBy: askedBy, asked: Date(milliseconds: asked))
            (permission.state, permission.answeredBy, permission.proof) = (known, answeredBy, proof)
            permission.answered = answered.map(Date.init(milliseconds:))
            return permission
        }
    }
}
