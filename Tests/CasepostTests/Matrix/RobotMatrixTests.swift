import Foundation
import TestSupport
import Testing

/// Rows 78 to 81, 86, 89 to 94 of section 9.C: mail of programs, lists and mail systems.
///
/// Row 95 is among the commands.
@Suite("Matrix: robots", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct RobotMatrixTests {
    /// What becomes of a mail; none of these may be answered, but for a person's.
    enum Outcome: Sendable, Equatable {
        /// Only the ledger has it, as that.
        case recorded(String)
        case held(String)
        case openedQuietly
        case openedAndAcknowledged
    }

    /// One mail of a contact of its own.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let author: String
        let mail: String
        let outcome: Outcome

        init(
            _ row: String, _ what: String, from author: String? = nil, fields: String = "", subject: String? = nil,
            type: String = "text/plain; charset=utf-8", text: String = "A question.", isVerified: Bool = true,
            top: String = "", _ outcome: Outcome
        ) {
            let author = author ?? "robot\(row)@district.example"
            testDescription = "row \(row.prefix { $0.isNumber }): \(what)"
            self.author = author
            self.outcome = outcome
            mail =
                top
                + SampleMail.plain(
                    from: author, id: "row\(row)@robots.example", subject: subject ?? "Robot mail \(row)", text: text,
                    headers: fields, isVerified: isVerified
                ).replacingOccurrences(of: "text/plain; charset=utf-8", with: type)
        }
    }

    private static let automatic = [
        Row(
            "78a", "parameters behind auto-replied", fields: "Auto-Submitted: auto-replied; x=y\n",
            .recorded("autoReply")),
        Row("78b", "a comment and capitals", fields: "Auto-Submitted: Auto-Generated (cron)\n", .recorded("autoReply")),
        Row(
            "78c", "no with a parameter is a person's mail", fields: "Auto-Submitted: No; x=y\n",
            .openedAndAcknowledged),
        Row("78d", "X-Autoreply alone", fields: "X-Autoreply: yes\n", .recorded("autoReply")),
        Row(
            "78e", "an unproven robot of a contact asks nobody", fields: "Auto-Submitted: auto-replied\n",
            isVerified: false, .recorded("autoReply")),
        Row(
            "80a", "of two Precedence fields the second says bulk",
            fields: "Precedence: never-bounce\nPrecedence: bulk\n", .recorded("autoReply")),
        Row("80b", "X-Precedence says junk", fields: "X-Precedence: junk\n", .recorded("autoReply")),
        Row(
            "81a", "a vacation with an empty reverse-path opens no case", fields: "Auto-Submitted: auto-replied\n",
            subject: "Out of office", top: "Return-Path: <>\n", .recorded("autoReply")),
        Row("81b", "an empty reverse-path alone", top: "Return-Path: <>\n", .recorded("autoReply")),
    ]
    private static let lists = [
        Row("89a", "List-Id on a contact's mail", fields: "List-Id: <staff.district.example>\n", .held("list")),
        Row("89b", "Precedence: list", fields: "Precedence: list\n", .held("list")),
        Row(
            "89c", "List-Unsubscribe alone on a contact's mail",
            fields: "List-Unsubscribe: <https://district.example/u>\n", .openedQuietly),
        Row(
            "89d", "the list itself is the contact", from: "staff@district.example",
            fields: "List-Id: <staff.district.example>\nList-Post: <mailto:staff@district.example>\n", .openedQuietly),
        Row(
            "89e", "an unproven mail that says where to unsubscribe asks nobody",
            fields: "List-Unsubscribe: <https://district.example/u>\n", isVerified: false, .held("unverified")),
    ]
    private static let systems = [
        Row("90a", "mailer-daemon without a sign", from: "mailer-daemon@district.example", .openedQuietly),
        Row("90b", "postmaster without a sign", from: "postmaster@district.example", .openedQuietly),
        Row("90c", "no-reply without a sign", from: "no-reply@district.example", .openedQuietly),
        Row("90d", "an unproven no-reply", from: "noreply@district.example", isVerified: false, .held("unverified")),
        Row(
            "90e", "X-Auto-Response-Suppress on a person's mail", fields: "X-Auto-Response-Suppress: OOF, AutoReply\n",
            .openedQuietly),
        Row(
            "92a", "a read receipt", type: "multipart/report; report-type=disposition-notification; boundary=b",
            text: """
                --b
                Content-Type: text/plain

                Your message was displayed.
                --b
                Content-Type: message/disposition-notification

                Final-Recipient: rfc822;robot92a@district.example
                Disposition: manual-action/MDN-sent-manually; displayed
                --b--
                """, .recorded("ignored")),
        Row(
            "92b", "an answer to an invitation", type: "text/calendar; method=REPLY",
            text: "BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR", .recorded("ignored")),
        Row(
            "93a", "a subject that says Automatic reply", subject: "Automatic reply: Robot mail 93a",
            .openedQuietly),
        Row(
            "94a", "120 servers", fields: String(repeating: "Received: from a.example by b.example\n", count: 120),
            .held("hopCount")),
        Row(
            "94b", "60 servers", fields: String(repeating: "Received: from a.example by b.example\n", count: 60),
            .openedAndAcknowledged),
    ]
    private static let rows = automatic + lists + systems
    private static let strangers = ["mailer-daemon", "postmaster", "no-reply"].map { "\($0)@elsewhere.example" }

    /// What came of all rows, as plain values, so that the servers end.
    private struct Taking: Sendable {
        var outcomes: [String: String] = [:]
        var held: [String: String] = [:]
        var cases: [String: Int] = [:]
        var sent: [SMTPSink.Transaction] = []
        var log = ""
    }

    private static let taken = Result {
        let matrix = try MatrixDesk()
        try matrix.addContacts(rows.map(\.author))
        for row in rows { try matrix.dovecot.folder().deliver(row.mail) }
        for author in strangers { try matrix.dovecot.folder().deliver(SampleMail.plain(from: author, id: author)) }
        var taking = Taking()
        taking.log = try matrix.log()
        for item in try matrix.held() { taking.held[item["from"] as? String ?? ""] = item["reason"] as? String }
        for opened in try matrix.cases() { taking.cases[opened.contact, default: 0] += 1 }
        for row in rows {
            taking.outcomes[row.author] = try matrix.earlier(row.mail)?["outcome"] as? String
        }
        taking.sent = matrix.sent
        return taking
    }

    @Test("comes to what its row says, and is not answered", arguments: rows)
    func row(_ row: Row) throws {
        let taking = try Self.taken.get()
        let outcome = taking.outcomes[row.author]
        switch row.outcome {
        case .recorded(let expected):
            #expect(outcome == expected)
            #expect(taking.cases[row.author] == nil && taking.held[row.author] == nil)
        case .held(let reason):
            #expect(outcome == "held" && taking.held[row.author] == reason)
            #expect(taking.cases[row.author] == nil)
        case .openedQuietly, .openedAndAcknowledged:
            #expect(outcome == "opened" && taking.cases[row.author] == 1)
            #expect(taking.held[row.author] == nil)
        }
        let answers = taking.sent.count { $0.recipients.contains(row.author) }
        #expect(answers == (row.outcome == .openedAndAcknowledged ? 1 : 0))
    }

    @Test("rows 78 to 94: nobody but the two persons among them is written to, and the circle alerts the operator")
    func nobodyElse() throws {
        let taking = try Self.taken.get()
        #expect(taking.sent.count == Self.rows.count { $0.outcome == .openedAndAcknowledged })
        for author in Self.strangers { #expect(taking.held[author] == "stranger") }
        #expect(taking.log.contains("a message goes in circles"))
    }

    @Test(
        "row 78: an automatic reply by the contact's own token is noted on the case, where nothing else changes",
        arguments: ["auto-replied; x=y", "Auto-Generated (cron)"], [true, false])
    func noted(_ value: String, _ isVerified: Bool) throws {
        let matrix = try MatrixDesk()
        let opened = try matrix.open("one")
        try matrix.take(
            SampleMail.plain(
                to: opened.address, id: "78@district.example", text: "I am away.",
                headers: "Auto-Submitted: \(value)\n", isVerified: isVerified))
        let shown = try matrix.show(opened.number)
        #expect(shown.texts("note") == ["Automatic reply: I am away."])
        #expect(shown.feed.last?["visibility"] as? String == "internal")
        #expect(shown.texts().count == 1 && shown.status == "New")
        #expect(shown.recipients == [MatrixDesk.ann])
        #expect(matrix.sent.count == 1)
        #expect(try matrix.held().isEmpty && matrix.cases().count == 1)
    }

    @Test("row 78: an automatic reply by somebody else's token is not noted on the case")
    func notTheirs() throws {
        let matrix = try MatrixDesk()
        let opened = try matrix.open("one")
        for author in [MatrixDesk.raj, MatrixDesk.maria, "eve@elsewhere.example"] {
            try matrix.dovecot.folder().deliver(
                SampleMail.plain(
                    from: author, to: opened.address, id: "78.\(author)", headers: "Auto-Submitted: auto-replied\n"))
        }
        #expect(try matrix.cycle()["autoReplies"] == 3)
        try matrix.expectUntouched(opened)
        #expect(matrix.sent.count == 1)
    }

    @Test("row 86: a mail of ours that comes back is ignored and alerts the operator, whoever it says it is from")
    func own() throws {
        let matrix = try MatrixDesk()
        let opened = try matrix.open("one")
        try matrix.take(SampleMail.plain(from: MatrixDesk.raj, to: opened.address, id: "86@district.example"))
        try #require(matrix.sent.count == 2)
        for mail in matrix.sent { try matrix.dovecot.folder().deliver(mail.text) }
        let log = try matrix.log(
            of: SampleMail.plain(to: opened.address, id: opened.messageID, text: "Under an identifier of ours."))
        #expect(log.components(separatedBy: "a mail of ours came back").count == 4, "\(log)")
        #expect(try matrix.show(opened.number).texts().count == 2)
        #expect(try matrix.cases().count == 1 && matrix.held().isEmpty)
        #expect(matrix.sent.count == 2)
    }

    @Test("row 86: what bears our own address and is not ours is held, and alerts the operator")
    func ownAddress() throws {
        let matrix = try MatrixDesk()
        let log = try matrix.log(of: SampleMail.plain(from: DeskFixture.address, id: "86b@example.org"))
        #expect(try matrix.onlyHeldReason() == "ownAddress")
        #expect(log.contains("one of our own addresses"))
        #expect(try matrix.cases().isEmpty && matrix.sent.isEmpty)
    }
}
