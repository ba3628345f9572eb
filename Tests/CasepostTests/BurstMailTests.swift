import Foundation
import TestSupport
import Testing

/// News that comes in bursts, and what is told of it after a flood, as people find it in their mailboxes.
@Suite("Bursts", .ownThread)
struct BurstMailTests {
    private static let start = Date(timeIntervalSince1970: 1_795_010_400)
    private let outbox: MailFolder
    private let desk: DeskFixture

    init() throws {
        let directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"\n[notify]\nquiet_seconds = 60",
            in: directory)
        try desk.write(
            "advisors.csv",
            """
            email,first_name,last_name,teams,digest,time_zone
            sam.okafor@example.org,Sam,Okafor,Campus Support,off,Europe/Berlin

            """)
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
    }

    /// Runs a command as if it were so many seconds after the start.
    @discardableResult
    private func at(_ seconds: TimeInterval, _ arguments: String...) throws -> String {
        let output = try desk.run(arguments + ["--now", (Self.start + seconds).formatted(.iso8601)])
        #expect(output.status == 0, "\(arguments): \(output.stderr)")
        return output.stdout
    }

    private func deliver(_ mail: String, at seconds: TimeInterval) throws {
        let time = (Self.start + seconds).formatted(.iso8601)
        let output = try desk.run(["deliver", "--mailbox", "support", "--now", time], input: mail)
        #expect(output.status == 0, "\(output.stderr)")
    }

    private func mails(to address: String) throws -> [ReadMail] {
        try outbox.messages.map { ReadMail(text: String(decoding: $0, as: UTF8.self)) }
            .filter { $0.address("To") == address }
    }

    /// Opens a case of which Ann and Raj are told.
    private func open() throws {
        try deliver(
            SampleMail.plain(
                id: "1@district.example", subject: "Trouble", text: "It is broken.",
                headers: "Cc: raj.patel@district.example\n"), at: 0)
        try at(0, "run-due")
    }

    @Test("the acknowledgement goes at once; a minute's news is one mail that tells the newest first")
    func burst() throws {
        try open()
        #expect(try mails(to: "ann.lee@district.example").count == 1)
        try at(10, "case", "assign", "1000001", "sam.okafor@example.org", "--as", "sam.okafor@example.org")
        try at(20, "case", "post", "1000001", "--text", "I look at it.", "--as", "sam.okafor@example.org")
        try at(30, "case", "set", "1000001", "--priority", "high")
        try at(40, "case", "resolve", "1000001", "--text", "Press F5.", "--as", "sam.okafor@example.org")
        try at(69, "run-due")
        #expect(try mails(to: "ann.lee@district.example").count == 1)
        #expect(try mails(to: "raj.patel@district.example").count == 1, "his minute began with the case")
        try at(70, "run-due")
        let ann = try mails(to: "ann.lee@district.example")
        #expect(ann.count == 2)
        let text = try #require(ann.last { $0.text.contains("things happened") }?.text)
        #expect(text.contains("Subject: [#1000001] Trouble"))
        let order = [
            "The case is now: Pending Customer Verification.", "The priority is now: High.", "I look at it.",
            "The case is now: Assigned.", "RESOLUTION",
        ].map { text.range(of: $0)?.lowerBound }
        #expect(order.allSatisfy { $0 != nil })
        #expect(order.compactMap(\.self) == order.compactMap(\.self).sorted())
        #expect(text.contains("Press F5.") && text.contains("Auto-Submitted: auto-generated"))
        let raj = try #require(try mails(to: "raj.patel@district.example").first?.text)
        #expect(raj.contains("It is broken.") && raj.contains("opened the case") && raj.contains("I look at it."))
    }

    @Test("a talkative case is told of every minute, and in order")
    func talkative() throws {
        try open()
        for number in 1...30 {
            try at(Double(number) * 10, "case", "post", "1000001", "--text", "Words number \(number).")
            try at(Double(number) * 10, "run-due")
        }
        let mails = try mails(to: "ann.lee@district.example").dropFirst()
        #expect((4...6).contains(mails.count), "\(mails.count) mails")
        try at(400, "run-due")
        let all = try self.mails(to: "ann.lee@district.example").map(\.text)
        for number in 1...30 {
            // As news it is in one mail, above what was said before.
            let news = all.map { $0.components(separatedBy: "EARLIER ON THIS CASE")[0] }
            #expect(news.count { $0.contains("Words number \(number).") } == 1, "\(number)")
        }
    }

    @Test("a question for permission is a mail of its own, behind the news before it, and neither waits")
    func permission() throws {
        try open()
        try at(100, "run-due")
        try at(200, "case", "post", "1000001", "--text", "I have an idea.")
        try at(205, "case", "permission", "1000001", "--text", "May we restart it?")
        try at(206, "run-due")
        let subjects = try mails(to: "ann.lee@district.example").compactMap { $0.field("Subject") }
        #expect(subjects.suffix(2) == ["[#1000001] Trouble", "[#1000001] We need your permission: Trouble"])
        try at(207, "case", "post", "1000001", "--text", "Or tomorrow.")
        try at(208, "run-due")
        #expect(try mails(to: "ann.lee@district.example").count == subjects.count, "this waits again")
    }

    @Test("under serve the quiet time ends by itself")
    func serve() async throws {
        try desk.configure(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"\n[notify]\nquiet_seconds = 2")
        let serve = try desk.start("serve")
        #expect(try await eventually { serve.stderr.contains("serving") })
        let output = try desk.run(
            ["deliver", "--mailbox", "support"],
            input: SampleMail.plain(
                id: "1@district.example", text: "It is broken.", headers: "Cc: raj.patel@district.example\n"))
        #expect(output.status == 0, "\(output.stderr)")
        try desk.succeed("case", "post", "1000001", "--text", "We look at it.")
        let outbox = outbox
        // Ann: the acknowledgement, and the answer; Raj: both as one mail.
        #expect(try await eventually { outbox.count == 3 })
        serve.signal(SIGTERM)
        #expect(serve.wait().status == 0)
        let raj = try mails(to: "raj.patel@district.example")
        #expect(raj.count == 1 && raj.first?.text.contains("things happened") == true)
    }

    @Test("ten minutes after the limit of mails was reached, what was kept back is one mail to each, and only once")
    func flood() throws {
        try desk.configure(
            mailbox: "url = \"pipe:\"",
            smtp: "url = \"maildir:\(outbox.path)\"\n[limits]\nmails_per_case_per_10_minutes = 6")
        try open()
        for number in 1...8 { try at(Double(number), "case", "post", "1000001", "--text", "Words \(number).") }
        try at(30, "run-due")
        #expect(outbox.count == 6)
        // The limit would let it go, and it must not overtake the others.
        try at(602, "case", "post", "1000001", "--text", "Words 9.")
        #expect(try at(602, "run-due").contains("kept back") == false)
        #expect(outbox.count == 6)
        #expect(try at(604, "run-due").contains("kept back: told by 2 mails"))
        #expect(outbox.count == 8)
        for person in ["ann.lee@district.example", "raj.patel@district.example"] {
            let text = try #require(try mails(to: person).first { $0.text.contains("things happened") }?.text)
            let places = (3...9).reversed().map { text.range(of: "Words \($0).")?.lowerBound }
            #expect(places.allSatisfy { $0 != nil })
            #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted(), "newest first")
        }
        try at(700, "run-due")
        try at(1_300, "run-due")
        #expect(outbox.count == 8)
        try at(1_300, "case", "post", "1000001", "--text", "Words 10.")
        try at(1_301, "run-due")
        #expect(outbox.count == 10, "the flood is over")
        let notes = try #require(try desk.cases().first?["feed"] as? [[String: Any]]).compactMap {
            $0["text"] as? String
        }
        #expect(notes.count { $0.contains("kept back") } == 1)
    }
}
