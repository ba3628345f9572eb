/// The names that may stand in a template, and how each may be used.
typealias VariableNames = [String: VariableKind]

/// How a variable may be used.
enum VariableKind: Sendable {
    /// Printed as `{{name}}`; as `{{#name}}…{{/name}}` it shows what is inside unless it is empty.
    case text
    /// Only asked, as `{{#name}}…{{/name}}` or `{{^name}}…{{/name}}`.
    case flag
    /// Repeats what is inside `{{#name}}…{{/name}}` for each item, which has names of its own.
    case list(VariableNames)
}

/// What a name stands for.
enum TemplateValue {
    case text(String)
    case flag(Bool)
    case list([any TemplateObject])

    /// Whether a section of that name is passed over.
    var isAbsent: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .flag(let isSet): !isSet
        case .list(let items): items.isEmpty
        }
    }
}

/// One variable of a template: how it may be used and where its value comes from.
struct TemplateVariable<Owner: Sendable>: Sendable {
    let kind: VariableKind
    let value: @Sendable (Owner) -> TemplateValue

    /// One line, cleaned of all that could break out of it, cut to `limit` characters.
    static func line(_ get: @escaping @Sendable (Owner) -> String, limit: Int = 250) -> Self {
        Self(kind: .text) { .text(get($0).oneLine(limit: limit)) }
    }

    /// Text of several lines.
    static func text(_ get: @escaping @Sendable (Owner) -> String) -> Self {
        Self(kind: .text) { .text(get($0).cleanLines.joined(separator: "\n")) }
    }

    /// Text that has been cleaned already.
    static func clean(_ get: @escaping @Sendable (Owner) -> String) -> Self {
        Self(kind: .text) { .text(get($0)) }
    }

    /// A number that counts as absent where it is 0.
    static func count(_ get: @escaping @Sendable (Owner) -> Int) -> Self {
        Self(kind: .text) { .text(get($0) > 0 ? String(get($0)) : "") }
    }

    static func flag(_ get: @escaping @Sendable (Owner) -> Bool) -> Self { Self(kind: .flag) { .flag(get($0)) } }

    static func list<Item: TemplateData>(_ get: @escaping @Sendable (Owner) -> [Item]) -> Self {
        Self(kind: .list(Item.names)) { .list(get($0).map { TemplateItem($0) }) }
    }

    private init(kind: VariableKind, value: @escaping @Sendable (Owner) -> TemplateValue) {
        self.kind = kind
        self.value = value
    }
}

/// Values for templates: one table names them, checks their use at start and finds them when a mail is rendered.
protocol TemplateData: Sendable {
    static var variables: [String: TemplateVariable<Self>] { get }
}

extension TemplateData {
    static var names: VariableNames { variables.mapValues(\.kind) }
}

/// Something whose values a template names.
protocol TemplateObject {
    func value(named name: String) -> TemplateValue
}

/// A mail or a page: its text and its HTML name the same values, each of which is made when it is first asked for.
final class TemplateSubject<Data: TemplateData>: TemplateObject {
    private let item: TemplateItem<Data>
    private var values: [String: TemplateValue] = [:]

    init(_ data: Data) { item = TemplateItem(data) }

    func value(named name: String) -> TemplateValue {
        if let value = values[name] { return value }
        let value = item.value(named: name)
        values[name] = value
        return value
    }
}

/// An item of a list: most of its values are used once or never.
struct TemplateItem<Data: TemplateData>: TemplateObject {
    private let data: Data

    init(_ data: Data) { self.data = data }

    func value(named name: String) -> TemplateValue {
        guard let variable = Data.variables[name] else { preconditionFailure("the name \(name) was not checked") }
        return variable.value(data)
    }
}
