import Core
import Foundation
import MailAuth
import Store
import TestSupport
import Testing

/// Rows 67, 69 and 77 of section 9.B, and addresses that were made worthless: what becomes of the case itself.
///
/// Excepted: redacted cases of row 67, which no command makes yet.
@Suite("Matrix: cases and their people", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct CaseMatrixTests {
    private let matrix: MatrixDesk
    private let opened: OpenedCase

    init() throws {
        matrix = try MatrixDesk()
        opened = try matrix.open("one")
    }

    private func reply(
        _ id: String, from: String = MatrixDesk.ann, to: String? = nil, subject: String = "Re: anything",
        text: String = "It is back.", headers: String = ""
    ) -> String {
        SampleMail.plain(
            from: from, to: to ?? opened.address, id: "\(id)@replies.example", subject: subject, text: text,
            headers: headers)
    }

    @Test("row 67: a reply to a case that was closed less than 60 days ago opens it again")
    func closedOfLate() async throws {
        try await matrix.close(opened.number, at: Date().addingTimeInterval(-59 * 86_400))
        #expect(try matrix.take(reply("67"))["posted"] == 1)
        let shown = try matrix.show(opened.number)
        #expect(shown.status == "Re-Opened")
        #expect(shown.texts().last == "It is back.")
        #expect(shown.feed.filter { $0["kind"] as? String == "status" }.map { $0["to"] as? String } == ["Re-Opened"])
        #expect(try matrix.cases().count == 1)
    }

    @Test("row 67: a reply to a case that was closed longer ago opens a new one that names it")
    func closedLongAgo() async throws {
        try await matrix.close(opened.number, at: Date().addingTimeInterval(-61 * 86_400))
        #expect(try matrix.take(reply("67b", subject: "Again"))["opened"] == 1)
        let old = try matrix.show(opened.number)
        #expect(old.status == "Closed" && old.texts().count == 1)
        let new = try #require(try matrix.cases(called: "Again").first)
        #expect(new.linkedCase == opened.number)
        #expect(new.contact == MatrixDesk.ann && new.texts() == ["It is back."])
        #expect(matrix.sent.map(\.recipients) == [[MatrixDesk.ann], [MatrixDesk.ann]])
    }

    @Test("row 67: a reply to a case that became a part of another one comes there, and so does the answer to it")
    func merged() throws {
        let other = try matrix.open("two")
        let third = try matrix.open("three")
        try matrix.desk.succeed("case", "merge", opened.number, "--into", other.number)
        try matrix.desk.succeed("case", "merge", other.number, "--into", third.number)
        #expect(try matrix.take(reply("67m"))["posted"] == 1)
        #expect(try matrix.show(third.number).texts().last == "It is back.")
        for number in [opened.number, other.number] {
            #expect(try matrix.show(number).status == "Closed" && matrix.show(number).texts().count == 1)
        }
        #expect(try matrix.cases().count == 3)
    }

    @Test("row 67: an automatic reply to a closed case opens nothing")
    func robotOnClosed() async throws {
        try await matrix.close(opened.number, at: Date().addingTimeInterval(-86_400))
        try matrix.take(reply("67c", headers: "Auto-Submitted: auto-replied\n"))
        #expect(try matrix.show(opened.number).status == "Closed")
        #expect(try matrix.cases().count == 1 && matrix.sent.count == 1)
    }

    @Test("row 67: a reply to a case that is gone is held")
    func gone() throws {
        let address = try matrix.address(ofCase: 1_000_099)
        try matrix.take(reply("67d", to: address))
        #expect(try matrix.onlyHeldReason() == "ambiguousCase")
        #expect(try matrix.cases().count == 1 && matrix.sent.count == 1)
    }

    @Test("row 69: a proven new address that refers to a mail of ours is held; contact and recipients stay as they are")
    func newAddress() throws {
        let headers = "In-Reply-To: <\(opened.messageID)>\nCc: <\(MatrixDesk.raj)>, <eve2@elsewhere.example>\n"
        try matrix.take(
            reply("69", from: "ann.lee@elsewhere.example", to: DeskFixture.address, headers: headers))
        #expect(try matrix.onlyHeldReason() == "stranger")
        try matrix.expectUntouched(opened)
        #expect(matrix.sent.count == 1, "whoever has seen a mail of ours learns nothing by answering it")
    }

    @Test("row 69: those in Cc of a contact's reply get no part in the case")
    func copied() throws {
        try matrix.take(reply("69b", headers: "Cc: <\(MatrixDesk.maria)>, <eve@elsewhere.example>\n"))
        let shown = try matrix.show(opened.number)
        #expect(shown.texts().last == "It is back.")
        #expect(shown.recipients == [MatrixDesk.ann] && shown.contact == MatrixDesk.ann)
        #expect(matrix.sent.map(\.recipients) == [[MatrixDesk.ann], [MatrixDesk.ann]], "only the author is told so")
    }

    @Test("row 77: of a mail that an advisor forwards the advisor is the author, whoever wrote what is in it")
    func forwardedByAdvisor() throws {
        let mail = reply("77", from: MatrixDesk.sam, subject: "Fwd: marks", text: forwarded)
        #expect(try matrix.take(mail)["posted"] == 1)
        let shown = try matrix.show(opened.number)
        #expect(shown.authors() == [MatrixDesk.ann, MatrixDesk.sam])
        #expect(shown.contact == MatrixDesk.ann && shown.recipients == [MatrixDesk.ann])
        #expect(matrix.sent.dropFirst().map(\.recipients) == [[MatrixDesk.ann]])
        #expect(try matrix.cases().count == 1 && matrix.held().isEmpty)
    }

    @Test("row 77: without a case a mail that an advisor forwards is held, and opens none in the customer's name")
    func forwardedToNoCase() throws {
        try matrix.take(
            reply("77b", from: MatrixDesk.sam, to: DeskFixture.address, subject: "Fwd: marks", text: forwarded))
        #expect(try matrix.onlyHeldReason() == "noCase")
        #expect(try matrix.cases().count == 1 && matrix.sent.count == 1)
    }

    private var forwarded: String {
        """
        See below.

        ---------- Forwarded message ---------
        From: Raj Patel <\(MatrixDesk.raj)>
        Date: Fri, 20 Nov 2026 at 09:00
        Subject: marks
        To: Sam Okafor <\(MatrixDesk.sam)>

        The marks are wrong.
        """
    }

    @Test("row 67: addresses that were made worthless count as none, and the next mail about the case brings new ones")
    func voided() throws {
        try matrix.desk.succeed("case", "void-addresses", opened.number)
        #expect(try matrix.take(reply("void", from: MatrixDesk.raj, subject: "By the old one"))["opened"] == 1)
        #expect(try matrix.cases(called: "By the old one").map(\.contact) == [MatrixDesk.raj])
        try matrix.expectUntouched(opened)
        // Those who are on the case still get there by its number, and those who are told of it get an address that works.
        try matrix.take(
            reply("void2", from: MatrixDesk.sam, to: try matrix.address(ofCase: Int64(opened.number) ?? 0, epoch: 1)))
        let fresh = try matrix.replyAddress(of: MatrixDesk.ann)
        #expect(fresh.address != opened.address)
        #expect(try matrix.take(reply("void3", to: fresh.address))["posted"] == 1)
        #expect(try matrix.show(opened.number).authors() == [MatrixDesk.ann, MatrixDesk.sam, MatrixDesk.ann])
    }
}

extension MatrixDesk {
    /// The database of the desk, for what no command does yet.
    fileprivate func database() throws -> DeskDatabase {
        try DeskDatabase(path: desk.path("var/casepost.sqlite"), blobFolder: desk.path("var/blobs")) {
            Digest.sha256($0)
        }
    }

    fileprivate func close(_ number: String, at time: Date) async throws {
        try await database().write { transaction in
            var supportCase = try #require(try CaseNumber(number).flatMap(transaction.supportCase))
            (supportCase.status, supportCase.closed) = (.closed, time)
            try transaction.update(supportCase)
        }
    }

    /// The reply address that the desk itself would make for the case of that number, existing or not.
    fileprivate func address(ofCase number: Int64, epoch: UInt8 = 0) throws -> String {
        let text = try String(contentsOfFile: desk.path("secret.key"), encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { !$0.hasPrefix("#") })
        let parts = line.split(separator: ":")
        let base64 = parts[1].replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/") + "="
        let bytes = Array(try #require(Data(base64Encoded: base64)))
        let id = try #require(UInt8(parts[0]))
        let ring = try #require(KeyRing([(id, bytes)], tenant: try database().deskName()))
        let token = ReplyToken(caseNumber: CaseNumber(number), recipient: ID(1), epoch: epoch)
        let mailbox = try #require(EmailAddress(DeskFixture.address))
        return try #require(ReplyTokens(keys: ring).address(for: token, at: mailbox)).description
    }
}
