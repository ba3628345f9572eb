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
        Self(kind: .text) { .text(get($0).cleanText) }
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
        Self(kind: .list(Item.names)) { owner in
            .list(
                get(owner).map { item -> any TemplateObject in
                    Item.isAskedRepeatedly ? TemplateSubject(item) : TemplateItem(item)
                })
        }
    }

    private init(kind: VariableKind, value: @escaping @Sendable (Owner) -> TemplateValue) {
        self.kind = kind
        self.value = value
    }
}

/// The variables of a mail, a page or an item, by their names; each has a place among them.
struct TemplateVariables<Owner: Sendable>: ExpressibleByDictionaryLiteral, Sendable {
    private let byName: [String: TemplateVariable<Owner>]
    /// Each at its place.
    let all: [TemplateVariable<Owner>]

    init(dictionaryLiteral variables: (String, TemplateVariable<Owner>)...) {
        self.init(Dictionary(uniqueKeysWithValues: variables))
    }

    private init(_ byName: [String: TemplateVariable<Owner>]) {
        self.byName = byName
        all = byName.sorted { $0.key < $1.key }.map(\.value)
    }

    var names: VariableNames { byName.mapValues(\.kind) }

    /// With others, which do not replace any.
    func merging(_ others: Self) -> Self { Self(byName.merging(others.byName) { own, _ in own }) }
}

extension VariableNames {
    /// The place of each, so that a value is found without its name when a mail is rendered.
    var places: [String: Int] { [String: Int](uniqueKeysWithValues: keys.sorted().enumerated().map { ($1, $0) }) }
}

/// Values for templates: one table names them, checks their use at start and finds them when a mail is rendered.
protocol TemplateData: Sendable {
    static var variables: TemplateVariables<Self> { get }
    /// Whether an item of a list is worth remembering its values: most of an item's are used once or never.
    static var isAskedRepeatedly: Bool { get }
}

extension TemplateData {
    static var isAskedRepeatedly: Bool { false }
    static var names: VariableNames { variables.names }
}

/// Something whose values a template names.
protocol TemplateObject {
    func value(at place: Int) -> TemplateValue
}

/// A mail, a page, or what is long in it: its text and its HTML name the same values, each of which is made when it is
/// first asked for.
final class TemplateSubject: TemplateObject {
    private let item: TemplateItem
    private var values: [TemplateValue?]

    init<Data: TemplateData>(_ data: Data) {
        item = TemplateItem(data)
        values = Array(repeating: nil, count: Data.variables.all.count)
    }

    func value(at place: Int) -> TemplateValue {
        if let value = values[place] { return value }
        let value = item.value(at: place)
        values[place] = value
        return value
    }
}

/// An item of a list that remembers nothing.
struct TemplateItem: TemplateObject {
    private let values: (Int) -> TemplateValue

    init<Data: TemplateData>(_ data: Data) {
        let variables = Data.variables.all
        values = { variables[$0].value(data) }
    }

    func value(at place: Int) -> TemplateValue { values(place) }
}
