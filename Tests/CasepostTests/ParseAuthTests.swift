import Foundation
import TestSupport
import Testing

/// Debian's Python is called by its path: dkimpy belongs to no other.
@Suite(
    "casepost parse --auth",
    .enabled(
        if: DNSServer.isAvailable && Command.find("dkimsign") != nil, "needs dnsmasq, python3-dkim and python3-nacl"),
    .ownThread)
struct ParseAuthTests {
    private static let script = """
        import base64, sys, dkim, nacl.signing
        mail = sys.stdin.buffer.read()
        secret = nacl.signing.SigningKey.generate()
        key = base64.b64encode(bytes(secret))
        public = "v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes(secret.verify_key)).decode()
        out = dkim.sign(mail, b"s", b"school.test", key, signature_algorithm=b"ed25519-sha256",
                        canonicalize=(b"relaxed", b"relaxed"))
        sys.stdout.buffer.write(public.encode() + b"\\n" + out)
        """

    private static let seal = """
        import base64, subprocess, sys, dkim
        mail = sys.stdin.buffer.read()
        key = subprocess.run(["openssl", "genrsa", "-traditional", "2048"], capture_output=True, check=True).stdout
        pub = subprocess.run(["openssl", "rsa", "-pubout", "-outform", "DER"], input=key, capture_output=True, check=True)
        fields = dkim.arc_sign(mail, b"s", b"list.test", key, b"mx.list.test", include_headers=[b"from", b"subject"])
        sys.stdout.buffer.write(b"v=DKIM1; k=rsa; p=" + base64.b64encode(pub.stdout) + b"\\n" + b"".join(fields))
        """

    private static let mail = """
        From: Ann Lee <ann@school.test>\r
        To: support@desk.test\r
        Subject: Report cards\r
        Date: Fri, 20 Nov 2026 10:00:00 +0000\r
        Message-ID: <1@school.test>\r
        \r
        They do not print.\r

        """

    private let directory: TemporaryDirectory
    private let binary: String
    private let record: String
    private let signed: String

    init() throws {
        directory = try TemporaryDirectory()
        binary = try DeskFixture.builtBinary()
        let output = try Command.succeed("/usr/bin/python3", ["-c", Self.script], input: Array(Self.mail.utf8))
        let parts = output.stdout.split(separator: "\n", maxSplits: 1).map(String.init)
        record = try #require(parts.first)
        signed = try #require(parts.last) + Self.mail
    }

    /// What is said about the author of a mail, with the key and a policy in the DNS.
    private func authentication(
        _ mail: String, sealer: String? = nil, _ arguments: String...
    ) throws -> [String: Any] {
        let server = try DNSServer.start(
            in: directory,
            txt: [
                "s._domainkey.school.test": record, "_dmarc.school.test": "v=DMARC1; p=quarantine; sp=reject",
                "s._domainkey.list.test": sealer ?? "no key",
            ])
        defer { server.stop() }
        let file = try directory.write("mail-\(UUID().uuidString).eml", mail)
        let output = try Command.run(
            binary, ["parse", "--auth", "--json", "--dns", server.address] + arguments + [file])
        #expect(output.status == 0)
        let object = try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [String: Any]
        return try #require(object?["authentication"] as? [String: Any])
    }

    private func text(_ object: [String: Any], _ path: String...) -> String? {
        var value: Any? = object
        for name in path { value = (value as? [String: Any])?[name] }
        return value as? String
    }

    private func firstSignature(_ object: [String: Any]) -> [String: Any] {
        (object["dkim"] as? [[String: Any]])?.first ?? [:]
    }

    @Test("a signature that passes for the domain of From verifies the sender; every key of the interface is there")
    func passes() throws {
        let found = try authentication(signed)
        #expect(Set(found.keys) == ["dkim", "arc", "spf", "dmarc", "verifiedSender", "by"])
        #expect(text(firstSignature(found), "result") == "pass")
        #expect(text(firstSignature(found), "domain") == "school.test")
        #expect(text(firstSignature(found), "selector") == "s")
        #expect(text(found, "verifiedSender") == "ann@school.test")
        #expect(text(found, "by") == "dkim")
        #expect(text(found, "dmarc", "policy") == "quarantine")
        #expect(text(found, "dmarc", "domain") == "school.test")
        #expect(text(found, "arc", "result") == "none")
        #expect((found["arc"] as? [String: Any])?["sealers"] as? [String] == [])
        #expect(found["spf"] is NSNull)
    }

    @Test("a changed body fails, and verifies nobody")
    func changed() throws {
        let found = try authentication(signed.replacing("do not", with: "do"))
        #expect(text(firstSignature(found), "result") == "fail")
        #expect(found["verifiedSender"] is NSNull)
        #expect(text(found, "by") == "none")
    }

    @Test("the signature of another domain passes, and verifies nobody")
    func another() throws {
        let mail = Self.mail.replacing("ann@school.test", with: "ann@office.school.test")
        let output = try Command.succeed("/usr/bin/python3", ["-c", Self.script], input: Array(mail.utf8))
        let field = try #require(output.stdout.split(separator: "\n", maxSplits: 1).last)
        let found = try authentication(field + mail)
        #expect(text(found, "by") == "none")
        #expect(text(found, "dmarc", "policy") == "reject", "the policy of the organisation, found above")
    }

    @Test("a server that is believed verifies the sender")
    func statement() throws {
        let lines = """
            Authentication-Results: mx.desk.test; dmarc=pass header.from=school.test; spf=pass smtp.mailfrom=school.test\r
            Received: from out.school.test by mx.desk.test; Fri, 20 Nov 2026 10:00:00 +0000\r

            """
        let found = try authentication(lines + Self.mail, "--authserv-id", "mx.desk.test")
        #expect(text(found, "verifiedSender") == "ann@school.test")
        #expect(text(found, "by") == "authentication-results")
        #expect(text(found, "spf", "result") == "pass")
        #expect(text(found, "dmarc", "result") == "pass")
        #expect(try authentication(lines + Self.mail)["verifiedSender"] is NSNull)
    }

    @Test("a chain of a sealer that is trusted verifies the sender, and of one that is not, nobody")
    func chain() throws {
        let mail = "Authentication-Results: mx.list.test; dmarc=pass header.from=school.test\r\n" + Self.mail
        let output = try Command.succeed("/usr/bin/python3", ["-c", Self.seal], input: Array(mail.utf8))
        let parts = output.stdout.split(separator: "\n", maxSplits: 1).map(String.init)
        let (key, fields) = (try #require(parts.first), try #require(parts.last))
        let found = try authentication(fields + mail, sealer: key, "--trusted-sealer", "list.test")
        #expect(text(found, "arc", "result") == "pass")
        #expect((found["arc"] as? [String: Any])?["sealers"] as? [String] == ["list.test"])
        #expect(text(found, "by") == "arc")
        #expect(text(found, "verifiedSender") == "ann@school.test")
        let other = try authentication(fields + mail, sealer: key)
        #expect(text(other, "arc", "result") == "pass")
        #expect(text(other, "by") == "none")
        let changed = try authentication(
            fields + mail.replacing("do not", with: "do"), sealer: key, "--trusted-sealer", "list.test")
        #expect(text(changed, "arc", "result") == "fail")
        #expect(text(changed, "by") == "none")
    }
}
