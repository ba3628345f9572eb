internal import Core

extension SettingsFile {
    /// `dkim` under `[smtp]`: what signs all mail.
    func dkim(_ table: inout TableReader) -> [Settings.SMTP.DKIM] {
        var signatures: [Settings.SMTP.DKIM] = []
        table.oneOrMoreTables("dkim") { table in
            let domain = table.required("domain", .dnsDomain, "write the domain of the address in from")
            let selector = table.required("selector", .selector, "write the name that casepost dkim new was given")
            let file = table.required(
                "key_file", .path(from: folder), "make one with casepost dkim new SELECTOR and write its name")
            guard let domain, let selector, let file else { return }
            if signatures.contains(where: { $0.domain == domain && $0.selector == selector }) {
                table.report(
                    "selector", "\"\(selector)\" is another key's already; give each key a selector of its own")
            }
            signatures.append(Settings.SMTP.DKIM(domain: domain, selector: selector, keyFile: file))
        }
        if signatures.count > 2 { table.report("dkim", "has \(signatures.count) keys; keep an RSA and an Ed25519 key") }
        return signatures
    }
}

extension ValueReader where Value == String {
    /// The name of a domain as the DNS has it.
    fileprivate static var dnsDomain: Self {
        domain.then { text throws(BadValue) in
            guard let domain = DomainName.ascii(text) else {
                throw BadValue("\"\(text)\" is no domain; write it as example.org")
            }
            return domain
        }
    }

    /// One label, or several with dots between (RFC 6376 section 3.1).
    fileprivate static var selector: Self {
        text.then { text throws(BadValue) in
            guard let selector = DomainName.ascii(text) else {
                throw BadValue("\"\(text)\" can't stand in the DNS; use letters, digits and - only")
            }
            return selector
        }
    }
}
