internal import Core
internal import FoundationEssentials
internal import GRDB

/// The SQL of a filter: its conditions, and the order.
struct CaseQuery {
    private(set) var conditions: [CaseCondition] = []
    let order: CaseOrder
    /// Whether no closed case is wanted.
    let isOpenOnly: Bool

    init(_ filter: CaseFilter, in transaction: StoreTransaction) throws {
        isOpenOnly = !filter.statuses.isEmpty && !filter.statuses.contains(.closed)
        order = CaseOrder(filter.order, isReversed: filter.isReversed, isOpenOnly: isOpenOnly)
        add(statuses: filter.statuses)
        add("support_case_priority", "priority = ?", filter.priority)
        add("support_case_type", "type = ?", filter.type)
        add("support_case_module", "module = ?", filter.module)
        add("support_case_team", "team = ?", filter.team)
        add(people: filter)
        // An index of the cases with an issue serves only who says that there is one.
        add("support_case_issue", "issue IS NOT NULL AND lower(issue) = lower(?)", filter.issue)
        add("support_case_modified", "modified_at >= ?", filter.modifiedSince?.milliseconds)
        add("support_case_modified", "modified_at < ?", filter.modifiedBefore?.milliseconds)
        add(times: filter)
        if let words = try filter.words.map(transaction.search) {
            conditions.append(CaseCondition(words.listed, source: words.source, words: words))
        }
        add(subject: filter.subject)
    }

    /// What is true of the cases that pass, to stand behind their table.
    var condition: SQLFragment { .all(conditions.compactMap(\.test), after: "WHERE") }

    private mutating func add(statuses: [CaseStatus]) {
        guard !statuses.isEmpty else { return }
        let places = statuses.map { _ in "?" }.joined(separator: ", ")
        conditions.append(
            CaseCondition(
                "support_case_status", "status IN (\(places))", StatementArguments(statuses.map(\.rawValue))))
    }

    /// What only reports ask for; they read all that passes.
    private mutating func add(times filter: CaseFilter) {
        let bounds: [(String, Date?)] = [
            ("created_at >= ?", filter.openedSince), ("created_at < ?", filter.openedBefore),
            ("closed_at >= ?", filter.closedSince), ("closed_at < ?", filter.closedBefore),
        ]
        for case (let sql, let time?) in bounds {
            conditions.append(CaseCondition(SQLFragment(sql, [time.milliseconds])))
        }
        if let isMerged = filter.isMerged {
            conditions.append(CaseCondition(SQLFragment("merged_into IS \(isMerged ? "NOT NULL" : "NULL")")))
        }
    }

    private mutating func add(people filter: CaseFilter) {
        add("support_case_of_account", "account_id = (SELECT id FROM account WHERE name = ?)", filter.account)
        let person = "(SELECT person_id FROM person_address WHERE address_key = ?)"
        add("support_case_contact", "contact_id = \(person)", filter.contact?.key)
        add("support_case_assignee", "assignee_id = \(person)", filter.assignee?.key)
        if filter.isUnassigned { conditions.append(CaseCondition("support_case_assignee", "assignee_id IS NULL")) }
    }

    private mutating func add(_ index: String, _ sql: String, _ value: (any DatabaseValueConvertible)?) {
        guard let value else { return }
        conditions.append(CaseCondition(index, sql, [value]))
    }

    private mutating func add(subject: [CaseFilter.SubjectCondition]) {
        let candidates = CaseSearch.subjects(having: subject.compactMap(\.part))
        conditions += subject.map { $0.condition(isScanned: candidates.isEmpty) }
        conditions += candidates.map { CaseCondition(nil, source: $0) }
    }
}

extension CaseFilter.SubjectCondition {
    /// A text that such a subject has somewhere.
    fileprivate var part: String? {
        switch self {
        case .startsWith(let text), .endsWith(let text), .contains(let text): text
        case .equals, .isNot, .lacks: nil
        }
    }

    /// The condition; `isScanned` says that nothing narrows it, so that all subjects have to be read.
    fileprivate func condition(isScanned: Bool) -> CaseCondition {
        let column = "lower(support_case.subject)"
        switch self {
        case .equals(let text): return CaseCondition("support_case_subject", "\(column) = lower(?)", [text])
        case .isNot(let text): return CaseCondition(SQLFragment("\(column) <> lower(?)", [text]))
        case .startsWith(let text): return Self.like(Self.literal(text) + "%", isScanned)
        case .endsWith(let text): return Self.like("%" + Self.literal(text), isScanned)
        case .contains(let text): return Self.like("%\(Self.literal(text))%", isScanned)
        case .lacks(let text):
            return CaseCondition(SQLFragment("\(column) NOT LIKE lower(?) ESCAPE '!'", ["%\(Self.literal(text))%"]))
        }
    }

    /// Reading the table as it lies is several times as fast as by any index.
    private static func like(_ pattern: String, _ isScanned: Bool) -> CaseCondition {
        let test = SQLFragment("lower(support_case.subject) LIKE lower(?) ESCAPE '!'", [pattern])
        return CaseCondition(
            test, source: isScanned ? .table(test.within("support_case NOT INDEXED WHERE ", "")) : nil)
    }

    /// A text whose signs mean nothing in a pattern.
    private static func literal(_ text: String) -> String {
        text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
    }
}
