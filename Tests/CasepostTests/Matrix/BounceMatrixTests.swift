import Foundation
import TestSupport
import Testing

/// Rows 82 to 85 of section 9.C: mail of ours that comes back, by the address that its envelope had.
@Suite("Matrix: undeliverable mail", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct BounceMatrixTests {
    private static let start = Date(timeIntervalSince1970: 1_795_000_000)

    private let matrix: MatrixDesk
    private let opened: OpenedCase

    init() throws {
        matrix = try MatrixDesk(smtp: "bounce_address = \"bounces@example.org\"")
        opened = try matrix.open("one", now: Self.start)
    }

    /// What went out, but for what the desk is told of answers that are due.
    private var mails: [SMTPSink.Transaction] { matrix.sent.filter { $0.recipients != [MatrixDesk.sam] } }

    private func day(_ number: Int, hour: Int = 0) -> Date {
        Self.start + TimeInterval(number * 86_400 + hour * 3_600)
    }

    /// Has Raj write on Ann's case, so that a mail goes to her; gives it.
    private func notify(_ time: Date) throws -> SMTPSink.Transaction {
        let before = mails.count
        let id = "\(Int(time.timeIntervalSince1970))@posts.example"
        #expect(
            try matrix.take(
                SampleMail.plain(from: MatrixDesk.raj, to: opened.address, id: id, text: "Post \(id)."), now: time)[
                    "posted"] == 1)
        try #require(mails.count == before + 1)
        return try #require(mails.last)
    }

    /// A delivery report (RFC 3464) as a mail system writes it.
    private func report(
        to address: String, _ time: Date, action: String = "failed", status: String = "5.1.1",
        returning messageID: String = "none@elsewhere.example"
    ) -> String {
        """
        Return-Path: <>
        Received: from out.district.example by mx.example.org with ESMTPS; Fri, 20 Nov 2026 15:03:00 +0000
        From: Mail Delivery System <mailer-daemon@district.example>
        To: <\(address)>
        Subject: Delivery Status Notification
        Date: Fri, 20 Nov 2026 15:02:58 +0000
        Message-ID: <\(time.timeIntervalSince1970).\(action)\(status)@reports.example>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        About your message.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; out.district.example

        Final-Recipient: rfc822; somebody.else@district.example
        Action: \(action)
        Status: \(status)
        Diagnostic-Code: smtp; 550 \(status) so it is

        --b
        Content-Type: text/rfc822-headers

        Message-ID: <\(messageID)>
        Subject: About your case
        --b--

        """
    }

    private var isSuspended: Bool { get throws { try matrix.person(MatrixDesk.ann)["suspended"] is String } }

    @Test("row 82: after hard bounces on three different days nothing more is sent there, until the person writes")
    func suspended() throws {
        for number in 1...3 {
            #expect(try !isSuspended)
            let sent = try notify(day(number))
            #expect(sent.recipients == [MatrixDesk.ann])
            #expect(sent.reversePath.hasPrefix("bounces+") && sent.reversePath.hasSuffix("@example.org"))
            let log = try matrix.log(of: report(to: sent.reversePath, day(number, hour: 1)), now: day(number, hour: 1))
            #expect(log.contains("comes back, and is not sent any more") == (number == 3), "\(log)")
            #expect(mails.last?.text == sent.text, "a bounce is never answered")
        }
        #expect(try isSuspended)
        let before = mails.count
        try matrix.take(
            SampleMail.plain(from: MatrixDesk.raj, to: opened.address, id: "4@posts.example"), now: day(4))
        #expect(mails.count == before, "kept back")
        #expect(try matrix.show(opened.number).texts().count == 5, "the post is on the case")
        #expect(try matrix.cases().count == 1 && matrix.held().isEmpty)
        let own = SampleMail.plain(to: opened.address, id: "5@posts.example", text: "I am here.")
        #expect(try matrix.take(own, now: day(5))["posted"] == 1)
        #expect(try !isSuspended)
        #expect(try notify(day(6)).recipients == [MatrixDesk.ann])
        #expect(mails.count == before + 1, "what was kept back stays so")
    }

    @Test("row 82: an unproven mail in the person's name does not lift a suspension")
    func stillSuspended() throws {
        for number in 1...3 {
            let path = try notify(day(number)).reversePath
            try matrix.take(report(to: path, day(number, hour: 1)), now: day(number, hour: 1))
        }
        try matrix.take(
            SampleMail.plain(to: opened.address, id: "5@posts.example", isVerified: false), now: day(5))
        #expect(try isSuspended)
        #expect(try matrix.onlyHeldReason() == "unverified")
    }

    @Test("row 82: many hard bounces on one day do not suspend, nor do many about one mail")
    func oneDay() throws {
        for hour in 1...4 {
            let path = try notify(day(1, hour: hour)).reversePath
            try matrix.take(report(to: path, day(1, hour: hour) + 60), now: day(1, hour: hour) + 60)
        }
        let path = try notify(day(2)).reversePath
        for number in 3...5 { try matrix.take(report(to: path, day(number)), now: day(number)) }
        #expect(try !isSuspended)
    }

    @Test(
        "row 84: reports that say no more than late, delivered, passed on or refused by policy suspend nobody",
        arguments: [("delayed", "4.4.7"), ("delivered", "2.0.0"), ("relayed", "2.0.0"), ("failed", "5.7.1")])
    func harmless(_ action: String, _ status: String) throws {
        for number in 1...4 {
            let path = try notify(day(number)).reversePath
            let report = report(to: path, day(number, hour: 1), action: action, status: status)
            let log = try matrix.log(of: report, now: day(number, hour: 1))
            #expect(log.contains("refused for its content or its sender") == (status == "5.7.1"), "\(log)")
        }
        #expect(try !isSuspended)
        #expect(mails.count == 5)
        #expect(try matrix.cases().count == 1 && matrix.held().isEmpty)
    }

    @Test("row 84: reports to forged addresses, or about mail of others, count against nobody")
    func forged() throws {
        for number in 1...3 {
            let path = try notify(day(number)).reversePath
            let feed = try matrix.show(opened.number).feed.count
            let token = String(path.dropFirst("bounces+".count).prefix(39))
            let changed = (token.hasPrefix("a") ? "b" : "a") + token.dropFirst()
            let addresses = [
                "bounces+\(changed)@example.org", "bounces+\(opened.token)@example.org", "bounces@example.org",
                DeskFixture.address, opened.address,
            ]
            for (index, address) in addresses.enumerated() {
                let time = day(number, hour: 1) + TimeInterval(index)
                #expect(try matrix.take(report(to: address, time), now: time)["bounces"] == 1)
            }
            #expect(try matrix.show(opened.number).feed.count == feed, "none of them is an entry")
        }
        #expect(try !isSuspended)
        #expect(try matrix.cases().count == 1 && matrix.held().isEmpty)
        #expect(mails.count == 4)
    }

    @Test("row 84: a vacation that comes to the address for bounces is none")
    func vacation() throws {
        for number in 1...4 {
            let path = try notify(day(number)).reversePath
            let vacation = SampleMail.plain(
                to: path, id: "\(number)@vacation.example", subject: "Out of office", text: "I am away.",
                headers: "Auto-Submitted: auto-replied\n")
            #expect(try matrix.take(vacation, now: day(number, hour: 1))["autoReplies"] == 1)
        }
        #expect(try !isSuspended)
        #expect(mails.count == 5)
    }

    @Test("row 85: an acknowledgement that comes back is counted by its identifier, and nothing is sent")
    func acknowledgement() throws {
        #expect(mails.first?.reversePath == "", "no mail system may answer it")
        for number in 1...3 {
            let opened = try matrix.open("day \(number)", now: day(number))
            let sent = mails.count
            let report = report(to: DeskFixture.address, day(number, hour: 1), returning: opened.messageID)
            #expect(try matrix.take(report, now: day(number, hour: 1))["bounces"] == 1)
            #expect(mails.count == sent)
        }
        #expect(try isSuspended)
        #expect(try matrix.cases().count == 4 && matrix.held().isEmpty)
    }

    @Test("row 85: a question to a contact that comes back is counted, confirms nothing, and nothing is sent")
    func challenge() throws {
        try matrix.take(SampleMail.plain(id: "85@district.example", isVerified: false), now: day(1))
        let asked = try #require(mails.last)
        #expect(asked.reversePath == "")
        let id = try #require(ReadMail(text: asked.text).address("Message-ID"))
        let report = report(to: DeskFixture.address, day(1, hour: 1), returning: id)
        #expect(try matrix.take(report, now: day(1, hour: 1))["bounces"] == 1)
        #expect(try matrix.held().map { $0["state"] as? String } == ["waiting"])
        #expect(mails.count == 2)
        #expect(try matrix.cases().count == 1)
    }
}
