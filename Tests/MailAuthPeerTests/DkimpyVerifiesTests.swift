import Core
import Foundation
import MailAuth
import TestSupport
import Testing

/// Debian's Python is called by its path: dkimpy belongs to no other.
@Suite("Mail that we signed", .enabled(if: Command.find("dkimverify") != nil, "needs python3-dkim"), .ownThread)
struct DkimpyVerifiesTests {
    /// Verifies each signature; the records come in the arguments, nobody is asked.
    private static let script = """
        import dkim, sys
        records = dict(zip(sys.argv[1::2], sys.argv[2::2]))
        def dnsfunc(name, timeout=5):
            return records.get(name.decode().rstrip("."), "").encode() or None
        mail = sys.stdin.buffer.read()
        count = sum(line.lower().startswith(b"dkim-signature:") for line in mail.split(b"\\r\\n"))
        for index in range(count):
            try:
                print(dkim.DKIM(mail).verify(idx=index, dnsfunc=dnsfunc))
            except dkim.DKIMException as error:
                print(error)
        """

    private static let mail = """
        Date: Mon, 20 Jul 2026 08:05:00 +0000\r
        From: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= <support@example.org>\r
        To: "Lee, Ann" <ann@client.example>\r
        Reply-To: support+t0k3n@example.org\r
        Subject: Your  case\r
         \t1000001 \r
        Message-ID: <c1000001.7@example.org>\r
        List-Unsubscribe: <https://support.example.org/o/TOKEN>\r
        List-Unsubscribe-Post: List-Unsubscribe=One-Click\r
        MIME-Version: 1.0\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        Hello  Ann, \r
        .\r
        \r
        \r

        """

    private let signers: [DKIMSigner]

    init() throws {
        signers = try [("r1", DKIMKey.Kind.rsa), ("e1", .ed25519)].map { selector, kind in
            let key = try #require(DKIMKey.generate(kind))
            return try #require(DKIMSigner(domain: "example.org", selector: selector, key: key))
        }
    }

    private func signed() throws -> String {
        let fields = try signers.map { try $0.field(for: Array(Self.mail.utf8), at: Date()) }
        return String(decoding: fields.flatMap(\.self), as: UTF8.self) + Self.mail
    }

    private func verdicts(_ mail: String) throws -> [String] {
        let records = signers.map(\.record).flatMap { [$0.name, $0.value] }
        return try Command.succeed("/usr/bin/python3", ["-c", Self.script] + records, input: Array(mail.utf8)).stdout
            .split(separator: "\n").map(String.init)
    }

    @Test("passes with both algorithms")
    func passes() throws { #expect(try verdicts(signed()) == ["True", "True"]) }

    @Test(
        "fails with a change, or a second field of a name that is sealed",
        arguments: [
            ("Hello  Ann", "Hello  Eve"), ("o/TOKEN", "o/OTHER"), ("One-Click", "Other"),
            ("MIME-", "Subject: b\r\nMIME-"),
            ("MIME-", "From: eve@evil.example\r\nMIME-"), ("MIME-", "Reply-To: eve@evil.example\r\nMIME-"),
            ("MIME-", "To: eve@evil.example\r\nMIME-"), ("MIME-", "List-Unsubscribe: <https://evil.example>\r\nMIME-"),
        ])
    func changes(_ old: String, _ new: String) throws {
        let mail = try signed()
        let lower = try #require(mail.range(of: "Date: ")).lowerBound
        let range = try #require(mail.range(of: old, range: lower..<mail.endIndex))
        let verdicts = try verdicts(mail.replacingCharacters(in: range, with: new))
        #expect(verdicts.count == 2 && !verdicts.contains("True"), "\(verdicts)")
    }
}
