/// Whose word counts for the people of an account.
public struct SenderPolicy: Sendable, Equatable {
    /// How far the domain that vouches may be from that of the author.
    public enum Alignment: String, Sendable, CaseIterable {
        /// The very domain, also where the receiving server is content with less.
        case strict
        /// The very domain, or one that the account lists.
        case listed
        /// A domain above or below as well.
        case relaxed
    }

    /// How far the domain that vouches may be from that of the author.
    public var alignment: Alignment
    /// Domains that the account calls its own, in A-labels: those above its people's addresses, or a provider's.
    public var domains: [String]

    /// A policy from its parts.
    public init(alignment: Alignment = .listed, domains: [String] = []) {
        self.alignment = alignment
        self.domains = domains.map { DomainName.ascii($0) ?? $0.lowercased() }
    }

    /// Whether a signature of `domain` speaks for authors at `author`.
    ///
    /// A domain below the author's may belong to anybody at a university, and one above it to a whole country; so both
    /// count only where the account says so.
    public func accepts(_ domain: String, for author: String) -> Bool {
        if domain == author || domains.contains(domain) { return true }
        guard alignment == .relaxed else { return false }
        if domain.hasSuffix("." + author) { return true }
        if author.hasSuffix("." + domain), domain.contains(".") { return true }
        return domains.contains { domain.hasSuffix("." + $0) && author.hasSuffix("." + $0) }
    }
}

/// The addresses by which mail reaches the desk.
public struct OwnAddresses: Sendable, Equatable {
    private let keys: Set<String>
    private let replyDomains: Set<String>

    /// The addresses of mailboxes and of whatever else is ours; all addresses at `replyDomains` are ours too.
    public init(_ addresses: [EmailAddress], replyDomains: [String] = []) {
        keys = Set(addresses.map(\.key))
        self.replyDomains = Set(replyDomains.map { $0.lowercased() })
    }

    /// Whether mail to that address reaches us: it is one of ours, or one with a tag behind a plus sign.
    public func contains(_ address: EmailAddress) -> Bool {
        if keys.contains(address.key) || replyDomains.contains(address.domain) { return true }
        guard let plus = address.localPart.firstIndex(of: "+"),
            let untagged = EmailAddress("\(address.localPart[..<plus])@\(address.domain)")
        else { return false }
        return keys.contains(untagged.key)
    }
}
