import Foundation
import TestSupport
import Testing

/// Row 105 of the matrix, as far as mail is signed: the real program's mail, before a verifier that is not ours.
@Suite("Outgoing mail is signed", .enabled(if: DkimpySigner.isAvailable, "needs python3-dkim and OpenSSL"), .ownThread)
struct SigningTests {
    private let directory: TemporaryDirectory
    private let outbox: MailFolder
    private let desk: DeskFixture

    init() throws {
        directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
    }

    private func table(_ selector: String, domain: String = "example.org", file: String? = nil) -> String {
        "{domain = \"\(domain)\", selector = \"\(selector)\", key_file = \"\(file ?? "dkim-\(selector).pem")\"}"
    }

    /// Signs with these keys from now on, and asks that DNS server.
    private func sign(with tables: [String], dns: String = "127.0.0.1:9") throws {
        try desk.configure(
            mailbox: "url = \"pipe:\"",
            smtp: """
                url = "maildir:\(outbox.path)"
                dkim = [\(tables.joined(separator: ", "))]
                [dns]
                servers = ["\(dns)"]
                """)
    }

    /// The records that the program says are to be published.
    private func records() throws -> [String: String] {
        let lines = try desk.succeed("dkim", "record").split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        func values(_ label: String) -> [String] {
            lines.filter { $0.hasPrefix(label) }.map {
                $0.dropFirst(label.count).trimmingCharacters(in: .whitespaces)
            }
        }
        return Dictionary(zip(values("name:"), values("value:"))) { first, _ in first }
    }

    /// What dkimpy says of each signature; lines end as they do on the wire.
    private func dkimpy(_ mail: [UInt8], _ records: [String: String]) throws -> [String] {
        let script = """
            import dkim, sys
            records = dict(zip(sys.argv[1::2], sys.argv[2::2]))
            mail = sys.stdin.buffer.read()
            count = sum(line.lower().startswith(b"dkim-signature:") for line in mail.splitlines())
            for index in range(count):
                find = lambda name, timeout=5: records[name.decode().rstrip(".")].encode()
                print(dkim.DKIM(mail).verify(idx=index, dnsfunc=find))
            """
        let arguments = records.flatMap { [$0.key, $0.value] }
        return try Command.succeed("/usr/bin/python3", ["-c", script] + arguments, input: mail).stdout
            .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test("dkimpy verifies the acknowledgement with both keys; From, To, Subject and Reply-To are sealed")
    func signed() throws {
        try desk.succeed("dkim", "new", "s1")
        try desk.succeed("dkim", "new", "e1", "--ed25519")
        try sign(with: [table("s1"), table("e1")])
        let taken = try desk.run("deliver", "--mailbox", "support", input: SampleMail.plain(id: "q@district.example"))
        #expect(taken.status == 0)
        #expect(try desk.succeed("run-due").contains("1 sent"))
        let mail = try #require(try outbox.messages.first)
        let records = try records()
        #expect(records.keys.sorted() == ["e1._domainkey.example.org", "s1._domainkey.example.org"])
        #expect(try dkimpy(mail, records) == ["True", "True"])
        let text = String(decoding: mail, as: UTF8.self)
        let names = try #require(ReadMail(text: text).field("DKIM-Signature")).replacing(" ", with: "")
        #expect(names.contains("h=From:From:To:To:Subject:Subject:Date:Message-ID:Reply-To:Reply-To:"))
        #expect(names.contains("List-Unsubscribe:List-Unsubscribe-Post;"), "nobody may add them either")
    }

    @Test("before going live, check compares the DNS and says what to publish", .enabled(if: DNSServer.isAvailable))
    func check() throws {
        try desk.succeed("dkim", "new", "s1")
        try desk.succeed("dkim", "new", "s2")
        try sign(with: [table("s1")])
        let right = try records()
        try sign(with: [table("s1", file: "dkim-s2.pem")])
        let other = try records()
        for (txt, status, words) in [
            (right, 0, "the DNS has the right record"), (other, 1, "the DNS has another record"),
            (["x.example.org": "text"], 1, "the DNS has no record"),
        ] as [([String: String], Int32, String)] {
            let dns = try DNSServer.start(in: directory, txt: txt)
            defer { dns.stop() }
            try sign(with: [table("s1")], dns: dns.address)
            let output = try desk.run("dkim", "check")
            #expect(output.status == status && output.stdout.contains(words), "\(output.stdout)\(output.stderr)")
            #expect(output.stdout.contains("in a zone file: s1._domainkey.example.org. IN TXT ( \"") == (status == 1))
            let run = try desk.run("run-due")
            #expect(
                run.status == 0 && run.stderr.contains("s1._domainkey.example.org") == (status == 1), "\(run.stderr)")
        }
    }

    @Test("a DNS that does not answer stops nothing: check says that it is not known, run-due sends")
    func noDNS() throws {
        try desk.succeed("dkim", "new", "s1")
        let dns = try UnhelpfulDNS(answering: UnhelpfulDNS.serverFailure)
        try sign(with: [table("s1")], dns: dns.address)
        let output = try desk.run("dkim", "check")
        #expect(output.status == 1 && output.stdout.contains("not known"), "\(output.stdout)")
        let run = try desk.run("run-due")
        #expect(run.status == 0 && run.stderr.isEmpty, "\(run.stderr)")
    }

    @Test("a domain that is not the author's is warned of at each start")
    func alignment() throws {
        try desk.succeed("dkim", "new", "s1")
        try sign(with: [table("s1", domain: "example.net")])
        let run = try desk.run("run-due")
        #expect(run.status == 0 && run.stderr.contains("the domain that signs is not that of smtp.from"))
    }

    @Test("a key that is missing, or that everybody may read, stops sending and takes in mail as before")
    func badKey() throws {
        try desk.succeed("dkim", "new", "s1")
        #expect(try desk.run("dkim", "new", "s1").status == 78, "a key is not written over")
        #expect(
            try FileManager.default.attributesOfItem(atPath: desk.path("dkim-s1.pem"))[.posixPermissions] as? Int
                == 0o600)
        chmod(desk.path("dkim-s1.pem"), 0o644)
        try sign(with: [table("s1")])
        let open = try desk.run("run-due")
        #expect(open.status == 78 && open.stderr.contains("chmod 600"), "\(open.stderr)")
        try sign(with: [table("s3")])
        let missing = try desk.run("run-due")
        #expect(missing.status == 78 && missing.stderr.contains("dkim-s3.pem"), "\(missing.stderr)")
        let mail = SampleMail.plain(id: "q@district.example")
        #expect(try desk.run("deliver", "--mailbox", "support", input: mail).status == 0)
    }

    @Test("without a key in the settings, record and check say so")
    func nothing() throws {
        for command in ["record", "check"] {
            let output = try desk.run("dkim", command)
            #expect(output.status == 78 && output.stderr.contains("casepost dkim new SELECTOR"), "\(output.stderr)")
        }
    }
}
