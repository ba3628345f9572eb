internal import GRDB

/// One condition of a filter: how a case is tested, and where the cases that meet it can be read.
struct CaseCondition {
    /// What is true of a case that meets it; none if other conditions say it and this one only finds candidates.
    let test: SQLFragment?
    /// Where the cases stand that may meet it, if there is such a place.
    let source: CaseSource?
    /// The words that it is about.
    let words: CaseSearch?

    init(_ test: SQLFragment?, source: CaseSource? = nil, words: CaseSearch? = nil) {
        (self.test, self.source, self.words) = (test, source, words)
    }

    /// A condition of columns that an index begins with.
    init(_ index: String, _ sql: String, _ arguments: StatementArguments = []) {
        let test = SQLFragment(sql, arguments)
        self.init(test, source: .table(test.within("support_case INDEXED BY \(index) WHERE ", "")))
    }
}

/// Where cases that meet a condition can be read without reading the others.
enum CaseSource {
    /// The table of cases by one of its indexes.
    case table(SQLFragment)
    /// A query of case numbers named `found`, the latest first; a number may come more than once.
    case list(SQLFragment)

    /// The whole table, in no order.
    static let everything = CaseSource.table(SQLFragment("support_case WHERE 1 = 1"))

    /// How many rows there are, counted up to a limit.
    func size(upTo limit: Int) -> SQLFragment {
        let rows =
            switch self {
            case .table(let table): table.within("SELECT 1 FROM ", "")
            case .list(let list): list
            }
        return rows.within("SELECT count(*) FROM (", "") + SQLFragment("LIMIT ?) AS counted", [limit])
    }

    /// Tables and conditions of the cases that pass the tests as well, to stand behind `FROM`.
    func passing(_ tests: [SQLFragment]) -> SQLFragment {
        switch self {
        case .table(let table): table + .all(tests, after: "AND")
        case .list(let list): Self.joined(list) + .all(tests, after: "WHERE")
        }
    }

    /// How many of the first rows pass the tests.
    func passing(_ tests: [SQLFragment], ofFirst limit: Int) -> SQLFragment {
        let end = SQLFragment("LIMIT ?", [limit])
        switch self {
        case .table(let table):
            let fits = SQLFragment.all(tests, after: "")
            return fits.within("SELECT count(*) FROM (SELECT (", tests.isEmpty ? "1 = 1) AS fits" : ") AS fits")
                + table.within("FROM ", "") + end.within("", ") AS examined WHERE fits")
        case .list(let list):
            return Self.joined(list + end).within("SELECT count(*) FROM ", "") + .all(tests, after: "WHERE")
        }
    }

    /// CROSS JOIN fixes the order: the few that were found lead, and their cases are looked up.
    private static func joined(_ list: SQLFragment) -> SQLFragment {
        list.within(
            "(SELECT DISTINCT found FROM (", ")) AS candidate CROSS JOIN support_case ON support_case.number = found")
    }
}
