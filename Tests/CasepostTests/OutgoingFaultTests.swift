import Foundation
import TestSupport
import Testing

/// What the outbox makes of every kind of answer at every step of the conversation.
@Suite("A misbehaving outgoing server", .ownThread)
struct OutgoingFaultTests {
    /// What becomes of a mail.
    enum Fate: String, Sendable {
        /// Tried again by the back-off; an attempt is counted.
        case deferred
        /// The same, and the server may have it.
        case doubtful
        /// Given up, with a note on its case.
        case failed
        /// Kept as it was: nothing is sent until the pause is over.
        case paused
    }

    private static let start = "2026-11-20T15:04:00Z"

    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A desk that hands its mail to that server, with one acknowledgement in its outbox.
    private func makeDesk(_ sink: SMTPSink, smtp: String? = nil) throws -> DeskFixture {
        let desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: smtp ?? DeskFixture.smtp(sink), in: directory)
        try deliver("q", to: desk)
        return desk
    }

    private func deliver(_ id: String, to desk: DeskFixture, headers: String = "") throws {
        let mail = SampleMail.plain(id: "\(id)@district.example", headers: headers)
        let output = try desk.run(["deliver", "--mailbox", "support", "--now", Self.start], input: mail)
        #expect(output.status == 0, "\(output.stderr)")
    }

    private func outbox(_ desk: DeskFixture, _ options: String...) throws -> [[String: Any]] {
        let output = try desk.run(["outbox", "list", "--json"] + options)
        #expect(output.status == 0, "\(output.stderr)")
        return try desk.jsonLines(output.stdout)
    }

    private func notes(_ desk: DeskFixture) throws -> [String] {
        let json = try #require(try desk.jsonLines(try desk.succeed("case", "show", "1000001", "--json")).first)
        return MatrixCase(json: json).texts("note")
    }

    @Test(
        "rows 102, 103, 104: each answer at each step is met as it deserves, and the mail is sent once the server is well",
        arguments: [
            (.connect, .reply("421 4.3.2 Later"), .deferred), (.connect, .reply("554 5.3.2 Never"), .paused),
            (.connect, .drop, .deferred),
            (.ehlo, .reply("451 4.3.0 Later"), .deferred), (.ehlo, .reply("550 5.7.1 Never"), .paused),
            (.ehlo, .drop, .deferred),
            (.auth, .reply("454 4.7.0 Later"), .deferred), (.auth, .reply("535 5.7.8 Wrong"), .paused),
            (.auth, .drop, .deferred),
            (.mail, .reply("421 4.3.2 Bye"), .deferred), (.mail, .reply("451 4.3.0 Later"), .deferred),
            (.mail, .reply("550 5.7.1 Not you"), .paused), (.mail, .reply("530 5.7.0 Log in"), .paused),
            (.mail, .drop, .deferred),
            (.rcpt, .reply("450 4.2.0 Greylisted"), .deferred), (.rcpt, .reply("421 4.3.2 Bye"), .deferred),
            (.rcpt, .reply("550 5.1.1 Unknown"), .failed), (.rcpt, .drop, .deferred),
            (.data, .reply("451 4.3.0 Later"), .deferred), (.data, .reply("554 5.7.1 No"), .failed),
            (.data, .drop, .deferred),
            (.endOfData, .reply("451 4.3.0 Later"), .deferred), (.endOfData, .reply("554 5.7.1 Spam"), .failed),
            (.endOfData, .drop, .doubtful),
        ] as [(SMTPSink.Moment, SMTPSink.Reaction, Fate)])
    func everyStep(_ moment: SMTPSink.Moment, _ reaction: SMTPSink.Reaction, _ fate: Fate) throws {
        let sink = try SMTPSink(extensions: ["PIPELINING", "8BITMIME", "AUTH PLAIN"])
        let login = "username = \"desk\"\npassword_file = \"password\""
        let desk = try makeDesk(sink, smtp: DeskFixture.smtp(sink) + (moment == .auth ? "\n\(login)" : ""))
        sink.on(moment, reaction)
        let before = try #require(try outbox(desk).first)
        let output = try desk.run("run-due", "--now", Self.start)
        #expect(output.status == (fate == .paused ? 75 : 0), "\(output.stdout)\(output.stderr)")
        let after = try #require(try outbox(desk).first)
        #expect(after["state"] as? String == (fate == .failed ? "failed" : "queued"))
        #expect(after["attempts"] as? Int == (fate == .paused ? 0 : 1))
        #expect(after["maybeDuplicate"] as? Bool == (fate == .doubtful))
        #expect(after["lastError"] is String)
        #expect(after["nextAttempt"] as? String == (fate == .failed ? nil : next(fate)))
        try heal(sink, desk, fate, messageID: before["messageId"] as? String ?? "")
    }

    private func next(_ fate: Fate) -> String { fate == .paused ? Self.start : "2026-11-20T15:05:00Z" }

    /// An hour later the server is well: what was not given up goes out as the same mail, and nothing goes out beside it.
    private func heal(_ sink: SMTPSink, _ desk: DeskFixture, _ fate: Fate, messageID: String) throws {
        sink.behave()
        let output = try desk.run("run-due", "--now", "2026-11-20T16:04:00Z")
        #expect(output.status == 0, "\(output.stderr)")
        let identifiers = sink.transactions.map { ReadMail(text: $0.text).field("Message-ID") }
        #expect(identifiers.allSatisfy { $0 == "<\(messageID)>" })
        #expect(Set(sink.transactions.map { ReadMail(text: $0.text).field("Date") }).count <= 1)
        #expect(sink.accepted.count == (fate == .failed ? 0 : 1))
        let notes = try notes(desk).filter { $0.contains("could not be delivered") }
        #expect(notes.count == (fate == .failed ? 1 : 0))
        #expect(notes.allSatisfy { $0.hasPrefix("Mail to ann.lee@district.example could not be delivered: ") })
        #expect(try outbox(desk, "--state", "sent").count == (fate == .failed ? 0 : 1))
        #expect(try outbox(desk).count == (fate == .failed ? 1 : 0))
    }

    @Test(
        "row 109: without a good STARTTLS nothing is sent in clear, not even the sender's name",
        arguments: [
            (nil, true), (.reply("502 5.5.1 No"), true), (.reply("454 4.7.0 Later"), false), (.drop, false),
        ] as [(SMTPSink.Reaction?, Bool)])
    func startTLS(_ reaction: SMTPSink.Reaction?, _ isPaused: Bool) throws {
        let sink = try SMTPSink(extensions: ["PIPELINING"] + (reaction == nil ? [] : ["STARTTLS"]))
        if let reaction { sink.on(.startTLS, reaction) }
        let desk = try makeDesk(sink, smtp: "url = \"smtp://127.0.0.1:\(sink.port)\"")
        let output = try desk.run("run-due", "--now", Self.start)
        #expect(output.status == (isPaused ? 75 : 0), "\(output.stdout)\(output.stderr)")
        #expect(!sink.commands.contains { $0.line.hasPrefix("MAIL") || $0.line.hasPrefix("AUTH") })
        #expect(try outbox(desk).map { $0["state"] as? String } == ["queued"])
    }

    @Test("row 102: a server whose name nobody knows is asked for again later")
    func unknownHost() throws {
        let desk = try makeDesk(try SMTPSink(), smtp: "url = \"smtps://mail.nowhere.invalid\"")
        #expect(try desk.succeed("run-due", "--now", Self.start).contains("1 deferred"))
        #expect(try outbox(desk).map { $0["nextAttempt"] as? String } == ["2026-11-20T15:05:00Z"])
    }

    @Test("row 104: a pause outlives the process, is tried with one mail when it ends, and ends by itself or by hand")
    func pause() throws {
        let sink = try SMTPSink()
        let desk = try makeDesk(sink)
        for number in 2...4 { try deliver("q\(number)", to: desk) }
        sink.on(.mail, .reply("550 5.7.1 Not you"))
        let first = try desk.run("run-due", "--now", Self.start)
        #expect(first.status == 75 && first.stderr.contains("Not you") && first.stderr.contains("outbox retry"))
        #expect(try outbox(desk).allSatisfy { $0["attempts"] as? Int == 0 })
        let connections = sink.connections
        #expect(try desk.run("run-due", "--now", "2026-11-20T15:04:30Z").status == 75)
        #expect(sink.connections == connections, "nothing is tried while the pause holds")
        let commands = sink.commands.count { $0.line.hasPrefix("MAIL") }
        #expect(try desk.run("run-due", "--now", "2026-11-20T15:05:00Z").status == 75)
        #expect(sink.commands.count { $0.line.hasPrefix("MAIL") } == commands + 1, "one mail finds out")
        #expect(try desk.succeed("outbox", "list").contains("takes nothing from us since 2026-11-20T15:04:00Z"))
        sink.behave()
        #expect(try desk.succeed("outbox", "retry", "--now", "2026-11-20T15:05:01Z").contains("pause"))
        #expect(try desk.succeed("run-due", "--now", "2026-11-20T15:05:02Z").contains("4 sent"))
    }

    @Test("row 101: of ten recipients one is refused; nine have the mail, and the case says why the tenth has not")
    func oneOfTen() throws {
        let sink = try SMTPSink()
        let desk = try makeDesk(sink)
        try addRecipients((1...9).map { "p\($0)@district.example" }, to: desk)
        try desk.succeed("run-due", "--now", Self.start)
        let before = sink.accepted.count
        sink.on(.rcpt, containing: "p4@", .reply("550 5.1.1 No such teacher"))
        try post(on: desk)
        #expect(try desk.succeed("run-due", "--now", "2026-11-20T15:10:00Z").contains("9 sent, 0 deferred, 1 failed"))
        #expect(sink.accepted.count - before == 9)
        let failed = try #require(try outbox(desk, "--to", "p4@district.example").first)
        #expect((failed["lastError"] as? String)?.contains("No such teacher") == true)
        #expect(try notes(desk).filter { $0.contains("No such teacher") }.count == 1)
        try desk.succeed("run-due", "--now", "2026-11-20T18:10:00Z")
        #expect(sink.accepted.count - before == 9, "a failed mail brings about no other")
    }

    @Test("row 100: an address that needs SMTPUTF8 fails clearly where the server has it not, and nothing is sent raw")
    func international() throws {
        let sink = try SMTPSink(extensions: ["PIPELINING", "8BITMIME"])
        let desk = try makeDesk(sink)
        try addRecipients(["jürgen@district.example"], to: desk)
        try post(on: desk)
        let output = try desk.run("run-due", "--now", "2026-11-20T15:10:00Z")
        #expect(output.status == 0 && output.stdout.contains("1 failed"), "\(output.stdout)")
        #expect(sink.commands.allSatisfy { $0.line.utf8.allSatisfy { $0 < 0x80 } })
        let failed = try #require(try outbox(desk).first)
        #expect((failed["lastError"] as? String)?.contains("SMTPUTF8") == true)
    }

    @Test(
        "row 110: of junk and 500 identifiers in References, the answer has twenty good ones at most, on folded lines")
    func references() throws {
        let sink = try SMTPSink()
        let desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: DeskFixture.smtp(sink), in: directory)
        let identifiers = (1...500).map { "<\($0).\(String(repeating: "x", count: 60))@district.example>" }
        let junk = "junk <> <a b@c> @ \"<"
        try deliver("many", to: desk, headers: "References: \(junk)\n \(identifiers.joined(separator: "\n "))\n")
        #expect(try desk.succeed("run-due", "--now", Self.start).contains("1 sent"))
        let text = try #require(sink.accepted.first).text
        #expect(text.split(separator: "\r\n", omittingEmptySubsequences: false).allSatisfy { $0.utf8.count <= 998 })
        let references = try #require(ReadMail(text: text).field("References"))
        let words = references.split(whereSeparator: \.isWhitespace)
        #expect((1...20).contains(words.count) && words.last == "<many@district.example>", "\(words.count)")
        #expect(
            words.allSatisfy { word in
                word.hasPrefix("<") && word.hasSuffix(">") && word.count { $0 == "@" } == 1
                    && !word.dropFirst().contains("<")
            }, "\(words)")
    }

    @Test("no more than rate_per_minute go in a minute, whichever process sends them")
    func rate() throws {
        let sink = try SMTPSink()
        let desk = try makeDesk(sink, smtp: DeskFixture.smtp(sink) + "\nrate_per_minute = 2")
        for number in 2...5 { try deliver("q\(number)", to: desk) }
        let first = try desk.succeed("run-due", "--now", Self.start)
        #expect(first.contains("2 sent") && first.contains("rate_per_minute"))
        #expect(try desk.succeed("run-due", "--now", "2026-11-20T15:04:59Z").contains("0 sent"))
        #expect(try desk.succeed("run-due", "--now", "2026-11-20T15:05:00Z").contains("2 sent"))
        #expect(try desk.succeed("run-due", "--now", "2026-11-20T15:06:00Z").contains("1 sent"))
        #expect(sink.accepted.count == 5)
    }

    @Test("a mail that was on its way when the process died goes again as the same mail, and is marked")
    func died() throws {
        let sink = try SMTPSink()
        let desk = try makeDesk(sink)
        #expect(try desk.run("run-due", "--now", Self.start, failpoint: "outbox.delivered:1").status == -SIGKILL)
        try desk.succeed("run-due", "--now", "2026-11-20T16:04:00Z")
        try desk.succeed("run-due", "--now", "2026-11-20T16:06:00Z")
        #expect(Set(sink.accepted.map { ReadMail(text: $0.text).field("Message-ID") }).count == 1)
        #expect(try outbox(desk, "--state", "sent").map { $0["maybeDuplicate"] as? Bool } == [true])
    }

    /// Contacts with these addresses, on the list of the case.
    private func addRecipients(_ addresses: [String], to desk: DeskFixture) throws {
        for address in addresses {
            try desk.succeed(
                "contact", "add", address, "--account", "Lakeside School District", "--role", "authorizedSupport")
            try desk.succeed("case", "recipients", "1000001", "add", address)
        }
    }

    private func post(on desk: DeskFixture) throws {
        try desk.succeed("case", "post", "1000001", "--text", "News.", "--now", "2026-11-20T15:09:00Z")
    }
}
