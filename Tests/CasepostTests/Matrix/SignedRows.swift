import Foundation
import TestSupport
import Testing

/// The mails of rows 10 and 32 to 36, signed when they are needed, and what came of them.
struct SignedRows: Sendable {
    /// A row before its mail is signed.
    struct ID: Sendable, CustomTestStringConvertible {
        let id: String
        let testDescription: String

        init(_ id: String, _ what: String) {
            self.id = id
            testDescription = "row \(id.prefix { $0.isNumber }): \(what)"
        }
    }

    let rows: [MatrixRow]
    let taking: MatrixTaking

    static let ids = [
        ID("10", "a signature of a domain below the contact's proves nothing"),
        ID("32", "with l= and text behind the signed part a signature does not count"),
        ID("33", "with From unsigned a signature does not count"),
        ID("33b", "with another Subject above a signature does not count"),
        ID("33c", "with another To above a signature does not count"),
        ID("33d", "with another From above the author is ambiguous"),
        ID("34", "a key of 512 bits is as good as none"), ID("34b", "rsa-sha1 is as good as none"),
        ID("35", "a signature by ed25519-sha256 proves the contact"),
        ID("35b", "a signature by rsa-sha256 with 1024 bits proves the contact"),
        ID("35c", "both signatures of the sample of RFC 8463 pass, though it was written to somebody else"),
        ID("36", "what the contact signed for somebody else is held as a replay"),
    ]

    static func taken() throws -> SignedRows {
        var factory = Factory()
        let rows = try factory.rows()
        let directory = try TemporaryDirectory()
        let server = try DNSServer.start(in: directory, txt: factory.records)
        let taking = try MatrixTaking(rows, tables: "[dns]\nservers = [\"\(server.address)\"]")
        server.stop()
        return SignedRows(rows: rows, taking: taking)
    }

    private struct Factory {
        var records = RFC8463.records

        mutating func sign(
            _ id: String, to: String = DeskFixture.address, _ change: (inout DkimpySigner.Options) -> Void = { _ in }
        ) throws -> String {
            var options = DkimpySigner.Options()
            options.selector = "row\(id)"
            change(&options)
            let signed = try DkimpySigner.sign(MatrixRow.mail(id, to: to), options)
            records["\(options.selector)._domainkey.\(options.domain)"] = signed.record
            return signed.mail
        }

        mutating func rows() throws -> [MatrixRow] {
            try [
                unproven("10", sign("10") { $0.domain = "sub.district.example" }, "d=sub.district.example"),
                unproven("32", sign("32") { $0.saysLength = true } + "Appended by somebody else.\r\n", "l="),
                unproven("33", sign("33") { $0.fields = "to:subject:date" }, "From is not signed"),
                unproven(
                    "33b", "Subject: Buy now\r\n" + sign("33b"), "a second subject field is not signed",
                    subject: "Buy now"),
                unproven("33c", "To: <x@evil.example>\r\n" + sign("33c"), "a second to field is not signed"),
                MatrixRow(
                    "33d", "", "From: <x@evil.example>\r\n" + sign("33d"), .held("ambiguousSender"), .nothing),
                unproven("34", sign("34") { $0.bits = 512 }, "less than 1024 bits"),
                unproven("34b", sign("34b") { $0.algorithm = "rsa-sha1" }, "rsa-sha1"),
                MatrixRow(
                    "35", "", sign("35") { $0.algorithm = "ed25519-sha256" }, .opened, .acknowledgement),
                MatrixRow("35b", "", sign("35b") { $0.bits = 1024 }, .opened, .acknowledgement),
                MatrixRow(
                    "35c", "", RFC8463.mail, .held("stranger"), .nothing,
                    evidence: ["s=brisbane a=ed25519-sha256: pass", "s=test a=rsa-sha256: pass"],
                    subject: "Is dinner ready?"),
                MatrixRow(
                    "36", "", sign("36", to: "friend@elsewhere.example"), .held("replay"), .challenge,
                    evidence: [": pass"]),
            ]
        }

        private func unproven(
            _ id: String, _ raw: String, _ evidence: String, subject: String? = nil
        ) -> MatrixRow {
            MatrixRow(id, "", raw, .held("unverified"), .challenge, evidence: [evidence], subject: subject)
        }
    }
}

/// The sample of RFC 8463 appendix A.
private enum RFC8463 {
    static let records = [
        "brisbane._domainkey.football.example.com":
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        "test._domainkey.football.example.com":
            "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB",
    ]

    static let mail = """
        DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=brisbane; t=1528637909; h=from : to :
         subject : date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
         Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=test; t=1528637909; h=from : to : subject :
         date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
         DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
         dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
        From: Joe SixPack <joe@football.example.com>
        To: Suzie Q <suzie@shopping.example.net>
        Subject: Is dinner ready?
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
        Message-ID: <20030712040037.46341.5F8J@football.example.com>

        Hi.

        We lost the game.  Are you hungry yet?

        Joe.

        """
}
