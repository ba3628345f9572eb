public import Core

/// Finds what a domain publishes about mail in its name (RFC 9989 section 4.10); for display only.
public enum PolicyDiscovery {
    /// A record, and the domain at which it stands.
    private struct Found {
        var domain: Substring
        var tags: TagList

        /// `psd=`, which says where organisations begin and end.
        var isPublicSuffix: Bool { tags["psd"] == "y" }
        var isOrganization: Bool { tags["psd"] == "n" }
    }

    /// The policy that applies to a domain, or `nil` where there is none or the DNS does not say.
    public static func policy(
        of domain: String, _ resolver: any TXTResolver, before deadline: ContinuousClock.Instant
    ) async -> AuthenticationReport.PublishedPolicy? {
        guard let name = DomainName.ascii(domain) else { return nil }
        var found: [Found] = []
        for parent in parents(of: name) {
            guard case .records(let records, _) = await resolver.records(of: "_dmarc.\(parent)", before: deadline),
                let tags = record(records)
            else { continue }
            found.append(Found(domain: parent, tags: tags))
            if found.last?.isOrganization == true || found.last?.isPublicSuffix == true || parent == name { break }
        }
        guard let first = found.first else { return nil }
        // The record of the domain itself, or else of its organisation: the one nearest to the root, but for a public suffix.
        let own = first.domain == name
        let chosen = own ? first : found.last { !$0.isPublicSuffix } ?? first
        let policy = own ? chosen.tags["p"] : chosen.tags["sp"] ?? chosen.tags["p"]
        let word = policy?.lowercased() ?? "none"
        return AuthenticationReport.PublishedPolicy(
            domain: String(chosen.domain), policy: ["none", "quarantine", "reject"].contains(word) ? word : "none")
    }

    /// The domain and those above it, at most eight: a longer one is cut to its last seven labels behind the first.
    private static func parents(of name: String) -> [Substring] {
        var result = [name[...]]
        var rest = name[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            result.append(rest)
        }
        return result.count <= 8 ? result : [result[0]] + result.suffix(7)
    }

    /// The one DMARC record of a name; `nil` where there is none or more than one.
    private static func record(_ records: [[UInt8]]) -> TagList? {
        let lists = records.prefix(32).filter { $0.count <= 4_096 }.compactMap { TagList($0[...]) }
            .filter { $0.firstName == "v" && $0["v"] == "DMARC1" }
        return lists.count == 1 ? lists.first : nil
    }
}
