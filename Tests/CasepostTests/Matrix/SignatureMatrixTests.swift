import Foundation
import TestSupport
import Testing

/// Rows 10, 12, 26, 32 to 36 and 38 of section 9.A: signatures that the desk checks itself, by keys in a real DNS server.
@Suite(
    "Matrix: what signatures say about the author",
    .enabled(
        if: DovecotServer.isAvailable && DNSServer.isAvailable && DkimpySigner.isAvailable,
        "needs Dovecot, dnsmasq, python3-dkim and openssl"), .ownThread)
struct SignatureMatrixTests {
    private static let taken = Result { try SignedRows.taken() }

    @Test("comes to what its row says", arguments: SignedRows.ids)
    func row(_ id: SignedRows.ID) throws {
        let taken = try Self.taken.get()
        let row = try #require(taken.rows.first { $0.id == id.id })
        try taken.taking.check(row)
    }

    @Test("rows 10 and 32 to 36: nobody else is written to")
    func nobodyElse() throws {
        let taken = try Self.taken.get()
        taken.taking.checkNobodyElse(taken.rows)
    }

    @Test("row 10: a signature of a domain below the contact's counts where the account is relaxed")
    func relaxed() throws {
        let directory = try TemporaryDirectory()
        var options = DkimpySigner.Options()
        options.domain = "sub.district.example"
        let signed = try DkimpySigner.sign(SampleMail.plain(id: "10@district.example", isVerified: false), options)
        let server = try DNSServer.start(
            in: directory, txt: ["s._domainkey.sub.district.example": signed.record])
        let tables = """
            [dns]
            servers = ["\(server.address)"]
            [[account]]
            name = "Lakeside School District"
            alignment = "relaxed"
            """
        let matrix = try MatrixDesk(tables: tables)
        try matrix.take(signed.mail)
        #expect(try matrix.desk.cases().map { $0["contact"] as? String } == ["ann.lee@district.example"])
        #expect(try matrix.held().isEmpty)
    }

    @Test("row 38: a genuine seal outweighs dmarc=fail only where its sealer is listed", arguments: [false, true])
    func sealed(_ isListed: Bool) throws {
        let directory = try TemporaryDirectory()
        let relayed =
            "Authentication-Results: lists.example; dmarc=pass header.from=district.example\n"
            + SampleMail.plain(id: "38@district.example", isVerified: false)
        let sealed = try DkimpySigner.seal(relayed, by: "lists.example")
        let server = try DNSServer.start(in: directory, txt: ["s._domainkey.lists.example": sealed.record])
        let matrix = try MatrixDesk(
            mailbox: isListed ? "trusted_sealers = [\"lists.example\"]" : "",
            tables: "[dns]\nservers = [\"\(server.address)\"]")
        let results = "Authentication-Results: mx.example.org; arc=pass; dmarc=fail header.from=district.example\r\n"
        try matrix.take(results + sealed.mail)
        #expect(try matrix.desk.cases().count == (isListed ? 1 : 0))
        if !isListed { #expect(try matrix.onlyHeldReason() == "contradicted") }
        #expect(matrix.sent.map(\.recipients) == [["ann.lee@district.example"]])
        #expect(matrix.sent.first?.text.contains("/confirm/") == !isListed)
    }

    @Test("row 26: a NUL in the domain or the selector of a signature makes it worth nothing", arguments: ["d", "s"])
    func nul(_ tag: String) throws {
        let directory = try TemporaryDirectory()
        let signed = try DkimpySigner.sign(SampleMail.plain(id: "26@district.example", isVerified: false))
        let server = try DNSServer.start(in: directory, txt: ["s._domainkey.district.example": signed.record])
        let matrix = try MatrixDesk(tables: "[dns]\nservers = [\"\(server.address)\"]")
        let value = tag == "d" ? "d=district.example" : "s=s;"
        let odd = signed.mail.replacingOccurrences(
            of: value, with: tag == "d" ? "d=district.example\0.evil.example" : "s=s\0x;")
        #expect(odd != signed.mail)
        let output = try matrix.desk.run("deliver", "--mailbox", "support", input: odd)
        #expect(output.status == 0, "\(output.stderr)")
        #expect(try matrix.onlyHeldReason() == "unverified")
        let held = try #require(try matrix.held().first)
        #expect((held["evidence"] as? [String])?.contains { $0.contains(": pass") } == false)
    }

    @Test(
        "row 12: a key for which the DNS gives no answer is asked for again, and within the hour the mail gets its case"
    )
    func silentThenFound() throws {
        let directory = try TemporaryDirectory()
        let signed = try DkimpySigner.sign(SampleMail.plain(id: "12@district.example", isVerified: false))
        let silent = try UnhelpfulDNS()
        let matrix = try MatrixDesk(tables: "[dns]\nservers = [\"\(silent.address)\"]")
        let now = Date()
        let counts = try matrix.take(signed.mail, SampleMail.plain(id: "other@district.example", subject: "Other"))
        #expect(counts["opened"] == 1, "the intake is not blocked")
        #expect(try matrix.desk.cases().map { $0["subject"] as? String } == ["Other"])
        #expect(try matrix.held().isEmpty)
        let server = try DNSServer.start(in: directory, txt: ["s._domainkey.district.example": signed.record])
        try matrix.replaceSetting(silent.address, with: server.address)
        try matrix.cycle(now: now.addingTimeInterval(600))
        #expect(try matrix.desk.cases().count == 2, "nothing is lost")
        #expect(try matrix.held().isEmpty)
        withExtendedLifetime(silent) {}
    }

    @Test(
        "row 12: after an hour of a DNS that says SERVFAIL or nothing, the mail is taken as unsigned",
        arguments: [UnhelpfulDNS.serverFailure, nil])
    func never(_ code: UInt8?) throws {
        let signed = try DkimpySigner.sign(SampleMail.plain(id: "12@district.example", isVerified: false))
        let server = try UnhelpfulDNS(answering: code)
        let matrix = try MatrixDesk(tables: "[dns]\nservers = [\"\(server.address)\"]")
        let now = Date()
        try matrix.take(signed.mail)
        try matrix.cycle(now: now.addingTimeInterval(1_800))
        #expect(try matrix.held().isEmpty && matrix.desk.cases().isEmpty && matrix.sent.isEmpty)
        try matrix.cycle(now: now.addingTimeInterval(3_700))
        #expect(try matrix.onlyHeldReason() == "unverified")
        let evidence = try #require(try matrix.held().first?["evidence"] as? [String])
        #expect(evidence.contains { $0.contains(": temperror") }, "\(evidence)")
        #expect(matrix.sent.map(\.recipients) == [["ann.lee@district.example"]])
        #expect(matrix.sent.first?.text.contains("/confirm/") == true)
        #expect(try matrix.desk.cases().isEmpty)
        withExtendedLifetime(server) {}
    }
}

extension MatrixDesk {
    /// Changes `casepost.toml`.
    fileprivate func replaceSetting(_ old: String, with new: String) throws {
        let text = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        try desk.write("casepost.toml", text.replacingOccurrences(of: old, with: new))
    }
}
