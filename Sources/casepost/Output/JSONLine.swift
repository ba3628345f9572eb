internal import FoundationEssentials

/// Prints values as JSON, one object a line, in a form that scripts may rely on.
enum JSONLine {
    /// The line for one value: keys in alphabetical order, times in ISO 8601 UTC.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func print(_ value: some Encodable) throws { Swift.print(try text(value)) }
}

/// A value that stands in JSON as `null` when it is absent; without it the key would be missing.
@propertyWrapper
struct Nullable<Value: Encodable>: Encodable {
    var wrappedValue: Value?

    init() { wrappedValue = nil }

    init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}
