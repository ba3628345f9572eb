public import Core

/// The fields of a request, in their order, as `application/x-www-form-urlencoded`.
///
/// Some values are secrets; nothing but ``encoded`` shows them.
public struct FormFields: Sendable {
    private var fields: [(name: String, value: String)] = []
    /// The values that no error text may carry.
    private(set) var secrets: [Secret] = []

    /// No fields.
    public init() {}

    /// Adds a field.
    public mutating func add(_ name: String, _ value: String) { fields.append((name, value)) }

    /// Adds a field whose value is a secret.
    public mutating func add(_ name: String, _ value: Secret) {
        fields.append((name, value.reveal()))
        secrets.append(value)
    }

    /// `name=value&…`; also the query of an address.
    public var encoded: String {
        fields.map { "\($0.name.percentEncoded())=\($0.value.percentEncoded())" }.joined(separator: "&")
    }
}
