import Foundation
import TestSupport
import Testing

/// Rows 71, 74, 76 and 95 of section 9.B: `#close` that must do nothing, and whose words are kept.
///
/// Excepted until commands by mail are carried out: rows 71a, 72 and 75, what a proven command does; and of row 76 that
/// it is done once. Row 42 is among the rows about authors.
@Suite("Matrix: commands", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"))
struct CommandMatrixTests {
    private let matrix: MatrixDesk
    private let opened: OpenedCase

    init() throws {
        matrix = try MatrixDesk()
        opened = try matrix.open("one")
    }

    private func reply(
        _ id: String, from: String = MatrixDesk.ann, text: String = "#close\nThank you.", headers: String = "",
        isVerified: Bool = true
    ) -> String {
        SampleMail.plain(
            from: from, to: opened.address, id: "\(id)@replies.example", subject: "Re: anything", text: text,
            headers: headers, isVerified: isVerified)
    }

    /// Expects that nothing but posts came to the case.
    private func expectOpen() throws {
        let shown = try matrix.show(opened.number)
        #expect(shown.status == "New")
        #expect(shown.texts("status").isEmpty)
        #expect(shown.contact == MatrixDesk.ann && shown.recipients == [MatrixDesk.ann])
    }

    @Test("row 71: a command of a read-only contact is held as by their rights, and they are told why")
    func readOnly() throws {
        try matrix.take(reply("71b", from: MatrixDesk.tom))
        #expect(try matrix.onlyHeldReason() == "readOnly")
        try matrix.expectUntouched(opened)
        #expect(matrix.sent.dropFirst().map(\.recipients) == [[MatrixDesk.tom]])
        #expect(matrix.sent.last?.text.contains("/confirm/") == false)
    }

    @Test(
        "rows 42 and 71: an unproven command is held and its supposed author asked, contact or advisor",
        arguments: [MatrixDesk.ann, MatrixDesk.sam])
    func unproven(_ author: String) throws {
        try matrix.take(reply("71c", from: author, isVerified: false))
        #expect(try matrix.onlyHeldReason() == "unverified")
        try matrix.expectUntouched(opened)
        #expect(matrix.sent.dropFirst().map(\.recipients) == [[author]])
        #expect(matrix.sent.last?.text.contains("/confirm/") == true)
        #expect(matrix.sent.last?.text.contains("#close") == false)
    }

    @Test("row 71: a command by a contact of another account is held, and nobody is told anything")
    func otherAccount() throws {
        try matrix.take(reply("71d", from: MatrixDesk.maria))
        #expect(try matrix.onlyHeldReason() == "otherAccount")
        try matrix.expectUntouched(opened)
        #expect(matrix.sent.count == 1)
    }

    @Test("row 74: a command in hidden HTML alone is none", arguments: [MatrixDesk.ann, MatrixDesk.sam])
    func hiddenHTML(_ author: String) throws {
        let html =
            "<div style=\"display:none\">#close</div><p hidden>#close</p><!-- #close --><p>It is still broken.</p>"
        let mail = reply("74", from: author, text: html).replacingOccurrences(of: "text/plain", with: "text/html")
        #expect(try matrix.take(mail)["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last?.contains("It is still broken.") == true)
    }

    @Test("row 74: a command in HTML that says something else than the text is none")
    func otherHTML() throws {
        let mail = multipart(
            "alternative", "text/plain; charset=utf-8", "It is still broken.", "text/html; charset=utf-8",
            "<p>#close</p><p>It is mended.</p>")
        #expect(try matrix.take(mail)["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last == "It is still broken.")
    }

    @Test("row 74: a command in a message that is attached is none")
    func attachedMessage() throws {
        let inner = "From: <\(MatrixDesk.sam)>\nSubject: close it\n\n#close\n"
        let mail = multipart(
            "mixed", "text/plain; charset=utf-8", "What my colleague wrote is attached.", "message/rfc822", inner)
        #expect(try matrix.take(mail)["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last?.contains("is attached") == true)
        #expect(try matrix.show(opened.number).authors() == [MatrixDesk.ann, MatrixDesk.ann])
    }

    @Test("row 74: a command behind other words is text, and stays in the post")
    func notFirst() throws {
        #expect(try matrix.take(reply("74d", text: "I shall write\n#close\nwhen it works."))["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last == "I shall write\n#close\nwhen it works.")
    }

    @Test(
        "row 74: a command of a customer whom an advisor quotes is none",
        arguments: ["> #close\n\nThanks, I shall look.", "Thanks, I shall look.\n\nAnn Lee wrote:\n#close"])
    func quoted(_ text: String) throws {
        #expect(try matrix.take(reply("74e", from: MatrixDesk.sam, text: text))["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last?.contains("Thanks, I shall look.") == true)
    }

    @Test("row 76: a mail with a command that is delivered twice comes to the case once, with its words")
    func twice() throws {
        let mail = reply("76", from: MatrixDesk.sam, text: "#assign \(MatrixDesk.sam)\nI shall look.")
        #expect(try matrix.take(mail)["posted"] == 1)
        let again = "Received: from mx2.example.org by mx.example.org; Fri, 20 Nov 2026 15:09:00 +0000\n" + mail
        #expect(try matrix.take(mail, again)["duplicates"] == 2)
        let shown = try matrix.show(opened.number)
        #expect(shown.texts().dropFirst() == ["#assign \(MatrixDesk.sam)\nI shall look."])
        #expect(matrix.sent.dropFirst().map(\.recipients) == [[MatrixDesk.ann]])
    }

    @Test(
        "row 71: as long as no command is carried out, the words of one stay in the post",
        arguments: [
            ("#close\nThank you.", "#close\nThank you."), ("#close", "#close"), ("#Priority  high", "#priority high"),
            ("#unknown word\nThank you.", "#unknown word\nThank you."),
        ])
    func kept(_ text: String, _ post: String) throws {
        #expect(try matrix.take(reply("71e", text: text))["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().dropFirst() == [post])
    }

    @Test("row 95: a command in an automatic mail from an advisor's address does nothing")
    func automatic() throws {
        try matrix.take(
            reply("95", from: MatrixDesk.sam, headers: "Auto-Submitted: auto-generated\n"),
            reply("95b", headers: "Auto-Submitted: auto-replied\n"))
        try expectOpen()
        let shown = try matrix.show(opened.number)
        #expect(shown.texts().count == 1)
        #expect(shown.authors("note") == [MatrixDesk.ann], "only the one to whom the token was given may have a robot")
        #expect(shown.texts("note") == ["Automatic reply: Thank you."])
        #expect(try matrix.held().isEmpty && matrix.sent.count == 1)
    }

    private func multipart(_ kind: String, _ first: String, _ text: String, _ second: String, _ other: String)
        -> String
    {
        reply(
            "74m",
            text: """
                --b
                Content-Type: \(first)

                \(text)
                --b
                Content-Type: \(second)

                \(other)
                --b--
                """
        ).replacingOccurrences(
            of: "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8",
            with: "MIME-Version: 1.0\nContent-Type: multipart/\(kind); boundary=\"b\"")
    }
}
