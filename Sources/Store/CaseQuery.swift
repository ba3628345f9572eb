internal import Core
internal import GRDB

/// The SQL of a filter.
struct CaseQuery {
    private(set) var condition = ""
    /// Whether it takes longer to find the cases than to read those of a page.
    let isCostly: Bool
    private(set) var arguments = StatementArguments()
    let order: String

    init(_ filter: CaseFilter) {
        let isDescending = filter.order.isTime != filter.isReversed
        let direction = isDescending ? "DESC" : "ASC"
        order = "ORDER BY \(filter.order.column) \(direction), support_case.number \(direction)"
        isCostly = filter.words != nil || !filter.subject.isEmpty
        add(statuses: filter.statuses)
        add("priority = ?", filter.priority)
        add("type = ?", filter.type)
        add("module = ?", filter.module)
        add("team = ?", filter.team)
        add("account_id = (SELECT id FROM account WHERE name = ?)", filter.account)
        add("contact_id = (SELECT person_id FROM person_address WHERE address_key = ?)", filter.contact?.key)
        add("assignee_id = (SELECT person_id FROM person_address WHERE address_key = ?)", filter.assignee?.key)
        if filter.isUnassigned { add("assignee_id IS NULL") }
        add("lower(issue) = lower(?)", filter.issue)
        for subject in filter.subject { add(subject) }
        add("modified_at >= ?", filter.modifiedSince?.milliseconds)
        add("modified_at < ?", filter.modifiedBefore?.milliseconds)
        add("created_at >= ?", filter.openedSince?.milliseconds)
        add("created_at < ?", filter.openedBefore?.milliseconds)
        add("closed_at >= ?", filter.closedSince?.milliseconds)
        add("closed_at < ?", filter.closedBefore?.milliseconds)
        if let isMerged = filter.isMerged { add("merged_into IS \(isMerged ? "NOT NULL" : "NULL")") }
        if let words = filter.words { add(CaseSearch.condition, CaseSearch.pattern(words)) }
    }

    private mutating func add(statuses: [CaseStatus]) {
        guard !statuses.isEmpty else { return }
        add("status IN (\(statuses.map { _ in "?" }.joined(separator: ", ")))")
        arguments += StatementArguments(statuses.map(\.rawValue))
    }

    private mutating func add(_ subject: CaseFilter.SubjectCondition) {
        let column = "lower(support_case.subject)"
        switch subject {
        case .equals(let text): add("\(column) = lower(?)", text)
        case .isNot(let text): add("\(column) <> lower(?)", text)
        case .startsWith(let text): add("\(column) LIKE lower(?) ESCAPE '!'", Self.literal(text) + "%")
        case .endsWith(let text): add("\(column) LIKE lower(?) ESCAPE '!'", "%" + Self.literal(text))
        case .contains(let text): add("\(column) LIKE lower(?) ESCAPE '!'", "%\(Self.literal(text))%")
        case .lacks(let text): add("\(column) NOT LIKE lower(?) ESCAPE '!'", "%\(Self.literal(text))%")
        }
    }

    private mutating func add(_ text: String, _ value: (any DatabaseValueConvertible)?) {
        guard let value else { return }
        add(text)
        arguments += [value]
    }

    private mutating func add(_ text: String) { condition += (condition.isEmpty ? "WHERE " : " AND ") + text }

    /// A text whose signs mean nothing in a pattern.
    private static func literal(_ text: String) -> String {
        text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
    }
}

/// Searching for words.
///
/// The table of words is SQLite's own; another database has another one behind the same two names.
enum CaseSearch {
    /// Rows of one case: its subject is the first of them, its posts follow.
    private static let rowsOfCase: Int64 = 1 << 20

    /// A row for each subject and each post; its number has that of the case in it, so that nothing needs to be looked up.
    static let schema = """
        CREATE VIRTUAL TABLE case_words USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2');
        INSERT INTO case_words (rowid, text) SELECT number * \(rowsOfCase), subject FROM support_case;
        INSERT INTO case_words (rowid, text)
            SELECT case_number * \(rowsOfCase) + row_number() OVER (PARTITION BY case_number ORDER BY id),
                text || ' ' || coalesce(
                    (SELECT group_concat(filename, ' ') FROM attachment WHERE feed_entry_id = feed_entry.id), '')
            FROM feed_entry WHERE kind = 'post';
        """

    static let condition =
        "support_case.number IN (SELECT case_words.rowid / \(rowsOfCase) FROM case_words WHERE case_words MATCH ?)"

    /// The row of a case's subject, or of its nth post, counted from 1.
    static func row(of number: CaseNumber, post: Int64 = 0) -> Int64 {
        number.rawValue * rowsOfCase + min(post, rowsOfCase - 1)
    }

    /// Each word quoted, so that none of its signs means anything, and taken for the beginning of one.
    static func pattern(_ words: String) -> String {
        words.split(whereSeparator: \.isWhitespace).prefix(16)
            .map { "\"\($0.replacing("\"", with: "\"\""))\"*" }.joined(separator: " AND ")
    }
}

extension CaseFilter.Order {
    fileprivate var isTime: Bool {
        switch self {
        case .number, .modified, .created: true
        case .subject, .status, .priority, .type, .module, .team, .account, .contact, .assignee, .due: false
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
