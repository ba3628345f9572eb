internal import GRDB

/// What cases are ordered by, and how to walk them in that order without sorting.
struct CaseOrder {
    private let order: CaseFilter.Order
    private let isOpenOnly: Bool
    private let direction: String

    init(_ order: CaseFilter.Order, isReversed: Bool, isOpenOnly: Bool) {
        (self.order, self.isOpenOnly) = (order, isOpenOnly)
        direction = order.isTime != isReversed ? "DESC" : "ASC"
    }

    /// For cases that were found in no order.
    var clause: String { clause(order.column) }

    private func clause(_ column: String) -> String {
        "ORDER BY \(column) \(direction), support_case.number \(direction)"
    }

    /// The numbers of the cases that pass the tests, by an index that has the order, so that it ends with the page.
    func walk(_ tests: [SQLFragment], limit: Int, offset: Int) -> SQLFragment {
        let page = SQLFragment("LIMIT ? OFFSET ?", [limit, offset])
        switch order {
        case .account:
            return walk(
                "account CROSS JOIN support_case INDEXED BY support_case_of_account ON account_id = account.id",
                tests, clause("account.name")) + page
        case .contact:
            return walk(Self.people("support_case_contact", "contact_id"), tests, clause("person.address")) + page
        case .assignee: return walkAssignees(tests, limit: limit, offset: offset)
        case .modified where isOpenOnly:
            return walk("support_case INDEXED BY support_case_open", [Self.isOpen] + tests, clause) + page
        case .number, .modified, .created, .subject, .status, .priority, .type, .module, .team, .due:
            return walk("support_case INDEXED BY \(order.index)", tests, clause) + page
        }
    }

    /// Who has no case assigned comes before all that have, or after them: two walks, each no longer than to the page's end.
    private func walkAssignees(_ tests: [SQLFragment], limit: Int, offset: Int) -> SQLFragment {
        let end = SQLFragment("LIMIT ?", [limit.addingReportingOverflow(offset).overflow ? Int.max : limit + offset])
        let nobody = walk(
            "support_case INDEXED BY support_case_assignee", [SQLFragment("assignee_id IS NULL")] + tests,
            "ORDER BY support_case.number \(direction)", place: "NULL")
        let somebody = walk(
            Self.people("support_case_assignee", "assignee_id"), tests, clause("person.address"),
            place: "person.address")
        return (nobody + end).within("SELECT number FROM (SELECT * FROM (", ") AS nobody UNION ALL SELECT * FROM (")
            + (somebody + end).within("", ") AS somebody) AS walked ORDER BY place \(direction), number \(direction)")
            + SQLFragment("LIMIT ? OFFSET ?", [limit, offset])
    }

    private func walk(
        _ tables: String, _ tests: [SQLFragment], _ clause: String, place: String = "1"
    ) -> SQLFragment {
        SQLFragment("SELECT support_case.number, \(place) AS place FROM \(tables)") + .all(tests, after: "WHERE")
            + SQLFragment(clause)
    }

    private static func people(_ index: String, _ column: String) -> String {
        """
        person INDEXED BY person_by_address
            CROSS JOIN support_case INDEXED BY \(index) ON support_case.\(column) = person.id
        """
    }

    private static let isOpen = SQLFragment("status <> 'Closed'")

    /// The cases that are not closed, in one index with all that lists ask for.
    static let openCases = CaseSource.table(isOpen.within("support_case INDEXED BY support_case_open WHERE ", ""))
}

extension CaseFilter.Order {
    fileprivate var isTime: Bool {
        switch self {
        case .number, .modified, .created: true
        case .subject, .status, .priority, .type, .module, .team, .account, .contact, .assignee, .due: false
        }
    }

    /// The index that begins with the column and the number; SQLite has named that of the key itself.
    fileprivate var index: String {
        switch self {
        case .number: "sqlite_autoindex_support_case_1"
        case .due: "support_case_due_date"
        case .account: "support_case_of_account"
        case .modified, .created, .subject, .status, .priority, .type, .module, .team, .contact, .assignee:
            "support_case_\(rawValue)"
        }
    }

    fileprivate var column: String {
        switch self {
        case .number: "support_case.number"
        case .modified: "support_case.modified_at"
        case .created: "support_case.created_at"
        case .subject: "lower(support_case.subject)"
        case .status: "support_case.status"
        case .priority: "support_case.priority"
        case .type: "support_case.type"
        case .module: "support_case.module"
        case .team: "support_case.team"
        case .account: "(SELECT name FROM account WHERE id = support_case.account_id)"
        case .contact: "(SELECT address FROM person WHERE id = support_case.contact_id)"
        case .assignee: "(SELECT address FROM person WHERE id = support_case.assignee_id)"
        case .due: "coalesce(support_case.due_date, '9999')"
        }
    }
}
