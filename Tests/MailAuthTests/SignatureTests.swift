import Core
import MailAuth
import Testing

private let now = 1_700_000_000
private let fields = ["From: Ann Lee <ann@school.test>", "To: support@desk.test", "Subject: Report cards"]
private let body = "They do not print.\r\n"
private let short =
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK5sEztURTTcMfZS/CwRCuPZpJdsb047bHsa9pdqMgHG3I0C8JQorYIhWdqNWSK9ex86gTZN+hi+zOGgSXeuLo8CAwEAAQ=="

@Suite("What a signature is worth")
struct SignatureTests {
    private let signer = Signer()

    /// The first signature of a message, its key being published under the selector `s`.
    private func signature(
        _ lines: [String], _ body: String = body, record: String? = nil
    ) async throws -> AuthenticationReport.Signature {
        let resolver = FixedTXTResolver(["s._domainkey.\(Signer.domain)": record ?? signer.record])
        let raw = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
        return try #require(await authenticated(raw, resolver, at: Double(now)).signatures.first)
    }

    /// The first signature of the usual message, signed with these tags.
    private func signature(tags: String, record: String? = nil) async throws -> AuthenticationReport.Signature {
        try await signature([try signer.field(over: fields, body, tags: tags)] + fields, record: record)
    }

    @Test("a right one of either algorithm passes")
    func right() async throws {
        let rsa = try Signer.rsa()
        for one in [signer, rsa] {
            let signature = try await signature([try one.field(over: fields, body)] + fields, record: one.record)
            #expect(signature.result == .pass && signature.weakness == nil, "\(signature)")
        }
    }

    @Test("with l= and text behind it, it passes and says nothing about the author")
    func appended() async throws {
        let lines = [try signer.field(over: fields, body, length: body.utf8.count)] + fields
        for text in [body, body + "Send the money to x@evil.test.\r\n"] {
            let signature = try await signature(lines, text)
            #expect(signature.result == .pass && signature.weakness?.contains("l=") == true, "\(signature)")
        }
        #expect(try await signature(lines, "They\r\n").result == .permerror, "the body is shorter than l=")
    }

    @Test("without From in h= it is none")
    func fromIsNotSigned() async throws {
        let lines = [try signer.field(over: Array(fields.dropFirst()), body, names: "to:subject")] + fields
        #expect(try await signature(lines).result == .permerror)
    }

    @Test(
        "with a second field above the one that is signed, it passes and says nothing about the author",
        arguments: [
            "From: Ann Lee <x@evil.test>", "Subject: Pay at once", "To: x@evil.test",
        ])
    func second(_ field: String) async throws {
        let lines = [field, try signer.field(over: fields, body)] + fields
        let signature = try await signature(lines)
        #expect(signature.result == .pass && signature.weakness != nil, "\(signature)")
    }

    @Test("with every name once more in h=, a second field makes it fail")
    func oversigned() async throws {
        let names = "from:to:subject:from:to:subject"
        let field = try signer.field(over: fields, body, names: names)
        #expect(try await signature([field] + fields).result == .pass)
        for second in fields { #expect(try await signature([second, field] + fields).result == .fail) }
    }

    @Test("rsa-sha1 and keys of less than 1,024 bits never pass")
    func old() async throws {
        let rsa = try Signer.rsa()
        let sha1 = [try rsa.field(over: fields, body, algorithm: "rsa-sha1")] + fields
        #expect(try await signature(sha1, record: rsa.record).result == .policy)
        let small = [try rsa.field(over: fields, body)] + fields
        #expect(try await signature(small, record: "v=DKIM1; p=\(short)").result == .policy)
    }

    @Test(
        "time counts, with five minutes for clocks that differ",
        arguments: [
            ("t=\(now - 60); ", .pass), ("t=\(now + 200); ", .pass), ("t=\(now + 400); ", .policy),
            ("x=\(now + 60); ", .pass), ("x=\(now - 200); ", .pass), ("x=\(now - 400); ", .policy),
            ("t=\(now); x=\(now); ", .permerror), ("t=\(now); x=\(now - 1); ", .permerror),
            ("t=soon; ", .permerror), ("x=99999999999999999999; ", .pass),
        ] as [(String, AuthenticationReport.Result)])
    func time(_ tags: String, _ expected: AuthenticationReport.Result) async throws {
        #expect(try await signature(tags: tags).result == expected)
    }

    @Test(
        "a key counts for what its record allows",
        arguments: [
            ("k=ed25519; p=P", .pass), ("v=DKIM1; k=ed25519; g=nobody; p=P", .pass),
            ("v=DKIM1; k=ed25519; n=a note; h=sha256; s=email; p=P", .pass),
            ("v=DKIM1; k=ed25519; h=sha1; p=P", .permerror), ("v=DKIM1; k=ed25519; s=tlsrpt; p=P", .permerror),
            ("v=DKIM1; k=ed25519; p=", .permerror), ("v=DKIM1; k=ed25519", .permerror),
            ("v=DKIM1; p=P", .permerror), ("v=DKIM2; k=ed25519; p=P", .permerror),
            ("k=ed25519; v=DKIM1; p=P", .permerror), ("v=DKIM1; k=ed25519; p=QUJD", .permerror),
            ("v=DKIM1; k=ed25519; p=P; p=P", .permerror), ("v=spf1 -all", .permerror),
        ] as [(String, AuthenticationReport.Result)])
    func keys(_ record: String, _ expected: AuthenticationReport.Result) async throws {
        let record = record.replacing("=P", with: "=\(signer.publicKey)")
        #expect(try await signature(tags: "", record: record).result == expected)
    }

    @Test("a key that the domain only tries out says nothing about the author")
    func tried() async throws {
        let signature = try await signature(tags: "", record: "v=DKIM1; t=y; k=ed25519; p=\(signer.publicKey)")
        #expect(signature.result == .pass && signature.weakness != nil)
    }

    @Test("i= is the domain or one below it, unless the key allows only the domain")
    func identity() async throws {
        let strict = "v=DKIM1; t=s; k=ed25519; p=\(signer.publicKey)"
        #expect(try await signature(tags: "i=ann@mail.school.test; ").result == .pass)
        #expect(try await signature(tags: "i=ann@mail.school.test; ", record: strict).result == .permerror)
        #expect(try await signature(tags: "i=ann@school.test; ", record: strict).result == .pass)
        #expect(try await signature(tags: "i=ann@evil.test; ").result == .permerror)
        #expect(try await signature(tags: "i=ann@notschool.test; ").result == .permerror)
    }

    @Test("another key, or none under the selector, makes it nothing")
    func otherKeys() async throws {
        #expect(try await signature(tags: "", record: Signer().record).result == .fail)
        let lines = [try signer.field(over: fields, body, selector: "other")] + fields
        #expect(try await signature(lines).result == .permerror)
        let unsure = FixedTXTResolver(["s._domainkey.\(Signer.domain)": TXTAnswer.failure("no answer")])
        let mail = ([try signer.field(over: fields, body)] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
        let report = await authenticated(Array(mail.utf8), unsure, at: Double(now))
        #expect(report.signatures.first?.result == .temperror && report.isTemporary)
    }
}
