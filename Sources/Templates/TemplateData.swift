import Mustache

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

/// One variable of a template: how it may be used and where its value comes from.
struct TemplateVariable<Owner: Sendable>: Sendable {
    let kind: VariableKind
    let value: @Sendable (Owner) -> Any

    /// One line, cleaned of all that could break out of it, cut to `limit` characters.
    static func line(_ get: @escaping @Sendable (Owner) -> String, limit: Int = 250) -> Self {
        Self(kind: .text) { textOrEmpty(get($0).oneLine(limit: limit)) }
    }

    /// Text of several lines.
    static func text(_ get: @escaping @Sendable (Owner) -> String) -> Self {
        Self(kind: .text) { textOrEmpty(get($0).cleanLines.joined(separator: "\n")) }
    }

    /// Text that has been cleaned already.
    static func clean(_ get: @escaping @Sendable (Owner) -> String) -> Self {
        Self(kind: .text) { textOrEmpty(get($0)) }
    }

    /// A number that counts as absent where it is 0.
    static func count(_ get: @escaping @Sendable (Owner) -> Int) -> Self {
        Self(kind: .text) { textOrEmpty(get($0) > 0 ? String(get($0)) : "") }
    }

    static func flag(_ get: @escaping @Sendable (Owner) -> Bool) -> Self { Self(kind: .flag, value: get) }

    static func list<Item: TemplateData>(_ get: @escaping @Sendable (Owner) -> [Item]) -> Self {
        Self(kind: .list(Item.names)) { get($0).map { TemplateItem(data: $0) } }
    }

    private init(kind: VariableKind, value: @escaping @Sendable (Owner) -> Any) {
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

/// Something a template is rendered with: the values of all its variables, each made once.
///
/// swift-mustache would look for them by reflection otherwise, at every use.
struct TemplateObject: MustacheParent {
    private let values: [String: Any]

    init<Data: TemplateData>(_ data: Data) { values = Data.variables.mapValues { $0.value(data) } }

    func child(named name: String) -> Any? { values[name] }
}

/// An item of a list; its values are made when they are asked for, for most are used once or never.
private struct TemplateItem<Data: TemplateData>: MustacheParent {
    let data: Data

    func child(named name: String) -> Any? { Data.variables[name]?.value(data) }
}

/// An empty text: prints nothing, counts as absent in a section, and is found all the same.
///
/// QUIRK: where a name is not found, swift-mustache looks for it further out, so that an item of a list with an empty
/// text would show that of the mail.
private struct EmptyText: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}

private func textOrEmpty(_ text: String) -> Any { text.isEmpty ? EmptyText() : text }
