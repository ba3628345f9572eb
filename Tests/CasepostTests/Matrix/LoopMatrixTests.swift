import Foundation
import TestSupport
import Testing

/// Rows 87 and 88 of section 9.C, and the limit of mails about a case: what ends loops that no header field gives away.
///
/// Each round is a process of its own, so all that is counted outlives a restart.
@Suite("Matrix: loops and floods", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct LoopMatrixTests {
    private static let rounds = 200
    private static let start = Date(timeIntervalSince1970: 1_795_000_000)
    private static let helpDesk = "help@district.example"
    private static let otherDesk = "service@district.example"

    /// Another help desk answers each mail of ours so many seconds later, for as long as it gets any; how many it got.
    private func play(
        _ matrix: MatrixDesk, first: String, after seconds: TimeInterval,
        answer: (SMTPSink.Transaction, Int) throws -> String
    ) throws -> Int {
        var (time, answered) = (Self.start, 0)
        try round(matrix, [first], at: time)
        for number in 1...Self.rounds {
            let new = matrix.sent.dropFirst(answered)
            if new.isEmpty { return answered }
            answered += new.count
            time += seconds
            try round(matrix, try new.map { try answer($0, number) }, at: time)
        }
        return answered
    }

    /// Takes mails in, and sends what is due a second later.
    private func round(_ matrix: MatrixDesk, _ mails: [String], at time: Date) throws {
        for mail in mails { try matrix.dovecot.folder().deliver(mail) }
        try matrix.desk.succeed("ingest", "--now", time.formatted(.iso8601))
        try matrix.desk.succeed("run-due", "--now", (time + 1).formatted(.iso8601))
    }

    private func newMail(_ round: Int) -> String {
        SampleMail.plain(
            from: Self.helpDesk, id: "round\(round)@help.example", subject: "Your request \(round)",
            text: "We have received your message and opened ticket \(round).")
    }

    @Test("row 87: a help desk that answers each acknowledgement by a new mail is held after five")
    func newMails() throws {
        let matrix = try MatrixDesk()
        try matrix.addContacts([Self.helpDesk])
        let mails = try play(matrix, first: newMail(0), after: 5) { _, round in newMail(round) }
        #expect(mails == 5)
        #expect(try matrix.cases().count == 5)
        #expect(try matrix.onlyHeldReason() == "loop")
        let log = try matrix.log(of: newMail(1_000), now: Self.start + 40)
        #expect(log.contains("alert") && log.contains("robot"), "\(log)")
        #expect(matrix.sent.count == 5 && matrix.sent.allSatisfy { $0.recipients == [Self.helpDesk] })
    }

    @Test("row 87: one that takes longer than a minute ends at the acknowledgements of an hour")
    func slowMails() throws {
        let matrix = try MatrixDesk()
        try matrix.addContacts([Self.helpDesk])
        let mails = try play(matrix, first: newMail(0), after: 70) { _, round in newMail(round) }
        #expect(mails == 20)
        #expect(try matrix.cases().count == 21 && matrix.held().isEmpty)
    }

    @Test("row 87: two help desks on one case that answer each other's posts by their tokens are held after a few")
    func tokens() throws {
        let matrix = try MatrixDesk()
        try matrix.addContacts([Self.helpDesk, Self.otherDesk])
        let first = SampleMail.plain(
            from: Self.helpDesk, id: "first@help.example", subject: "Between robots",
            text: "Contact: \(Self.otherDesk)\n\nA question.")
        let mails = try play(matrix, first: first, after: 5) { mail, round in
            let read = ReadMail(text: mail.text)
            return SampleMail.plain(
                from: try #require(mail.recipients.first), to: try #require(read.address("Reply-To")),
                id: "\(round).\(mail.recipients.joined())", text: "Thank you for mail \(round).")
        }
        let opened = try #require(try matrix.cases().first)
        #expect(opened.recipients.sorted() == [Self.helpDesk, Self.otherDesk])
        #expect(mails > 5 && mails <= 12, "\(mails)")
        #expect(try matrix.cases().count == 1)
        #expect(opened.texts().count <= 11)
        let held = try matrix.held()
        #expect(!held.isEmpty && held.allSatisfy { $0["reason"] as? String == "loop" }, "\(held)")
    }

    @Test("row 88: of 200 mails of a contact within an hour 30 open cases, 20 are acknowledged, the rest are held")
    func flood() throws {
        let matrix = try MatrixDesk()
        for number in 0..<200 { try matrix.dovecot.folder().deliver(cronMail(number)) }
        let log = try matrix.log(now: Self.start)
        #expect(log.contains("alert") && log.contains("more cases than the limit"))
        let held = try matrix.held()
        #expect(held.count == 170 && held.allSatisfy { $0["reason"] as? String == "rate" })
        #expect(try matrix.cases().count == 30)
        #expect(matrix.sent.count == 20 && matrix.sent.allSatisfy { $0.recipients == [MatrixDesk.ann] })
        // Somebody else is not kept waiting by it, and after the hour neither is she.
        try matrix.take(SampleMail.plain(from: MatrixDesk.maria, id: "88@university.example"), now: Self.start + 60)
        #expect(matrix.sent.last?.recipients == [MatrixDesk.maria])
        #expect(try matrix.take(cronMail(1_000), now: Self.start + 3_700)["opened"] == 1)
    }

    private func cronMail(_ number: Int) -> String {
        SampleMail.plain(id: "\(number)@cron.district.example", subject: "Job \(number)", text: "Job \(number) ran.")
    }

    @Test("row 88: of 200 mails of a contact to one case ten become posts within ten minutes, the rest are held")
    func floodOnCase() throws {
        let matrix = try MatrixDesk()
        let opened = try matrix.open("one", now: Self.start)
        for number in 0..<200 {
            try matrix.dovecot.folder().deliver(
                SampleMail.plain(
                    from: MatrixDesk.raj, to: opened.address, id: "\(number)@cron.example", text: "Job \(number) ran."))
        }
        let log = try matrix.log(now: Self.start + 60)
        #expect(log.contains("a sender floods a case"))
        let held = try matrix.held()
        #expect(held.count == 190 && held.allSatisfy { $0["reason"] as? String == "loop" })
        #expect(try matrix.show(opened.number).texts().count == 11)
        #expect(matrix.sent.count == 11)
    }

    @Test("beyond the limit of mails about a case its mails are kept back, the posts stay, and the case says so once")
    func mailsOfCase() throws {
        let matrix = try MatrixDesk(tables: "[limits]\nmails_per_case_per_10_minutes = 4")
        let opened = try matrix.open("one", now: Self.start)
        func post(_ number: Int) -> String {
            SampleMail.plain(
                from: MatrixDesk.raj, to: opened.address, id: "\(number)@district.example", text: "Post \(number).")
        }
        for number in 0..<8 { try matrix.dovecot.folder().deliver(post(number)) }
        try matrix.cycle(now: Self.start + 60)
        #expect(matrix.sent.count == 4, "the acknowledgement counts")
        let shown = try matrix.show(opened.number)
        #expect(shown.texts().count == 9)
        let kept = shown.texts("note").filter { $0.contains("kept back") }
        #expect(kept.count == 1)
        #expect(kept.first?.contains("more than 4 mails about the case within ten minutes") == true)
        try matrix.take(post(100), now: Self.start + 1_000)
        #expect(matrix.sent.count == 5, "ten minutes later mail goes out again")
    }
}
