import Foundation
import TestSupport
import Testing

/// Rows 37 and 49 of section 9.A: proven contacts whose mail still has no effect.
@Suite("Matrix: what proven mail may not do", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct AccountMatrixTests {
    @Test("row 37: a genuine mail that comes in again, by another server, is a duplicate: no post and no mail")
    func again() throws {
        let matrix = try MatrixDesk()
        let mail = SampleMail.plain(id: "genuine@district.example")
        #expect(try matrix.take(mail)["opened"] == 1)
        let other = "Received: from evil.example by mx.example.org; Sat, 21 Nov 2026 08:00:00 +0000\n"
        for again in [mail, other + mail] {
            let counts = try matrix.take(again)
            #expect(counts["duplicates"] == 1 && counts["opened"] == 0 && counts["posted"] == 0)
        }
        let cases = try matrix.desk.cases()
        #expect(cases.count == 1 && (cases.first?["feed"] as? [Any])?.count == 1)
        #expect(try matrix.held().isEmpty)
        #expect(matrix.sent.count == 1)
        #expect(matrix.dovecot.folder("Casepost/Processed").count == 3, "all of them stay stored")
    }

    @Test("row 37: a reply that comes in again is no second post, and nobody is told again")
    func replyAgain() throws {
        let matrix = try MatrixDesk()
        try matrix.take(SampleMail.plain(id: "genuine@district.example"))
        let address = try matrix.replyAddress(of: "ann.lee@district.example").address
        let reply = SampleMail.plain(
            from: "raj.patel@district.example", to: address, id: "reply@district.example", text: "Same here.")
        #expect(try matrix.take(reply)["posted"] == 1)
        let (sent, feed) = (matrix.sent.count, try matrix.desk.cases().first?["feed"] as? [Any])
        let counts = try matrix.take(
            "Received: from evil.example by mx.example.org; Sat, 21 Nov 2026 08:00:00 +0000\n" + reply)
        #expect(counts["duplicates"] == 1 && counts["posted"] == 0)
        #expect((try matrix.desk.cases().first?["feed"] as? [Any])?.count == feed?.count)
        #expect(feed?.isEmpty == false)
        #expect(matrix.sent.count == sent)
    }

    @Test("row 49: a proven contact of another account is held at a mailbox that is not theirs, whatever they write")
    func otherAccount() throws {
        let matrix = try MatrixDesk(mailbox: "accounts = [\"Lakeside School District\"]")
        try matrix.take(SampleMail.plain(id: "q@district.example", subject: "Secret roster"))
        let reply = try matrix.replyAddress(of: "ann.lee@district.example")
        let maria = "maria.garcia@university.example"
        try matrix.take(
            SampleMail.plain(from: maria, id: "new@university.example"),
            SampleMail.plain(
                from: maria, id: "named@university.example", text: "Account: Lakeside School District\n\nA question."),
            SampleMail.plain(from: maria, to: reply.address, id: "token@university.example"),
            SampleMail.plain(
                from: maria, id: "reference@university.example", headers: "In-Reply-To: <\(reply.messageID)>\n"),
            SampleMail.plain(from: maria, id: "tag@university.example", subject: "Re: [Case 1000001] Secret roster"))
        let held = try matrix.held()
        #expect(held.count == 5)
        #expect(held.allSatisfy { $0["reason"] as? String == "otherAccount" }, "\(held)")
        let cases = try matrix.desk.cases()
        #expect(cases.count == 1 && (cases.first?["feed"] as? [Any])?.count == 1)
        #expect(matrix.sent.map(\.recipients) == [["ann.lee@district.example"]], "nothing goes to the other account")
    }
}
