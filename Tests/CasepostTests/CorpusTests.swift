import Foundation
import TestSupport
import Testing

/// Real and hostile mail that lies beside the repository on the developers' machines; skipped where it does not.
private let corpora = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/corpora").standardized

@Suite(
    "Real mail from the corpora",
    .enabled(if: DovecotServer.isAvailable, "needs Dovecot"),
    .enabled(if: FileManager.default.fileExists(atPath: corpora.path), "needs ../shared/corpora"), .ownThread)
struct CorpusTests {
    private let messages: [Data]

    init() throws {
        let files = try #require(
            FileManager.default.enumerator(at: corpora, includingPropertiesForKeys: [.isRegularFileKey]))
        let skipped: Set = ["json", "jsonl", "md", "py"]
        messages = files.compactMap { $0 as? URL }.filter { !skipped.contains($0.pathExtension) }
            .sorted { $0.path < $1.path }
            .compactMap { FileManager.default.contents(atPath: $0.path) }.filter { !$0.isEmpty }
    }

    /// The first address of the first From line, found the simple way: good enough to make most authors known.
    private func author(of message: Data) -> String? {
        let text = String(decoding: message, as: UTF8.self)
        guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.lowercased().hasPrefix("from:") }),
            let match = line.prefix(500).firstMatch(of: /[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+[A-Za-z0-9]/)
        else { return nil }
        let address = String(match.output).lowercased()
        return address.contains("..") || address.hasPrefix(".") || address.contains(".@") ? nil : address
    }

    private func ingest(_ mails: [Data], contacts: Set<String>) throws -> (report: [String: Int], cases: Int) {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        let dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        let desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates, more: "start = \"all\""),
            smtp: "url = \"maildir:\(directory.appending("out"))\"", in: directory)
        let rows = contacts.sorted().map { "Everybody,\($0),,,,authorizedSupport,,,,," }
        let header =
            "account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account"
        try desk.write("everybody.csv", ([header] + rows).joined(separator: "\n") + "\n")
        try desk.succeed("contact", "import", desk.path("everybody.csv"))
        for mail in mails { try dovecot.folder().deliver(Array(mail)) }
        let lines = try desk.jsonLines(try desk.succeed("ingest", "--json"))
        try desk.succeed("run-due")
        #expect(dovecot.folder().count == 0)
        #expect(dovecot.folder("Casepost/Processed").count == mails.count)
        let report = try #require(lines.first).compactMapValues { $0 as? Int }
        return (report, try desk.jsonLines(try desk.succeed("case", "list", "--json")).count)
    }

    @Test("none stops the program, and each ends in a recorded outcome")
    func asTheyAre() throws {
        let (report, cases) = try ingest(messages, contacts: [])
        #expect(report.values.reduce(0, +) == messages.count)
        #expect(cases == 0, "nothing proves who wrote any of them")
    }

    @Test("written by verified contacts, what people wrote becomes cases, and each acknowledgement can be sent")
    func asVerifiedContacts() throws {
        let authors = messages.map(author)
        let verified = zip(messages, authors).map { message, author in
            let domain = author?.split(separator: "@").last ?? "nowhere.example"
            return Data("Authentication-Results: mx.example.org; dmarc=pass header.from=\(domain)\r\n".utf8) + message
        }
        let (report, cases) = try ingest(verified, contacts: Set(authors.compactMap { $0 }))
        #expect(report.values.reduce(0, +) == messages.count)
        #expect(report["opened"] == cases)
        // Much of the corpora is bounces; of the rest, many have no author at all or come twice.
        let people = messages.count - (report["bounces"] ?? 0) - (report["autoReplies"] ?? 0)
        #expect(cases > people / 4)
    }
}
