import Foundation
import TestSupport
import Testing

/// Row 198 of section 9.J, and what stands between all and nothing.
@Suite("How much text goes into mail", .enabled(if: StrictMail.isAvailable, "needs python3"), .ownThread)
struct ContentTests {
    /// Stands in everything that people write.
    private static let secret = "Xyzzy"
    private static let ann = "ann.lee@district.example"
    private static let raj = "raj.patel@district.example"
    private static let sam = "sam.okafor@example.org"

    private let outbox: MailFolder
    private let desk: DeskFixture
    private let port: UInt16

    /// Lakeside chose link-only, Northfield excerpts.
    init() throws {
        let directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        port = try Loopback.freePort()
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"",
            smtp: """
                url = "maildir:\(outbox.path)"
                [notify]
                on_call = "pager@oncall.example"
                [web]
                listen = "127.0.0.1:\(port)"
                [[account]]
                name = "lakeside school district"
                content = "link-only"
                [[account]]
                name = "Northfield University"
                content = "excerpt"
                """, in: directory)
        try desk.write(
            "advisors.csv",
            """
            email,first_name,last_name,teams,digest,time_zone
            \(Self.sam),Sam,Okafor,Campus Support,immediate,America/Chicago

            """)
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
    }

    private func deliver(
        _ id: String, from: String = ann, to: String = DeskFixture.address, subject: String = "\(secret) is gone",
        text: String = "Since today \(secret) is gone.", at time: String = "2026-11-02T16:00:00Z"
    ) throws {
        let mail = SampleMail.plain(from: from, to: to, id: "\(id)@district.example", subject: subject, text: text)
        let output = try desk.run(["deliver", "--mailbox", "support", "--now", time], input: mail)
        #expect(output.status == 0, "\(output.stderr)")
    }

    /// The mails that went out, with whom each went to, read by Python.
    private func mails() throws -> [(to: String, mail: StrictMail)] {
        let octets = try outbox.messages
        let to = octets.map { ReadMail(text: String(decoding: $0, as: UTF8.self)).address("To") ?? "" }
        return zip(to, try StrictMail.read(octets)).map { ($0, $1) }
    }

    private func replyAddress(of person: String) throws -> String {
        let mails = try outbox.messages.map { ReadMail(text: String(decoding: $0, as: UTF8.self)) }
        return try #require(mails.last { $0.address("To") == person }?.address("Reply-To"))
    }

    private func link(in text: String) -> String? {
        text.firstMatch(of: /https:\/\/support\.example\.org(\/case\/[a-z2-7]{39})\n/).map { String($0.1) }
    }

    @Test("row 198: for a link-only account no mail has any word of a case in it, whatever happens on it")
    func linkOnly() throws {
        try deliver("q")
        let time = { (minute: Int) in ["--now", "2026-11-02T16:\(minute):00Z"] }
        func act(_ words: String..., at minute: Int) throws {
            let output = try desk.run(["case"] + words + time(minute))
            #expect(output.status == 0, "\(words): \(output.stderr)")
        }
        try act("assign", "1000001", Self.sam, at: 10)
        try act("recipients", "1000001", "add", Self.raj, at: 11)
        try act("post", "1000001", "--text", "\(Self.secret) answer", "--as", Self.sam, at: 12)
        try act("post", "1000001", "--text", "\(Self.secret) note", "--internal", at: 13)
        try desk.succeed("run-due", "--now", "2026-11-02T16:14:00Z")
        let address = try replyAddress(of: Self.ann)
        try deliver(
            "c", to: address, text: "#status\n#cases\n#recipients\n#priority high\n\n\(Self.secret), again.",
            at: "2026-11-02T16:15:00Z")
        try deliver("bad", to: address, text: "#priority \(Self.secret)\n\nMore.", at: "2026-11-02T16:16:00Z")
        try deliver("cases", subject: "Hello", text: "#cases", at: "2026-11-02T16:17:00Z")
        try act("permission", "1000001", "--text", "May we run \(Self.secret)?", at: 18)
        try act("escalate", "1000001", "Hosting", "--text", "\(Self.secret) tonight", at: 19)
        try act("status", "1000001", "pending customer input", "--text", "Which \(Self.secret)?", at: 20)
        try desk.succeed("run-due", "--now", "2026-11-05T22:00:00Z")
        try act("resolve", "1000001", "--text", "\(Self.secret) is back", "--as", Self.sam, at: 30)
        try act("close", "1000001", "--text", "\(Self.secret) done", at: 40)
        try desk.succeed("run-due", "--now", "2026-11-06T22:00:00Z")
        try desk.succeed("run-due", "--now", "2026-11-06T23:00:00Z")

        let mails = try mails()
        #expect(mails.count > 15)
        let subjects = Set(mails.map(\.mail.subject))
        for subject in [
            "We have your message", "New answer", "New message", "New internal note", "Your commands",
            "We need your permission", "Escalated", "Status: Pending Customer Verification", "We wait for your answer",
            "Closed",
        ] {
            #expect(subjects.contains("[#1000001] \(subject)"), "\(subject) is not among \(subjects)")
        }
        for (to, mail) in mails {
            for part in [mail.subject, mail.text, mail.html] {
                #expect(!part.lowercased().contains(Self.secret.lowercased()), "to \(to): \(part)")
            }
            // A survey asks about the case and tells nothing of it.
            let tellsNothing = mail.subject.hasSuffix("New internal note") || mail.subject.hasPrefix("How did we do?")
            #expect(link(in: mail.text) != nil || tellsNothing, "\(mail.text)")
        }
        for octets in try outbox.messages {
            #expect(!String(decoding: octets, as: UTF8.self).contains(Self.secret))
        }
    }

    @Test("the link shows its reader the case and the answer to commands, and nothing that is internal")
    func page() async throws {
        try deliver("q")
        try desk.succeed("case", "post", "1000001", "--text", "\(Self.secret) note", "--internal")
        try desk.succeed("run-due", "--now", "2026-11-02T16:14:00Z")
        try deliver("c", to: try replyAddress(of: Self.ann), text: "#recipients", at: "2026-11-02T16:15:00Z")
        try desk.succeed("run-due", "--now", "2026-11-02T16:16:00Z")
        let links = try mails().filter { $0.to == Self.ann }.compactMap { link(in: $0.mail.text) }
        #expect(links.count == 2)
        let gateway = try desk.start("serve", "--now", "2026-11-10T00:00:00Z")
        #expect(try await eventually { gateway.stderr.contains("pages served") })
        var pages: [String] = []
        for link in links { pages.append(try await get(link)) }
        #expect(pages.allSatisfy { $0.hasPrefix("HTTP/1.1 200") && $0.contains("Since today \(Self.secret) is gone.") })
        #expect(!pages.contains { $0.contains("\(Self.secret) note") })
        let answer = try #require(pages.first { $0.contains("These people are told about it:") })
        #expect(answer.contains("&lt;\(Self.ann)&gt;"))
        try desk.succeed("contact", "deactivate", Self.ann)
        #expect(try await get(links[0]).hasPrefix("HTTP/1.1 404"), "who is nobody any more sees nothing")
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        #expect(!gateway.stderr.contains(links[0].dropFirst(6)))
    }

    private func get(_ path: String) async throws -> String {
        try await LoopbackClient(port).exchange("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    }

    @Test("an excerpt has the beginning of what is new, and neither files nor what was said before")
    func excerpt() throws {
        let long = String(repeating: "One sentence of the answer. ", count: 40) + "The end of it."
        try deliver("q", from: "maria.garcia@university.example", subject: "Rosters", text: "They are empty.")
        try desk.succeed("case", "post", "1000001", "--text", long, "--now", "2026-11-02T16:10:00Z")
        try desk.succeed("run-due", "--now", "2026-11-02T16:14:00Z")
        try desk.succeed("run-due", "--now", "2026-11-02T16:15:00Z")
        let mail = try #require(try mails().last { $0.to == "maria.garcia@university.example" }?.mail)
        #expect(mail.subject == "[#1000001] Rosters")
        for part in [mail.text, mail.html] {
            #expect(part.contains("One sentence of the answer. …") || part.contains("answer. …"))
            #expect(!part.contains("The end of it.") && !part.contains("They are empty."))
        }
        #expect(link(in: mail.text) != nil)
    }

    @Test("mail that waits says as little as its account wants by the time it is sent, and the same at each attempt")
    func laterChoice() throws {
        try desk.succeed("case", "list")
        let toml = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        try desk.write("casepost.toml", toml.replacingOccurrences(of: "\"link-only\"", with: "\"full\""))
        try deliver("q")
        try desk.write("casepost.toml", toml)
        let first = try desk.succeed("template", "preview", "case-acknowledgement", "--case", "1000001")
        #expect(first.hasPrefix("Subject: [#1000001] We have your message\n"))
        #expect(
            try desk.succeed(
                "template", "preview", "case-acknowledgement", "--case", "1000001", "--now", "2026-11-09T00:00:00Z")
                == first)
        try desk.succeed("run-due", "--now", "2026-11-02T16:14:00Z")
        let sent = try #require(try mails().first { $0.to == Self.ann }?.mail)
        // The line end before the boundary of the parts belongs to that.
        #expect("Subject: \(sent.subject)\n\n\(sent.text)\n" == first)
    }

    @Test("an account that the registry does not have is told at each start")
    func unknownAccount() throws {
        let toml = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        try desk.write("casepost.toml", toml.replacingOccurrences(of: "lakeside school", with: "lakside school"))
        #expect(try desk.run("run-due").stderr.contains("the registry has no account of that name"))
    }

    @Test("digests of advisors and contacts have no word of a link-only case, and excerpts of others")
    func digests() throws {
        let advisors =
            "email,first_name,last_name,teams,digest,time_zone\n\(Self.sam),Sam,Okafor,Campus Support,hourly,UTC\n"
        try desk.write("advisors.csv", advisors)
        try desk.succeed("advisor", "import", desk.path("advisors.csv"), "--now", "2026-11-02T15:00:00Z")
        for address in [Self.raj, "maria.garcia@university.example"] {
            try desk.succeed("contact", "digest", address, "hourly", "--now", "2026-11-02T15:00:00Z")
        }
        try deliver("q")
        let long = String(repeating: "A sentence of some words. ", count: 40) + "The end."
        try deliver("r", from: "maria.garcia@university.example", subject: "Rooms", text: "Please.")
        for (number, text, address) in [("1000001", Self.secret, Self.raj), ("1000002", long, "")] {
            if !address.isEmpty {
                try desk.succeed("case", "recipients", number, "add", address, "--now", "2026-11-02T16:01:00Z")
            }
            try desk.succeed("case", "post", number, "--text", text, "--as", Self.sam, "--now", "2026-11-02T16:02:00Z")
        }
        try desk.succeed("run-due", "--now", "2026-11-02T17:00:05Z")
        let digests = try mails().filter { $0.mail.subject.hasPrefix("Your ") }
        #expect(Set(digests.map(\.to)) == [Self.sam, Self.raj, "maria.garcia@university.example"])
        for (_, mail) in digests {
            #expect(!(mail.subject + mail.text + mail.html).contains(Self.secret))
            #expect(!mail.text.contains("The end."))
        }
        let ofRaj = try #require(digests.first { $0.to == Self.raj }?.mail)
        #expect(
            ofRaj.text.contains("1000001  (not to be in mail)")
                && ofRaj.html.contains("subject=Re%3A%20%5B%231000001%5D\""))
        #expect(digests.first { $0.to.hasPrefix("maria") }?.mail.text.contains("A sentence of some words.") == true)
    }
}
