/// What a receiving server found out about a message (RFC 8601 section 2.2).
struct AuthenticationResults: Equatable {
    struct Result: Equatable {
        /// `dmarc`, `dkim`, `spf` …, in lower case.
        var method: String
        /// `pass`, `fail` …, in lower case.
        var value: String
        /// Values by `ptype.property`, in lower case.
        var properties: [String: String]
    }

    /// Who says so, in lower case.
    var authservID: String
    var results: [Result]

    /// A longer field body counts as absent.
    private static let limit = 16 * 1024

    /// Reads a field body; `nil` when it is malformed, which means the same as if it were not there (section 7.8).
    init?(_ body: String) {
        guard body.utf8.count <= Self.limit, let tokens = StructuredField.tokens(of: body) else { return nil }
        let groups = tokens.split(separator: .semicolon, omittingEmptySubsequences: false)
        guard let head = groups.first, case .word(let id)? = head.first, head.count <= 2 else { return nil }
        authservID = id.lowercased()
        results = []
        for group in groups.dropFirst() where !group.isEmpty && group != [.word("none")] {
            guard let result = Self.result(Array(group)) else { return nil }
            results.append(result)
        }
    }

    private static func result(_ group: [StructuredField.Token]) -> Result? {
        guard group.count % 3 == 0 else { return nil }
        var pairs: [(name: String, value: String)] = []
        for start in stride(from: 0, to: group.count, by: 3) {
            guard case .word(let name) = group[start], group[start + 1] == .equals,
                case .word(let value) = group[start + 2]
            else { return nil }
            pairs.append((name.lowercased(), value))
        }
        guard let first = pairs.first, let method = first.name.split(separator: "/").first else { return nil }
        return Result(
            method: String(method), value: first.value.lowercased(),
            properties: Dictionary(
                pairs.dropFirst().map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
}
