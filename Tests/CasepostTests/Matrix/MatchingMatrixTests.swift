import Foundation
import TestSupport
import Testing

/// Rows 62 to 66 of section 9.B: how a message without a token in its address finds its case, and how it does not.
@Suite("Matrix: subjects and identifiers", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct MatchingMatrixTests {
    private let matrix: MatrixDesk
    private let opened: OpenedCase

    init() throws {
        matrix = try MatrixDesk()
        opened = try matrix.open("one")
    }

    private func mail(
        _ id: String, from: String = MatrixDesk.ann, to: String = DeskFixture.address, subject: String = "Re: anything",
        headers: String = "", isVerified: Bool = true
    ) -> String {
        SampleMail.plain(
            from: from, to: to, id: "\(id)@replies.example", subject: subject, text: "It works again.",
            headers: headers, isVerified: isVerified)
    }

    @Test(
        "row 62: a number in the subject opens no case to a contact who is not on it, of whichever account",
        arguments: [MatrixDesk.raj, MatrixDesk.maria])
    func foreignNumber(_ author: String) throws {
        let subject = "Re: [#\(opened.number)] marks"
        let counts = try matrix.take(mail("62", from: author, subject: subject))
        #expect(counts["opened"] == 1)
        try matrix.expectUntouched(opened)
        #expect(try matrix.cases(called: subject).map(\.contact) == [author])
        #expect(matrix.sent.map(\.recipients) == [[MatrixDesk.ann], [author]])
    }

    @Test("row 63: a number in the subject brings the mail of somebody on the case there, and it is noted why")
    func ownNumber() throws {
        let mail = mail("63", subject: "AW: [#\(opened.number)] marks")
        #expect(try matrix.take(mail)["posted"] == 1)
        #expect(try matrix.show(opened.number).texts().last == "It works again.")
        #expect(try matrix.show(opened.number).authors("note") == [MatrixDesk.ann])
        let words = "Its subject names case \(opened.number), on which Ann Lee"
        #expect(try matrix.reasons(mail).contains { $0.contains(words) })
        #expect(try matrix.cases().count == 1)
    }

    @Test("row 63: a number in the subject proves nobody")
    func unprovenNumber() throws {
        try matrix.take(mail("63b", subject: "AW: [#\(opened.number)] marks", isVerified: false))
        #expect(try matrix.onlyHeldReason() == "unverified")
        try matrix.expectUntouched(opened)
    }

    @Test("row 64: where a provider put its own Message-ID in place of ours, the address alone brings the answer back")
    func addressOnly() throws {
        let headers = "In-Reply-To: <0100@provider.example>\nReferences: <0100@provider.example>\n"
        #expect(try matrix.take(mail("64", to: opened.address, headers: headers))["posted"] == 1)
        #expect(try matrix.show(opened.number).texts().last == "It works again.")
        #expect(try matrix.cases().count == 1)
    }

    @Test("row 65: where the tag of the address was cut off, the Message-ID alone brings the answer back")
    func messageIDOnly() throws {
        #expect(try matrix.take(mail("65", headers: "In-Reply-To: <\(opened.messageID)>\n"))["posted"] == 1)
        #expect(try matrix.show(opened.number).texts().last == "It works again.")
        #expect(try matrix.cases().count == 1)
    }

    @Test(
        "row 66: identifiers that look like ours and bear no signature tie a message to no case",
        arguments: ["NUMBER@example.org", "case-NUMBER@example.org", "x.NUMBER@example.org", "UNIQUE@example.org"])
    func unsigned(_ form: String) throws {
        let unique = String(opened.messageID.prefix { $0 != "." })
        let id = form.replacingOccurrences(of: "NUMBER", with: opened.number)
            .replacingOccurrences(of: "UNIQUE", with: unique)
        let headers = "In-Reply-To: <\(id)>\nReferences: <\(id)>\n"
        #expect(try matrix.take(mail("66", from: MatrixDesk.raj, headers: headers))["opened"] == 1)
        try matrix.expectUntouched(opened)
        #expect(try matrix.cases().count == 2 && matrix.held().isEmpty)
    }
}
