import Foundation
import TestSupport
import Testing

@Suite("docs/dns.md", .enabled(if: DNSServer.isAvailable, "needs dnsmasq"), .ownThread)
struct DNSDocumentTests {
    /// The TXT records of the document by their names, read as a zone file is.
    static func records(in document: Document) -> [String: String] {
        let lines = document.fences.filter { $0.language == "dns" }.flatMap(\.lines).filter { $0.contains(" IN TXT ") }
        return Dictionary(
            lines.map { line in
                let name = line.prefix { $0 != " " }.dropLast()
                return (String(name), line.matches(of: /"([^"]*)"/).map { String($0.1) }.joined())
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test("every record of the examples is one line of a zone, with a dot behind names and text in quotes")
    func zone() throws {
        let lines = try Document.read("docs/dns.md").fences.filter { $0.language == "dns" }.flatMap(\.lines)
        #expect(lines.count >= 8)
        for line in lines {
            #expect(
                line.contains(/^[\w.-]+\.\s+IN (?:MX\s+\d+ [\w.-]+\.|A\s+[\d.]+|TXT\s+(?:"[^"]+"|\( "[^"]+" \)))$/),
                "\(line)")
        }
    }

    @Test("with its records in the DNS, dkim check says what the document says")
    func check() throws {
        let document = try Document.read("docs/dns.md")
        var records = Self.records(in: document)
        let name = "s1._domainkey.example.org"
        let shape = try #require(records[name])
        let desk = try DocumentDesk.make(for: document)
        let fences = document.fences.filter { $0.text.contains("casepost dkim") }
        try DocumentShell(desk: desk, document: document, only: fences.filter { $0.language == "sh" }).run()
        let settings = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        let line = try #require(document.fences.flatMap(\.lines).first { $0.hasPrefix("dkim = ") })
        let signing = settings.replacing("\n[smtp]\n", with: "\n[smtp]\n\(line)\n")
        try desk.directory.write("desk/casepost.toml", signing)
        let printed = try Command.succeed(
            try DeskFixture.builtBinary(), ["dkim", "record", "--config", desk.path("casepost.toml")]
        ).stdout
        let value = try #require(printed.firstMatch(of: /value: (.*)/)).1
        #expect(ExpectedOutput([shape]).matches([String(value)]), "\(value)")
        #expect(printed.contains(name))
        records[name] = String(value)
        let dns = try DNSServer.start(in: desk.directory, txt: records)
        try desk.directory.write("desk/casepost.toml", signing + "\n[dns]\nservers = [\"\(dns.address)\"]\n")
        try DocumentShell(desk: desk, document: document, only: fences.filter { $0.language == "console" }).run()
    }

    @Test(
        "its DMARC records are policies to the program",
        arguments: [("example.org", "none"), ("reply.example.org", "reject")])
    func policies(_ domain: String, _ policy: String) throws {
        let directory = try TemporaryDirectory()
        let dns = try DNSServer.start(in: directory, txt: Self.records(in: try Document.read("docs/dns.md")))
        let mail = try directory.write(
            "a.eml", SampleMail.plain(from: "support@\(domain)", id: "d@example.org", isVerified: false))
        let text = try Command.succeed(
            try DeskFixture.builtBinary(), ["parse", "--auth", "--json", "--dns", dns.address, mail]
        ).stdout
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let dmarc = (object?["authentication"] as? [String: Any])?["dmarc"] as? [String: Any]
        #expect(dmarc?["domain"] as? String == domain && dmarc?["policy"] as? String == policy, "\(text)")
    }
}
