import Foundation
import TestSupport
import Testing

/// Rows 14 to 31 of section 9.A, and those of strangers, lists and our own addresses: 39, 41, 48.
///
/// The server that the desk believes vouches for the domain in nearly all of them: what keeps them out is From itself.
/// Excepted: a look-alike domain is pointed out where its letters are written, not where it stands in ASCII (`xn--`).
@Suite("Matrix: who is the author", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct AuthorMatrixTests {
    private static let taken = Result { try MatrixTaking(rows) }
    private static let rows = fields + addresses + others

    /// A mail whose From fields are given, with the contact of its row, vouched for.
    private static func mail(_ id: String, by domain: String = "district.example", _ from: String...) -> String {
        MatrixRow.mail(id, above: [MatrixRow.vouched(domain)], from: from)
    }

    private static func contact(_ id: String) -> String { MatrixRow.contact(id) }

    private static let fields = [
        MatrixRow(
            "14", "a stranger in a first From field and a contact in a second",
            mail("14", by: "evil.example", "From: <x@evil.example>", "From: <\(contact("14"))>"),
            .held("ambiguousSender")),
        MatrixRow(
            "14b", "a contact in a first From field and a stranger in a second",
            mail("14b", "From: <\(contact("14b"))>", "From: <x@evil.example>"), .held("ambiguousSender")),
        MatrixRow(
            "15", "a From field behind white space in the very first line",
            " From: <x@evil.example>\n" + mail("15", "From: <\(contact("15"))>"), .held("ambiguousSender")),
        MatrixRow(
            "16", "a second From field with a space before its colon",
            mail("16", "From: <x@evil.example>", "From : <\(contact("16"))>"), .held("ambiguousSender")),
        MatrixRow(
            "16b", "a From field whose name is folded", mail("16b", "From\n : <\(contact("16b"))>"),
            .held("ambiguousSender")),
        MatrixRow(
            "16c", "a second From field whose name is folded",
            mail("16c", "From: <\(contact("16c"))>", "From\n : <x@evil.example>"), .held("ambiguousSender")),
        MatrixRow(
            "17", "no From, and the contact in Sender", mail("17", "Sender: <\(contact("17"))>"), .held("noSender")),
        MatrixRow(
            "17b", "no From, and the contact in Resent-From", mail("17b", "Resent-From: <\(contact("17b"))>"),
            .held("noSender")),
        MatrixRow(
            "18", "two mailboxes in one From field", mail("18", "From: <\(contact("18"))>, <x@evil.example>"),
            .held("ambiguousSender")),
        MatrixRow(
            "18b", "two mailboxes in one From field, and a Sender",
            mail("18b", "From: <\(contact("18b"))>, <x@evil.example>", "Sender: <\(contact("18b"))>"),
            .held("ambiguousSender")),
        MatrixRow(
            "19", "an encoded word that decodes to the contact's address, and a stranger",
            mail("19", "From: =?utf-8?q?=3Crow19=40district.example=3E?=,<x@evil.example>"), .held("ambiguousSender")),
        MatrixRow(
            "19b", "an encoded word alone yields no address",
            mail("19b", "From: =?utf-8?q?=3Crow19b=40district.example=3E?="), .held("noSender")),
        MatrixRow(
            "20", "a route before the contact's address",
            mail("20", "From: <@evil.example,@any.example:\(contact("20"))>"), .held("ambiguousSender")),
        MatrixRow(
            "20b", "a backslash between the contact and a stranger",
            mail("20b", "From: <\(contact("20b"))>\\,<x@evil.example>"), .held("ambiguousSender")),
        MatrixRow(
            "20c", "a bare address before one in angle brackets",
            mail("20c", "From: \(contact("20c")),<x@evil.example>"), .held("ambiguousSender")),
        MatrixRow(
            "22", "a group", mail("22", "From: Team: \(contact("22"));"), .held("ambiguousSender")),
        MatrixRow(
            "25", "a comment within the domain", mail("25", "From: \(contact("25")) (x) .evil.example"),
            .held("ambiguousSender")),
        MatrixRow(
            "25b", "a quoted local part and a comment within the domain",
            mail("25b", "From: \"row25b\"@district.example(x)evil.example"), .held("ambiguousSender")),
        MatrixRow(
            "25c", "a domain that is folded", mail("25c", "From: row25c@district\n .example"),
            .held("ambiguousSender")),
    ]

    private static let addresses = [
        MatrixRow(
            "23", "a display name that is a contact's address: the author is the stranger behind it",
            mail("23", by: "evil.example", "From: \"\(contact("23"))\" <x23@evil.example>"), .held("stranger"),
            .redirect("x23@evil.example"), shownAuthor: "x23@evil.example"),
        MatrixRow(
            "24", "a quoted local part with a contact's address and a space in it",
            mail("24", by: "evil.example", "From: \"\(contact("24")) x\"@evil.example"), .held("ambiguousSender")),
        MatrixRow(
            "24b", "a quoted local part that is a contact's address",
            mail("24b", by: "evil.example", "From: <\"\(contact("24b"))\"@evil.example>"), .held("ambiguousSender")),
        MatrixRow(
            "27", "a domain with a letter that only looks like the contact's is a stranger's",
            mail("27", by: "xn--dstrict-rog.example", "From: <row27@d\u{456}strict.example>"), .held("stranger"),
            .redirect("row27@d\u{456}strict.example"), shownAuthor: "row27@d\u{456}strict.example"),
        MatrixRow(
            "27b", "that domain written in ASCII, and vouched for, is a stranger's as well",
            mail("27b", by: "xn--dstrict-rog.example", "From: <row27b@xn--dstrict-rog.example>"), .held("stranger"),
            .redirect("row27b@xn--dstrict-rog.example"), shownAuthor: "row27b@xn--dstrict-rog.example"),
        MatrixRow(
            "29", "a domain with a soft hyphen in it", mail("29", "From: <row29@dis\u{AD}trict.example>"),
            .held("malformedSender")),
        MatrixRow(
            "29b", "a domain with a zero-width space in it", mail("29b", "From: <row29b@district\u{200B}.example>"),
            .held("malformedSender")),
        MatrixRow(
            "30", "the contact's address in capitals is the contact's",
            mail("30", "From: <Row30@DISTRICT.EXAMPLE>"), .opened, .acknowledgement),
        MatrixRow(
            "30b", "the contact's address with a tag is a stranger's",
            mail("30b", "From: <row30b+x@district.example>"), .held("stranger"),
            .redirect("row30b+x@district.example")),
        MatrixRow(
            "31", "a stranger whose Reply-To is a contact stays the stranger, and the answer goes to From",
            mail("31", by: "evil.example", "From: <x31@evil.example>", "Reply-To: <\(contact("31"))>"),
            .held("stranger"), .redirect("x31@evil.example"), shownAuthor: "x31@evil.example"),
        MatrixRow(
            "31b", "a contact's acknowledgement goes to their stored address whatever Reply-To says",
            mail("31b", "From: <\(contact("31b"))>", "Reply-To: <x@evil.example>"), .opened, .acknowledgement),
    ]

    private static let others = [
        MatrixRow(
            "39", "a list that put its own address into From is held, and nobody is answered",
            mail(
                "39", by: "lists.example", "From: \"Row via staff\" <staff@lists.example>",
                "List-Id: Staff <staff.lists.example>", "List-Post: <mailto:staff@lists.example>"), .held("list")),
        MatrixRow(
            "39b", "a contact's mail through a list is held, and nobody is answered",
            mail("39b", "From: <\(contact("39b"))>", "List-Id: Staff <staff.lists.example>"), .held("list")),
        MatrixRow(
            "41", "our own address, from outside, is held",
            mail("41", by: "example.org", "From: <\(DeskFixture.address)>"), .held("ownAddress")),
        MatrixRow(
            "41b", "our own address with a tag, from outside, is held",
            mail("41b", by: "example.org", "From: <support+x@example.org>"), .held("ownAddress")),
        MatrixRow(
            "48", "an unknown, unproven sender who copies 200 people is held, and nobody gets a mail",
            MatrixRow.mail("48", from: ["From: <x48@evil.example>", "Cc: \(victims)"]), .held("stranger")),
        MatrixRow(
            "48b", "a stranger whom a signed domain disowns is held, and nobody gets a mail",
            MatrixRow.mail(
                "48b", above: ["Authentication-Results: mx.example.org; dmarc=fail header.from=evil.example"],
                from: ["From: <x48b@evil.example>", "Cc: \(victims)"]), .held("contradicted")),
    ]
    private static let victims = (1...200).map { "<victim\($0)@university.example>" }.joined(separator: ",\n ")

    @Test("comes to what its row says", arguments: rows)
    func row(_ row: MatrixRow) throws { try Self.taken.get().check(row) }

    @Test("rows 14 to 48: nobody else is written to, whoever is in Reply-To, Sender or Cc")
    func nobodyElse() throws { try Self.taken.get().checkNobodyElse(Self.rows) }

    @Test("row 27: that the domain looks like the contact's is pointed out")
    func lookAlike() throws {
        let matrix = try MatrixDesk()
        let mail = Self.mail("27", by: "xn--dstrict-rog.example", "From: <ann.lee@d\u{456}strict.example>")
        let reasons = try #require(try matrix.explain(mail)["reasons"] as? [String])
        #expect(reasons.contains { $0.contains("looks like district.example") })
    }

    @Test("row 41: the operator is told that a mail bears one of our own addresses")
    func alert() throws {
        #expect(try Self.taken.get().log.contains("a message bears one of our own addresses"))
    }

    @Test(
        "row 26: a NUL, a lone CR or another control in From is held as malformed, and the next mail is taken in",
        arguments: ["\0", "\r", "\u{1}", "\u{7F}"])
    func controls(_ control: String) throws {
        let matrix = try MatrixDesk()
        let mail = Self.mail("26", "From: <ann.lee@district.example\(control).evil.example>")
        let output = try matrix.desk.run("deliver", "--mailbox", "support", input: mail)
        #expect(output.status == 0, "\(output.stderr)")
        #expect(try matrix.onlyHeldReason() == "malformedSender")
        #expect(try matrix.take(SampleMail.plain(id: "next@district.example"))["opened"] == 1)
        #expect(matrix.sent.map(\.recipients) == [["ann.lee@district.example"]])
    }
}
