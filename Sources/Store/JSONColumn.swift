internal import FoundationEssentials

/// A value as a column keeps it: JSON, and the same value always as the same text.
enum JSONColumn {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Reads it again; `name` is what the error calls it that tells of a damaged database.
    static func value<Value: Decodable>(of text: String, _ name: String) throws -> Value {
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)) else { throw Damaged.row(name) }
        return value
    }
}
