internal import GRDB

/// A row of a result, of which each column is read by its position.
///
/// A row of GRDB learns the names of all columns each time a statement is carried out, which took longer than the rest.
struct Row {
    private enum Source {
        /// The row at which a statement stands.
        case statement(SQLiteStatement)
        case values([DatabaseValue])
    }

    private let source: Source

    fileprivate init(at statement: SQLiteStatement) { source = .statement(statement) }

    /// The same, which stays what it is when its statement goes on.
    fileprivate func kept(columns: Int) -> Row {
        Row(source: .values((0..<columns).map(content)))
    }

    private init(source: Source) { self.source = source }

    /// The value of a column; a column that may be empty is read as an optional.
    subscript<Value: DatabaseValueConvertible & StatementColumnConvertible>(index: Int) -> Value {
        let value =
            switch source {
            case .statement(let statement): Value.fromStatement(statement, atUncheckedIndex: CInt(index))
            case .values(let values): Value.fromDatabaseValue(values[index])
            }
        guard let value else { preconditionFailure("column \(index) is no \(Value.self)") }
        return value
    }

    /// What a column has, whatever that is.
    func content(_ index: Int) -> DatabaseValue {
        switch source {
        case .statement(let statement): DatabaseValue(sqliteStatement: statement, index: CInt(index))
        case .values(let values): values[index]
        }
    }
}

/// Goes through the rows of a result.
struct RowCursor {
    private let statement: Statement
    /// Only the steps count, not what they find in the first column.
    private let steps: FastDatabaseValueCursor<Int64?>

    init(_ statement: Statement, _ arguments: StatementArguments) throws {
        self.statement = statement
        steps = try Int64?.fetchCursor(statement, arguments: arguments)
    }

    /// The next row, which is good until the next call and while there is the cursor.
    func next() throws -> Row? { try steps.next().map { _ in Row(at: statement.sqliteStatement) } }

    /// The next row, which is good for good.
    func nextKept() throws -> Row? { try next()?.kept(columns: statement.columnCount) }
}
