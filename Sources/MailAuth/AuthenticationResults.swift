internal import Core

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

    /// Who says so, in lower case; empty where the field does not say.
    var authservID: String
    var results: [Result]

    /// A longer field body counts as absent.
    private static let limit = 16 * 1024

    /// Reads a field body; `nil` when it is malformed, which means the same as if it were not there (section 7.8).
    ///
    /// QUIRK: Microsoft 365 begins with the first result and names no server; such a field is read only where
    /// `isAnonymous` asks for it.
    init?(_ body: String, isAnonymous: Bool = false) {
        guard body.utf8.count <= Self.limit, let tokens = StructuredField.tokens(of: body) else { return nil }
        var groups = tokens.split(separator: .semicolon, omittingEmptySubsequences: false)[...]
        authservID = ""
        if !isAnonymous {
            guard let head = groups.popFirst(), case .word(let id)? = head.first, head.count <= 2 else { return nil }
            authservID = id.lowercased()
        }
        results = []
        for group in groups where !group.isEmpty && group != [.word("none")] {
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

extension AuthenticationResults {
    /// The topmost result of a method, with the domain that it is about.
    func finding(_ method: String) -> AuthenticationReport.ServerStatement.Finding? {
        results.first { $0.method == method }.map(\.finding)
    }
}

extension AuthenticationResults.Result {
    /// The result without everything but the domain that it is about.
    var finding: AuthenticationReport.ServerStatement.Finding {
        AuthenticationReport.ServerStatement.Finding(value: value, domain: domain)
    }

    private var domain: String? {
        let named: String? =
            switch method {
            case "dmarc": properties["header.from"]
            case "dkim": properties["header.d"] ?? properties["header.i"]
            case "spf": properties["smtp.mailfrom"]
            default: nil
            }
        // An address is given where a domain would do.
        guard let last = named?.split(separator: "@", omittingEmptySubsequences: false).last else { return nil }
        let text = last.hasSuffix(">") ? last.dropLast() : last
        return text.isEmpty ? nil : DomainName.ascii(text) ?? text.lowercased()
    }
}
