internal import Core

/// The part of a header section that our own receiving servers wrote, and so the only part to be believed.
struct TrustedHeader {
    /// The fields above the topmost `Received` that no host of ours wrote.
    let fields: [HeaderSection.Field]

    /// `hosts`: names of receiving servers in lower case; servers below a name (`mx1.example.org` for `example.org`) count as well.
    init(_ header: HeaderSection, hosts: [String]) {
        let boundary = header.fields.firstIndex { field in
            field.name.lowercased() == "received" && !Self.isOurs(field.body, hosts)
        }
        fields = Array(header.fields[..<(boundary ?? header.fields.endIndex)])
    }

    private static func isOurs(_ received: String, _ hosts: [String]) -> Bool {
        guard let host = host(received) else { return false }
        return hosts.contains { host == $0 || host.hasSuffix("." + $0) }
    }

    /// The host in the `by` clause of a Received field (RFC 5321 section 4.4), in lower case.
    static func host(_ received: String) -> String? {
        let words = (StructuredField.tokens(of: received) ?? []).compactMap { token -> String? in
            if case .word(let text) = token { text.lowercased() } else { nil }
        }
        guard let by = words.firstIndex(of: "by"), by + 1 < words.count else { return nil }
        return words[by + 1]
    }
}
