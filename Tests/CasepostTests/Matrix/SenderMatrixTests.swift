import Foundation
import TestSupport
import Testing

/// Rows 1 to 13 and 38 of section 9.A, without those about signatures that the desk checks itself: SignatureMatrixTests
/// has rows 10 and 12.
///
/// The forgeries of row 3 came through a server of somebody else's. What a client brings along with no server between it
/// and ours stands where Postfix's milters write as well: our own server has to delete it, as docs/installing.md says.
@Suite(
    "Matrix: what servers say about the author", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct SenderMatrixTests {
    private static let foreign = "Received: from evil.example by relay.evil.example; Fri, 20 Nov 2026 15:01:00 +0000"
    private static let taken = Result { try MatrixTaking(rows) }
    private static let takenFromMicrosoft = Result { try MatrixTaking(microsoft, mailbox: "ar = \"microsoft\"") }

    private static func results(_ text: String, by server: String = "mx.example.org") -> String {
        "Authentication-Results: \(server); \(text)"
    }

    private static let rows = [
        MatrixRow(
            "1", "dmarc=pass of the trusted server for the very domain makes a case of the contact's",
            MatrixRow.mail("1", above: [MatrixRow.vouched()]), .opened, .acknowledgement),
        MatrixRow(
            "1b", "dmarc=pass of the trusted server for another domain proves nothing",
            MatrixRow.mail("1b", above: [MatrixRow.vouched("evil.example")]), .held("unverified"), .challenge),
        MatrixRow(
            "2", "without results and signature the contact is asked once", MatrixRow.mail("2"), .held("unverified"),
            .challenge),
        MatrixRow(
            "3", "results in our name below a foreign server count as absent, and the forgery is evidence",
            MatrixRow.mail("3", below: [foreign, MatrixRow.vouched()]), .held("unverified"), .challenge,
            evidence: ["forged-ar"]),
        MatrixRow(
            "3b", "results in our name that came with the mail are never merged with those of our server",
            MatrixRow.mail("3b", above: [results("spf=none")], below: [foreign, MatrixRow.vouched()]),
            .held("unverified"), .challenge, evidence: ["forged-ar", "mx.example.org: spf=none"]),
        MatrixRow(
            "3c", "genuine results that speak against the author stand above forged ones",
            MatrixRow.mail(
                "3c", above: [results("dmarc=fail header.from=district.example")], below: [MatrixRow.vouched()]),
            .held("contradicted"), .challenge),
        MatrixRow(
            "5", "a server whose name begins like ours is not ours",
            MatrixRow.mail(
                "5", above: [results("dmarc=pass header.from=district.example", by: "mx.example.org.evil.example")]),
            .held("unverified"), .challenge),
        MatrixRow(
            "5b", "our server's name in capitals is ours",
            MatrixRow.mail(
                "5b", above: [results("dmarc=pass header.from=district.example", by: "MX.EXAMPLE.ORG")]),
            .opened, .acknowledgement),
        MatrixRow(
            "6", "a pass in a comment is nothing",
            MatrixRow.mail(
                "6",
                above: [
                    results(
                        "dmarc=fail (dmarc=pass header.from=district.example) header.from=district.example")
                ]), .held("contradicted"), .challenge),
        MatrixRow(
            "6b", "a pass in a quoted string is nothing",
            MatrixRow.mail(
                "6b",
                above: [
                    results(
                        "dkim=fail header.d=\"district.example; dmarc=pass header.from=district.example\"; dmarc=none header.from=district.example"
                    )
                ]), .held("unverified"), .challenge),
        MatrixRow(
            "6c", "a pass in another property's value is nothing",
            MatrixRow.mail(
                "6c",
                above: [
                    results(
                        "spf=none smtp.mailfrom=dmarc=pass; dmarc=fail header.from=district.example")
                ]), .held("contradicted"), .challenge),
        MatrixRow(
            "8", "SPF that passes for the envelope's domain proves no author",
            MatrixRow.mail(
                "8", above: [results("spf=pass smtp.mailfrom=x@evil.example; dmarc=none header.from=district.example")]
            ),
            .held("unverified"), .challenge, evidence: ["spf=pass evil.example"]),
        MatrixRow(
            "9", "a signature of another domain proves no author",
            MatrixRow.mail("9", above: [results("dkim=pass header.d=evil.example")]), .held("unverified"), .challenge,
            evidence: ["dkim=pass evil.example"]),
        MatrixRow(
            "11", "dmarc=fail speaks against the author though the domain publishes p=none",
            MatrixRow.mail("11", above: [results("dmarc=fail (p=none dis=none) header.from=district.example")]),
            .held("contradicted"), .challenge),
        MatrixRow(
            "13", "results that name no server count for nothing where the mailbox is not Microsoft's",
            MatrixRow.mail(
                "13", above: ["Authentication-Results: dmarc=pass action=none header.from=district.example"]),
            .held("unverified"), .challenge),
        MatrixRow(
            "38", "a seal of somebody unlisted does not outweigh dmarc=fail",
            MatrixRow.mail(
                "38",
                above: [
                    results(
                        "arc=pass header.oldest-pass=0 smtp.remote-ip=192.0.2.1; dmarc=fail header.from=district.example"
                    )
                ]), .held("contradicted"), .challenge),
    ]

    private static let microsoft = [
        MatrixRow(
            "13b", "results that name no server count where the mailbox is Microsoft's and they stand on top",
            MatrixRow.mail(
                "13b", above: [anonymous], server: "DB9PR01MB0001.eurprd01.prod.outlook.com"), .opened,
            .acknowledgement),
        MatrixRow(
            "13c", "results that name no server count for nothing below a foreign server",
            MatrixRow.mail(
                "13c", below: [foreign, anonymous], server: "DB9PR01MB0001.eurprd01.prod.outlook.com"),
            .held("unverified"), .challenge),
        MatrixRow(
            "13d", "of two results that name no server only the topmost counts",
            MatrixRow.mail(
                "13d", above: [anonymous.replacingOccurrences(of: "pass", with: "none"), anonymous],
                server: "DB9PR01MB0001.eurprd01.prod.outlook.com"), .held("unverified"), .challenge),
        MatrixRow(
            "13e", "results that name no server count for nothing behind a server that is not Microsoft's",
            MatrixRow.mail("13e", above: [anonymous], server: "mx.evil.example"), .held("unverified"), .challenge),
    ]
    private static let anonymous =
        "Authentication-Results: spf=none (sender IP is 192.0.2.1) smtp.mailfrom=district.example; dkim=none header.d=none; dmarc=pass action=none header.from=district.example;compauth=pass reason=100"

    @Test("comes to what its row says", arguments: rows)
    func row(_ row: MatrixRow) throws { try Self.taken.get().check(row) }

    @Test("comes to what its row says, in a mailbox of Microsoft 365", arguments: microsoft)
    func rowOfMicrosoft(_ row: MatrixRow) throws { try Self.takenFromMicrosoft.get().check(row) }

    @Test("rows 1 to 13 and 38: nobody else is written to")
    func nobodyElse() throws {
        try Self.taken.get().checkNobodyElse(Self.rows)
        try Self.takenFromMicrosoft.get().checkNobodyElse(Self.microsoft)
    }
}
