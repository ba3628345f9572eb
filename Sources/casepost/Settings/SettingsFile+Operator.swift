internal import Core

extension SettingsFile {
    /// `[operator]`: who is told how the desk itself is doing.
    func operatorTerms(_ table: inout TableReader) -> OperatorTerms {
        var terms = OperatorTerms()
        terms.addresses = table.value("address", .oneOrMore(.address)) ?? []
        terms.digest = table.value("digest", .operatorDigest) ?? terms.digest
        let keys: [(String, WritableKeyPath<OperatorTerms, Int>, ClosedRange<Int>)] = [
            ("alerts_per_hour", \.alertsPerHour, 1...1_000), ("failing_minutes", \.failingMinutes, 1...1_440),
            ("outbox_minutes", \.outboxMinutes, 1...10_080), ("held_hours", \.heldHours, 1...8_760),
            ("free_mb", \.freeMebibytes, 0...1_000_000),
        ]
        for (key, path, range) in keys {
            if let value = table.value(key, .integer(in: range)) { terms[keyPath: path] = value }
        }
        return terms
    }
}

extension ValueReader where Value == DigestSchedule {
    /// `daily HH:MM` or `off`.
    fileprivate static var operatorDigest: Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            switch DigestSchedule(text) {
            case .daily(let minutes): return .daily(at: minutes)
            case .off: return .off
            case .hourly, .immediate, nil: throw BadValue("\"\(text)\" is no time; write it as daily 07:00, or off")
            }
        }
    }
}

extension ValueReader {
    /// One value, or a list of them.
    fileprivate static func oneOrMore<Element>(_ element: ValueReader<Element>) -> Self where Value == [Element] {
        Self { node throws(BadValue) in
            if case .array = node.value { return try list(of: element).read(node) }
            return [try element.read(node)]
        }
    }
}
