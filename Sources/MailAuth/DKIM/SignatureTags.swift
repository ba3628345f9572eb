internal import Core

/// What a signature says about itself: the tags of RFC 6376 section 3.5, and of RFC 8617 section 4.1.
struct SignatureTags: Sendable {
    /// The three fields that are built alike.
    enum Kind: Sendable {
        case dkim, arcMessage, arcSeal
    }

    /// How text is made equal before it is signed (section 3.4).
    enum Canonicalization: String, Sendable {
        case simple, relaxed
    }

    /// The algorithms that are accepted (RFC 8301, RFC 8463).
    enum Algorithm: String, Sendable {
        case rsa = "rsa-sha256"
        case ed25519 = "ed25519-sha256"

        /// What `k=` of a key record calls it.
        var keyType: String { self == .rsa ? "rsa" : "ed25519" }
    }

    /// Names in `h=` beyond this number, and octets of a value, belong to no honest signature.
    private static let nameLimit = 500, signatureLimit = 2_048

    var domain: String
    var selector: String
    var algorithm: Algorithm
    var signature: [UInt8]
    var bodyHash: [UInt8] = []
    var header = Canonicalization.relaxed
    var body = Canonicalization.relaxed
    /// The names in `h=`, in lower case.
    var names: [String] = []
    /// `l=`: how many octets of the body are signed.
    var length: Int?
    /// `t=` and `x=`, in seconds since 1970.
    var signed: Int?
    var expires: Int?
    /// The domain of `i=`.
    var identityDomain: String

    /// Reads the tags of a signature, as far as that needs neither key nor message.
    init(_ list: TagList, _ kind: Kind) throws(Refusal) {
        if kind == .dkim, list["v"] != "1" { throw .permanent("v= is not 1") }
        algorithm = try Self.algorithm(list["a"])
        domain = try Self.domain(list)
        selector = try Self.selector(list)
        guard let code = list.compact("b"), let octets = Base64.decode(code), !octets.isEmpty,
            octets.count <= Self.signatureLimit
        else { throw .permanent("b= is no signature") }
        signature = octets
        identityDomain = domain
        signed = try Self.number(list, "t")
        guard kind != .arcSeal else { return }
        guard let hash = list.compact("bh").flatMap(Base64.decode), hash.count == 32 else {
            throw .permanent("bh= is no hash")
        }
        bodyHash = hash
        (header, body) = try Self.canonicalization(list["c"] ?? "simple/simple")
        names = try Self.names(list)
        length = try Self.number(list, "l")
        expires = try Self.number(list, "x")
        if let signed, let expires, expires <= signed { throw .permanent("x= is not after t=") }
        guard kind == .dkim else { return }
        guard names.contains("from") else { throw .permanent("From is not signed") }
        guard (list.list("q") ?? ["dns/txt"]).contains("dns/txt") else { throw .permanent("q= is unknown") }
        identityDomain = try Self.identity(list, domain)
    }

    /// Where the key is published.
    var keyName: String { "\(selector)._domainkey.\(domain)" }

    private static func algorithm(_ text: String?) throws(Refusal) -> Algorithm {
        guard let text = text?.lowercased() else { throw .permanent("a= is missing") }
        // RFC 8301 section 3.1.
        if text == "rsa-sha1" { throw .policy("rsa-sha1 is no longer accepted") }
        guard let algorithm = Algorithm(rawValue: text) else { throw .permanent("a= is unknown") }
        return algorithm
    }

    private static func domain(_ list: TagList) throws(Refusal) -> String {
        guard let domain = list["d"].flatMap({ DomainName.ascii($0) }), domain.contains(".") else {
            throw .permanent("d= is no domain")
        }
        return domain
    }

    private static func selector(_ list: TagList) throws(Refusal) -> String {
        guard let selector = list["s"].flatMap({ DomainName.ascii($0) }) else {
            throw .permanent("s= is no selector")
        }
        return selector
    }

    private static func canonicalization(_ text: String) throws(Refusal) -> (Canonicalization, Canonicalization) {
        let parts = text.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let header = Canonicalization(rawValue: String(first)),
            let body = Canonicalization(rawValue: parts.count == 2 ? String(parts[1]) : "simple")
        else { throw .permanent("c= is unknown") }
        return (header, body)
    }

    private static func names(_ list: TagList) throws(Refusal) -> [String] {
        guard let names = list.list("h"), names.count <= nameLimit,
            names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } })
        else { throw .permanent("h= is no list of names") }
        return names
    }

    /// A decimal number; so many digits that it means "never" are cut to the largest of twelve.
    private static func number(_ list: TagList, _ name: String) throws(Refusal) -> Int? {
        guard let text = list[name] else { return nil }
        guard !text.isEmpty, text.utf8.count <= 76, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .permanent("\(name)= is no number")
        }
        return text.utf8.count > 12 ? 999_999_999_999 : Int(text)
    }

    /// The domain of `i=`, which must be `d=` or lie below it.
    private static func identity(_ list: TagList, _ domain: String) throws(Refusal) -> String {
        guard let text = list.compact("i") else { return domain }
        guard let at = text.lastIndex(of: "@"), let identity = DomainName.ascii(text[text.index(after: at)...]),
            DomainName.isWithin(identity, domain)
        else { throw .permanent("i= is not within d=") }
        return identity
    }
}
