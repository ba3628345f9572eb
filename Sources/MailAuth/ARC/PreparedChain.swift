internal import Core
internal import Crypto

/// An Authenticated Received Chain with all that the message itself says about it; only the keys are missing.
struct PreparedChain: Sendable {
    /// A field that is signed.
    private struct Link: Sendable {
        var tags: SignatureTags
        var digest: SHA256.Digest
        var name: String
    }

    private var links: [Link] = []
    /// The domains of the seals, the first first; as far as they can be read.
    private var sealers: [String] = []
    /// What each sealer says about DMARC.
    private var findings: [AuthenticationReport.ServerStatement.Finding?] = []
    private var refusal: Refusal?

    /// Reads the chain and hashes what it covers.
    init(_ message: RawMessage, _ header: HeaderCanonicalizer, _ body: inout BodyHasher) {
        do throws(Refusal) {
            let sets = try ARCSet.sets(of: message)
            sealers = sets.map { TagList($0.seal.body)?["d"].flatMap { DomainName.ascii($0) } ?? "" }
            findings = sets.map { Self.finding($0.results) }
            guard let newest = sets.last else { return }
            try Self.checkVerdicts(sets)
            links = [try Self.message(newest.message, header, &body)] + (try Self.seals(sets))
        } catch { refusal = error }
    }

    /// Where the keys are published, if there is a chain that keys could make right.
    var keyNames: [String] { refusal == nil ? links.map(\.tags.keyName) : [] }

    /// What the chain comes to; `answers` are those of the DNS by name.
    func verified(with answers: [String: TXTAnswer], trusting trusted: [String]) -> AuthenticationReport.Chain {
        guard !sealers.isEmpty || refusal != nil else { return AuthenticationReport.Chain() }
        do throws(Refusal) {
            if let refusal { throw refusal }
            for link in links {
                let key: PublicKeyRecord
                do { key = try PreparedSignature.key(answers[link.tags.keyName], link.tags) } catch {
                    let result = error.result == .temperror ? error.result : .fail
                    throw Refusal(result: result, reason: "\(link.name): \(error.reason)")
                }
                guard key.verifies(link.tags.signature, of: link.digest) else {
                    throw .fail("\(link.name) is not right")
                }
            }
        } catch {
            return AuthenticationReport.Chain(result: error.result, reason: error.reason, sealers: sealers)
        }
        var chain = AuthenticationReport.Chain(result: .pass, reason: "every seal is right", sealers: sealers)
        // From the newest back to the first that a line of trusted sealers leads to: it saw most of the way.
        let run = sealers.reversed().prefix { trusted.contains($0) }.count
        guard run > 0 else { return chain }
        chain.trustedSealer = sealers[sealers.count - run]
        chain.sealedDMARC = findings[sealers.count - run]
        return chain
    }

    /// The chain while nobody looked at it.
    var unverified: AuthenticationReport.Chain {
        sealers.isEmpty && refusal == nil
            ? AuthenticationReport.Chain()
            : AuthenticationReport.Chain(result: .none, reason: "it was not looked at", sealers: sealers)
    }

    /// Section 5.2, steps 2 and 3: every sealer must have found the chain before it right.
    private static func checkVerdicts(_ sets: [ARCSet]) throws(Refusal) {
        for (index, set) in sets.enumerated() {
            guard let list = TagList(set.seal.body), let verdict = list["cv"]?.lowercased() else {
                throw .fail("seal \(index + 1) is malformed")
            }
            guard verdict == (index == 0 ? "none" : "pass") else {
                throw .fail(
                    verdict == "fail"
                        ? "sealer \(index + 1) found the chain broken" : "cv= of seal \(index + 1) is wrong")
            }
            guard list["h"] == nil else { throw .fail("seal \(index + 1) has an h= tag") }
        }
    }

    /// Section 4.1.2: a signature as of DKIM, over the message.
    private static func message(
        _ field: RawMessage.Field, _ header: HeaderCanonicalizer, _ body: inout BodyHasher
    ) throws(Refusal) -> Link {
        let (tags, code) = try read(field, .arcMessage, "the newest message signature")
        guard !tags.names.contains("arc-seal") else { throw .fail("the newest message signature covers seals") }
        guard body.hash(tags.body, length: tags.length) == tags.bodyHash else { throw .fail("the body was changed") }
        let input = header.input(names: tags.names, tags.header, own: field, without: code)
        return Link(tags: tags, digest: SHA256.hash(data: input), name: "the newest message signature")
    }

    /// Section 5.1.1: each seal covers the sets up to its own.
    ///
    /// Hashing goes on from where the seal before was.
    private static func seals(_ sets: [ARCSet]) throws(Refusal) -> [Link] {
        var links: [Link] = []
        var hash = SHA256()
        for (index, set) in sets.enumerated() {
            let (tags, code) = try read(set.seal, .arcSeal, "seal \(index + 1)")
            var text: [UInt8] = []
            for field in [set.results, set.message] {
                HeaderCanonicalizer.append(field.octets[...], .relaxed, to: &text)
                text += [13, 10]
            }
            hash.update(data: text)
            var own = hash
            text.removeAll(keepingCapacity: true)
            let octets = set.seal.octets
            HeaderCanonicalizer.append(octets[..<code.lowerBound] + octets[code.upperBound...], .relaxed, to: &text)
            own.update(data: text)
            links.append(Link(tags: tags, digest: own.finalize(), name: "seal \(index + 1)"))
            text.removeAll(keepingCapacity: true)
            HeaderCanonicalizer.append(octets[...], .relaxed, to: &text)
            hash.update(data: text + [13, 10])
        }
        return links
    }

    private static func read(
        _ field: RawMessage.Field, _ kind: SignatureTags.Kind, _ name: String
    ) throws(Refusal) -> (SignatureTags, Range<Int>) {
        do throws(Refusal) {
            guard let list = TagList(field.body), let code = list.range(of: "b") else {
                throw .permanent("malformed")
            }
            return (try SignatureTags(list, kind), code)
        } catch { throw .fail("\(name): \(error.reason)") }
    }

    private static func finding(_ field: RawMessage.Field) -> AuthenticationReport.ServerStatement.Finding? {
        let body = field.body.drop { $0 != UInt8(ascii: ";") }.dropFirst().filter { $0 != 13 && $0 != 10 }
        return AuthenticationResults(String(decoding: body, as: UTF8.self))?.finding("dmarc")
    }
}
