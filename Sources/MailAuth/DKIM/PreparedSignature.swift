internal import Core
internal import Crypto

/// A DKIM signature with all that the message itself says about it; only its key is missing.
struct PreparedSignature: Sendable {
    /// Clocks may differ by so many seconds.
    private static let tolerance = 300
    /// The fields that a message has once, and that readers show or act upon.
    private static let singletons = [
        "from", "to", "cc", "subject", "date", "message-id", "reply-to", "content-type",
    ]

    private let shown: (domain: String, selector: String, algorithm: String)
    private let check: Result<Check, Refusal>

    /// What is left to be done once there is a key.
    private struct Check: Sendable {
        var tags: SignatureTags
        var digest: SHA256.Digest
        var isBodyRight: Bool
        var weakness: String?
        var recipients: [EmailAddress]
    }

    /// Reads a signature and hashes what it covers.
    init(
        _ field: RawMessage.Field, _ header: HeaderCanonicalizer, _ message: RawMessage, _ body: inout BodyHasher,
        recipients: (to: [EmailAddress], cc: [EmailAddress])
    ) {
        let list = TagList(field.body)
        shown = (
            list?["d"].flatMap { DomainName.ascii($0) } ?? "", list?["s"].flatMap { DomainName.ascii($0) } ?? "",
            list?["a"].map { $0.lowercased().onlyWord } ?? ""
        )
        do throws(Refusal) {
            guard let list, let code = list.range(of: "b") else { throw .permanent("the signature is malformed") }
            let tags = try SignatureTags(list, .dkim)
            let digest = SHA256.hash(data: header.input(names: tags.names, tags.header, own: field, without: code))
            guard let bodyHash = body.hash(tags.body, length: tags.length) else {
                throw .permanent("the body is shorter than l= says")
            }
            let covers = { (name: String) in
                header.covered(name, by: tags.names) == message.fields.count { $0.name == name }
            }
            check = .success(
                Check(
                    tags: tags, digest: digest, isBodyRight: bodyHash == tags.bodyHash,
                    weakness: Self.weakness(tags, header, message),
                    recipients: (covers("to") ? recipients.to : []) + (covers("cc") ? recipients.cc : [])))
        } catch { check = .failure(error) }
    }

    /// Where its key is published; `nil` where no key could make it right.
    func keyName(at now: Int) -> String? {
        guard case .success(let check) = check, refusal(check, at: now) == nil else { return nil }
        return check.tags.keyName
    }

    /// What it comes to with the answer about its key.
    func verified(with answer: TXTAnswer?, at now: Int) -> AuthenticationReport.Signature {
        switch check {
        case .failure(let refusal): return signature(refusal.result, refusal.reason)
        case .success(let check):
            do throws(Refusal) {
                if let refusal = refusal(check, at: now) { throw refusal }
                let key = try Self.key(answer, check.tags)
                guard key.allows(identity: check.tags.identityDomain, domain: check.tags.domain) else {
                    throw .permanent("the key does not allow a domain below in i=")
                }
                guard key.verifies(check.tags.signature, of: check.digest) else {
                    throw .fail("the signature does not belong to the header section")
                }
                var result = signature(.pass, "the signature is right")
                result.weakness = check.weakness ?? (key.isTest ? "the domain only tries its key out" : nil)
                result.signedRecipients = check.recipients
                return result
            } catch { return signature(error.result, error.reason) }
        }
    }

    /// What it is while nobody looked at it.
    var unverified: AuthenticationReport.Signature { signature(.none, "it was not looked at") }

    /// The key in an answer of the DNS; a missing answer counts as one that may come yet.
    static func key(_ answer: TXTAnswer?, _ tags: SignatureTags) throws(Refusal) -> PublicKeyRecord {
        switch answer {
        case .records(let records, _)?: return try PublicKeyRecord.first(in: records, for: tags.algorithm)
        case .none(_)?: throw .permanent("there is no key")
        case .failure(let reason)?: throw .temporary(reason)
        case nil: throw .temporary("the key was not asked for")
        }
    }

    private func refusal(_ check: Check, at now: Int) -> Refusal? {
        if let expires = check.tags.expires, expires < now - Self.tolerance { return .policy("it is no longer valid") }
        if let signed = check.tags.signed, signed > now + Self.tolerance { return .policy("it is of the future") }
        return check.isBodyRight ? nil : .fail("the body was changed")
    }

    /// RFC 6376 sections 8.2 and 8.15: right, and yet not what a reader sees.
    private static func weakness(
        _ tags: SignatureTags, _ header: HeaderCanonicalizer, _ message: RawMessage
    ) -> String? {
        if tags.length != nil { return "it covers a part of the body only (l=)" }
        for name in singletons {
            let count = message.fields.count { $0.name == name }
            if count > 1, name == "from" { return "there is more than one From field" }
            if count > 1, header.covered(name, by: tags.names) < count { return "a second \(name) field is not signed" }
        }
        return header.covered("from", by: tags.names) == 1 ? nil : "the From field is not signed"
    }

    private func signature(_ result: AuthenticationReport.Result, _ reason: String) -> AuthenticationReport.Signature {
        AuthenticationReport.Signature(
            domain: shown.domain, selector: shown.selector, algorithm: shown.algorithm, result: result, reason: reason)
    }
}

extension String {
    /// The text if it could be the name of an algorithm, else nothing.
    fileprivate var onlyWord: String {
        utf8.count <= 40 && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? self : ""
    }
}
