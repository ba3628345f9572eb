import Core
import Foundation
import MailAuth
import TestSupport
import Testing

/// Answers from a table.
///
/// Debian's Python is called by its path: dkimpy belongs to no other.
private struct OneRecord: TXTResolver {
    var records: [String: String]

    func records(of name: String, before deadline: ContinuousClock.Instant) async -> TXTAnswer {
        records[name].map { .records([Array($0.utf8)], ttl: 60) } ?? .none(ttl: 60)
    }
}

@Suite(
    "Mail that dkimpy signed",
    .enabled(if: Command.find("dkimsign") != nil && Command.find("openssl") != nil, "needs python3-dkim and openssl"),
    .ownThread)
struct DkimpyTests {
    private static let script = """
        import base64, dkim, subprocess, sys
        kind, bits, header, body = sys.argv[1], sys.argv[2], sys.argv[3].encode(), sys.argv[4].encode()
        mail = sys.stdin.buffer.read()
        if kind == "ed25519":
            import nacl.signing
            secret = nacl.signing.SigningKey.generate()
            key = base64.b64encode(bytes(secret))
            record = "v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes(secret.verify_key)).decode()
        else:
            key = subprocess.run(["openssl", "genrsa", "-traditional", bits], capture_output=True, check=True).stdout
            pub = subprocess.run(["openssl", "rsa", "-pubout", "-outform", "DER"], input=key, capture_output=True, check=True)
            record = "v=DKIM1; k=rsa; p=" + base64.b64encode(pub.stdout).decode()
        if kind == "arc":
            out = b"".join(dkim.arc_sign(mail, b"s", b"school.test", key, b"mx.school.test",
                           include_headers=[b"from", b"subject"]))
        else:
            out = dkim.sign(mail, b"s", b"school.test", key, canonicalize=(header, body),
                            signature_algorithm=(b"ed25519-sha256" if kind == "ed25519" else b"rsa-sha256"))
        sys.stdout.buffer.write(record.encode() + b"\\n" + out)
        """

    private static let mail = """
        Authentication-Results: mx.school.test; dmarc=pass header.from=school.test\r
        From:  Ann   Lee <ann@school.test>\r
        To: support@desk.test\r
        Subject:  Report \r
        \t cards  of grade 5\r
        \r
        Hello,  \r
        \r
        two  words\t here \r
        .\r
        \r
        \r

        """

    private func sign(_ kind: String, _ bits: Int, _ header: String, _ body: String) throws -> (String, [UInt8]) {
        let output = try Command.succeed(
            "/usr/bin/python3", ["-c", Self.script, kind, "\(bits)", header, body], input: Array(Self.mail.utf8)
        ).standardOutput
        let end = try #require(output.firstIndex(of: 10))
        return (String(decoding: output[..<end], as: UTF8.self), Array(output[(end + 1)...]))
    }

    private func report(_ record: String, _ raw: [UInt8], trusting sealers: [String] = []) async -> AuthenticationReport
    {
        let authenticator = MessageAuthenticator(
            trust: TrustPolicy(trustedSealers: sealers),
            resolver: OneRecord(records: ["s._domainkey.school.test": record]))
        let prepared = raw.withUnsafeBytes { authenticator.prepare(InboundMessage(), $0) }
        return await authenticator.report(prepared, at: Date(), deadline: .now + .seconds(60), wantsEverything: true)
    }

    @Test(
        "passes in every way of signing, and fails with one octet changed",
        arguments: [("rsa", 1024), ("rsa", 2048), ("ed25519", 0)],
        ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"])
    func signatures(_ key: (kind: String, bits: Int), _ ways: String) async throws {
        let parts = ways.split(separator: "/").map(String.init)
        let (record, field) = try sign(key.kind, key.bits, parts[0], parts[1])
        let good = await report(record, field + Array(Self.mail.utf8)).signatures
        #expect(good.map(\.result) == [.pass] && good.first?.weakness == nil, "\(good)")
        let body = await report(record, field + Array(Self.mail.replacing("two", with: "Two").utf8)).signatures
        #expect(body.first?.result == .fail)
        let subject = await report(record, field + Array(Self.mail.replacing("cards", with: "Cards").utf8)).signatures
        #expect(subject.first?.result == .fail)
        let more = await report(record, Array("Subject: another\r\n".utf8) + field + Array(Self.mail.utf8)).signatures
        #expect(more.first?.result != .pass || more.first?.weakness != nil, "\(more)")
        let linefeeds = (field + Array(Self.mail.utf8)).filter { $0 != 13 }
        #expect(await report(record, linefeeds).signatures.first?.result == .pass, "LF in the place of CRLF")
    }

    @Test("its chain passes, and counts where its sealer is trusted")
    func chain() async throws {
        let (record, fields) = try sign("arc", 2048, "relaxed", "relaxed")
        let raw = fields + Array(Self.mail.utf8)
        let chain = await report(record, raw, trusting: ["school.test"]).chain
        #expect(chain.result == .pass && chain.trustedSealer == "school.test", "\(chain)")
        #expect(chain.sealedDMARC == .init(value: "pass", domain: "school.test"))
        #expect(await report(record, raw).chain.trustedSealer == nil)
        let changed = Array(String(decoding: raw, as: UTF8.self).replacing("dmarc=pass", with: "dmarc=none").utf8)
        #expect(await report(record, changed, trusting: ["school.test"]).chain.result == .fail)
    }
}
