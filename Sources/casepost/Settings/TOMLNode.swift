/// A value in a configuration file, with the line that it stands on.
struct TOMLNode: Equatable, Sendable {
    /// What the value is; dates are kept as they are written.
    enum Value: Equatable, Sendable {
        case string(String), integer(Int), boolean(Bool), date(String)
        /// A value that no key of ours takes, by the name of its type.
        case other(String)
        case array([TOMLNode]), table([String: TOMLNode])
    }

    /// The line of its key, counted from 1.
    var line: Int
    /// What it is.
    var value: Value

    /// Its type in words.
    var typeName: String {
        switch value {
        case .string: "a text"
        case .integer: "a whole number"
        case .boolean: "true or false"
        case .date: "a date"
        case .other(let name): name
        case .array: "a list"
        case .table: "a table"
        }
    }
}
