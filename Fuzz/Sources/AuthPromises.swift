import Core

@testable import MailAuth

/// Who wrote a message: its octets cut, the author named, signatures and a chain checked with two fixed keys.
///
/// The keys for signatures are those of RFC 8463's appendix A, whose one message is among the seeds: no other message was
/// ever signed with them, so that nothing else may pass.
enum AuthPromises {
    private static let records = [
        "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16"
            + "JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G"
            + "+2kryOTIKT+l/K4w3QIDAQAB",
    ].map { Array($0.utf8) }
    /// A key whose other half was thrown away: the one above made the seals of a known test suite as well.
    private static let unused = Array(
        ("v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDURsteIp4YvNGMSa28yAXL5WKpnE6g0VS0BDa2Bz1g1lxre4AVoqOT9v+v8gHv"
            + "LpVJ+980peyJHaWtUe+BrvCxn84KmQL7MDWzemGf+6k7lVrXQTSiRm5XlV8OEjT7SpfdBEvyOx3YH8mUxmEV6Cp4lRKragQ2kCDQ"
            + "EnbdwniTCQIDAQAB").utf8)
    private static let signer = "joe@football.example.com"
    private static let now = 1_528_637_950
    private static let trust = TrustPolicy(
        authservIDs: ["mx.example.org"], isMicrosoft: false, trustedSealers: ["example.org"])

    static func check(_ octets: UnsafeRawBufferPointer) {
        let message = RawMessage(octets)
        let author = AuthorScanner.author(of: message)
        if case .address(let address) = author { check(address, of: message) }
        checkBody(octets, message)
        checkValues(octets)
        let prepared = PreparedAuthentication(InboundMessage(), octets, trust)
        require(prepared.report.author == author, "the author is the same whoever asks")
        require(prepared.signatures.count <= 8, "no more than eight signatures are looked at")
        for signature in prepared.signatures { check(signature, author) }
        let keys = TXTAnswer.records([unused], ttl: 60)
        let answers: [String: TXTAnswer] = Dictionary(
            prepared.chain.keyNames.map { ($0, keys) }, uniquingKeysWith: { one, _ in one })
        let chain = prepared.chain.verified(with: answers, trusting: trust.trustedSealers)
        require(chain.result != .pass && chain.trustedSealer == nil, "no chain was ever sealed with that key")
    }

    /// The address stands in the octets of the one From field as it is given, in brackets at the end or alone.
    private static func check(_ address: EmailAddress, of message: RawMessage) {
        let fields = message.fields.filter { $0.name == "from" }
        require(fields.count == 1, "an author is named in one From field only")
        let body = fields.reduce(into: [UInt8]()) { $0 += $1.body }
        let text = String(decoding: body, as: UTF8.self).lowercased()
        let place = text.utf8.lastIndex(of: UInt8(ascii: "<")).map { text[text.utf8.index(after: $0)...] } ?? text[...]
        let words = place.split { $0 == " " || $0 == "\t" || $0 == "\r\n" || $0 == ">" }
        require(words.count == 1, "nothing else stands beside the author's address")
        require(words.first.map(String.init) == address.description.lowercased(), "\(address) stands in From")
    }

    private static func check(_ signature: PreparedSignature, _ author: AuthenticationReport.Author) {
        _ = signature.keyName(at: now)
        require(signature.verified(with: nil, at: now).result != .pass, "nothing passes without a key")
        let result = signature.verified(with: .records(records, ttl: 60), at: now)
        guard result.result == .pass else { return }
        require(result.domain == "football.example.com", "what was signed for a domain is not another's")
        if result.weakness == nil, case .address(let address) = author {
            require(address.key == signer, "what passes has the author who signed it, not \(address)")
        }
    }

    /// LF and CRLF at the ends of lines make no difference.
    private static func checkBody(_ octets: UnsafeRawBufferPointer, _ message: RawMessage) {
        guard !octets.contains(13) else { return }
        var other: [UInt8] = []
        for octet in octets {
            if octet == 10 { other.append(13) }
            other.append(octet)
        }
        other.withUnsafeBytes { bytes in
            let same = RawMessage(bytes)
            require(
                !message.isComplete || !same.isComplete || same.fields == message.fields, "LF ends fields as CRLF does")
            guard message.isComplete, same.isComplete else { return }
            var (one, two) = (BodyHasher(message), BodyHasher(same))
            for kind in [SignatureTags.Canonicalization.simple, .relaxed] {
                require(one.hash(kind, length: nil) == two.hash(kind, length: nil), "LF ends lines as CRLF does")
            }
        }
    }

    /// The small readers, each with all of the octets.
    private static func checkValues(_ octets: UnsafeRawBufferPointer) {
        let bytes = Array(octets.prefix(16_384))
        if let list = TagList(bytes[...]) {
            require(list.firstName.flatMap { list.range(of: $0) } != nil, "a tag that has a name has a place")
            _ = try? SignatureTags(list, .dkim)
            _ = try? SignatureTags(list, .arcSeal)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        _ = AuthenticationResults(text)
        _ = AuthenticationResults(text, isAnonymous: true)
        for algorithm in [SignatureTags.Algorithm.rsa, .ed25519] { _ = try? PublicKeyRecord(bytes, algorithm) }
        if let name = DomainName.ascii(text) {
            require(DomainName.ascii(name) == name, "a domain in its one form stays as it is")
            require(name.utf8.allSatisfy { $0 < 0x80 }, "a domain in its one form has ASCII only")
        }
    }
}
