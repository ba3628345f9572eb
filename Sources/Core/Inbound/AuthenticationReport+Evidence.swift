extension AuthenticationReport {
    /// The evidence in words, a line each, for an audit that can't ask the DNS of that day any more.
    public var evidence: String {
        var lines: [String] = []
        if let statement {
            let findings = [statement.dmarc.map { ("dmarc", $0) }, statement.spf.map { ("spf", $0) }].compactMap { $0 }
            let all = findings + statement.dkim.map { ("dkim", $0) }
            let words = all.map { "\($0)=\($1.value) \($1.domain ?? "-")" }
            lines.append("\(statement.server): \(words.joined(separator: ", "))")
        }
        if hasForgedStatement { lines.append("forged-ar") }
        for signature in signatures {
            let weakness = signature.weakness.map { ", but \($0)" } ?? ""
            lines.append(
                "dkim d=\(signature.domain) s=\(signature.selector) a=\(signature.algorithm): \(signature.result.rawValue), \(signature.reason)\(weakness)"
            )
        }
        if chain.result != .none {
            lines.append(
                "arc: \(chain.result.rawValue), \(chain.reason), sealed by \(chain.sealers.joined(separator: ", "))")
        }
        return lines.joined(separator: "\n")
    }
}
