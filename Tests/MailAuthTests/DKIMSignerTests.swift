import Core
import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import MailAuth

private let time = Date(timeIntervalSince1970: 1_700_000_000)

/// A mail that has all the fields that are signed.
private let mail = """
    Date: Mon, 20 Jul 2026 08:05:00 +0000\r
    From: Support <support@example.org>\r
    To: Ann Lee <ann@client.example>\r
    Cc: Raj <raj@client.example>\r
    Reply-To: support+t0k3n@example.org\r
    Subject: Your case\r
     1000001\r
    Message-ID: <c1000001.7@example.org>\r
    In-Reply-To: <q1@client.example>\r
    References: <q0@client.example> <q1@client.example>\r
    Auto-Submitted: auto-replied\r
    X-Auto-Response-Suppress: All\r
    List-Unsubscribe: <https://support.example.org/o/TOKEN>\r
    List-Unsubscribe-Post: List-Unsubscribe=One-Click\r
    MIME-Version: 1.0\r
    Content-Type: text/plain; charset=utf-8\r
    Content-Transfer-Encoding: 7bit\r
    \r
    Hello Ann,  \r
    two  words\r
    \r

    """

@Suite("Mail that we sign")
struct DKIMSignerTests {
    private static let kinds = [DKIMKey.Kind.rsa, .ed25519]

    private func signer(_ kind: DKIMKey.Kind = .ed25519, domain: String = "example.org") throws -> DKIMSigner {
        let key = try #require(DKIMKey.generate(kind))
        return try #require(DKIMSigner(domain: domain, selector: "s1", key: key))
    }

    private func signed(_ text: String, by signer: DKIMSigner) throws -> String {
        String(decoding: try signer.field(for: Array(text.utf8), at: time), as: UTF8.self) + text
    }

    /// What our verifier says of the first signature.
    private func verdict(_ text: String, _ signer: DKIMSigner) async throws -> AuthenticationReport.Signature {
        let resolver = FixedTXTResolver([signer.record.name: signer.record.value])
        return try #require(await authenticated(Array(text.utf8), resolver).signatures.first)
    }

    @Test("passes, with either key, and nothing about it is weak", arguments: kinds)
    func passes(_ kind: DKIMKey.Kind) async throws {
        let signer = try signer(kind)
        let signature = try await verdict(try signed(mail, by: signer), signer)
        #expect(signature.result == .pass && signature.weakness == nil, "\(signature)")
        #expect(signature.domain == "example.org" && signature.selector == "s1")
    }

    @Test(
        "fails when a field that is signed, or the body, is another",
        arguments: [
            ("Support <", "Desk <"), ("ann@client", "eve@client"), ("raj@client", "eve@client"),
            ("+t0k3n", "+t0k4n"), ("1000001\r\n", "1000002\r\n"), ("<c1000001.7", "<c1000001.8"),
            ("To: <q1@", "To: <q2@"), ("<q0@", "<q9@"), ("auto-replied", "no"), ("/o/TOKEN", "/o/OTHER"),
            ("One-Click", "Two-Click"), ("Version: 1.0", "Version: 1.1"), ("text/plain", "text/html"),
            ("7bit", "8bit"), ("Jul 2026", "Jul 2025"), ("Hello Ann", "Hello Eve"),
            ("two  words\r\n", "two  words\r\nmore\r\n"),
        ])
    func changes(_ old: String, _ new: String) async throws {
        let signer = try signer()
        let text = try signed(mail, by: signer)
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        #expect(try await verdict(changed, signer).result == .fail)
    }

    @Test(
        "fails when a second field is put above it or below, or a first one where there is none",
        arguments: ["From", "To", "Subject", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"])
    func additions(_ name: String) async throws {
        let signer = try signer()
        let field = "\(name): Eve <eve@evil.example>\r\n"
        let text = try signed(mail, by: signer)
        #expect(try await verdict(field + text, signer).result == .fail)
        #expect(try await verdict(text.replacing("X-Auto", with: field + "X-Auto"), signer).result == .fail)
        let bare = "From: support@example.org\r\n\r\nHello\r\n"
        #expect(try await verdict(field + (try signed(bare, by: signer)), signer).result == .fail)
    }

    @Test("what servers on the way may do changes nothing: a field on top, other white space, lines at the end")
    func tolerance() async throws {
        let signer = try signer()
        let text = try signed(mail, by: signer)
        let relayed =
            "Received: from a by b; Mon, 20 Jul 2026 08:05:01 +0000\r\n"
            + text
            .replacing("Your case\r\n 1000001", with: "Your   case 1000001").replacing("Ann,  \r\n", with: "Ann,\r\n")
        #expect(try await verdict(relayed + "\r\n\r\n", signer).result == .pass)
    }

    @Test("the field says how, when and what was signed, and folds before column 79", arguments: kinds)
    func field(_ kind: DKIMKey.Kind) throws {
        let field = String(decoding: try signer(kind).field(for: Array(mail.utf8), at: time), as: UTF8.self)
        let unfolded = field.replacing("\r\n ", with: " ")
        let algorithm = kind == .rsa ? "rsa-sha256" : "ed25519-sha256"
        #expect(
            unfolded.hasPrefix(
                "DKIM-Signature: v=1; a=\(algorithm); c=relaxed/relaxed; d=example.org; s=s1; t=1700000000; h="))
        #expect(
            unfolded.replacing(" ", with: "").contains(
                "h=From:From:To:To:Cc:Subject:Subject:Date:Message-ID:Reply-To:Reply-To:In-Reply-To:References:"
                    + "MIME-Version:Content-Type:Content-Transfer-Encoding:Auto-Submitted:List-Unsubscribe:"
                    + "List-Unsubscribe:List-Unsubscribe-Post:List-Unsubscribe-Post;bh="))
        #expect(!unfolded.contains(" l="))
        #expect(field.hasSuffix("\r\n") && !field.hasSuffix("\r\n\r\n"))
        let lines = field.dropLast().split(separator: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 } && lines.dropFirst().allSatisfy { $0.hasPrefix(" ") })
    }

    @Test("a domain of 250 characters makes no line of more than 998 octets, and passes")
    func longDomain() async throws {
        let domain = (0..<3).map { _ in String(repeating: "a", count: 60) }.joined(separator: ".") + ".example"
        let signer = try signer(domain: domain)
        let text = try signed(mail, by: signer)
        #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count < 998 })
        #expect(try await verdict(text, signer).result == .pass)
    }

    @Test("the same mail, key and time give the same octets", arguments: kinds)
    func repetition(_ kind: DKIMKey.Kind) throws {
        let signer = try signer(kind)
        #expect(try signed(mail, by: signer) == signed(mail, by: signer))
    }

    @Test(
        "bodies that are empty, without a line end, or only of lines pass",
        arguments: ["", "\r\n", "\r\n\r\n\r\n", "text", " \t \r\n", ".\r\n"])
    func bodies(_ body: String) async throws {
        let signer = try signer()
        let text = try signed("From: support@example.org\r\n\r\n" + body, by: signer)
        #expect(try await verdict(text, signer).result == .pass)
    }

    @Test("what has no From field is not signed", arguments: ["", "Subject: a\r\n\r\nb", "\r\nFrom: a@b.example\r\n"])
    func noAuthor(_ text: String) throws {
        let signer = try signer()
        #expect(throws: DKIMSigner.Failure.self) { try signer.field(for: Array(text.utf8), at: time) }
    }

    @Test("two keys sign side by side")
    func twoKeys() async throws {
        let key = try #require(DKIMKey.generate(.rsa))
        let other = try #require(DKIMSigner(domain: "example.org", selector: "s2", key: key))
        let signer = try signer()
        let fields = try [signer, other].map {
            String(decoding: try $0.field(for: Array(mail.utf8), at: time), as: UTF8.self)
        }
        let resolver = FixedTXTResolver([
            signer.record.name: signer.record.value, other.record.name: other.record.value,
        ])
        let signatures = await authenticated(Array((fields.joined() + mail).utf8), resolver).signatures
        #expect(signatures.map(\.result) == [.pass, .pass])
    }

    @Test(
        "domains and selectors that could not stand in the DNS make no signer",
        arguments: [
            ("example", "s1"), ("", "s1"), ("example.org", ""), ("example.org", "a b"), ("example.org", "a..b"),
        ])
    func badNames(_ domain: String, _ selector: String) throws {
        let key = try #require(DKIMKey.generate(.ed25519))
        #expect(DKIMSigner(domain: domain, selector: selector, key: key) == nil)
    }

    @Test(
        "whose mail it speaks for",
        arguments: [
            ("example.org", true), ("EXAMPLE.org", true), ("mail.example.org", true), ("org", true),
            ("badexample.org", false), ("example.com", false), ("", false),
        ])
    func alignment(_ author: String, _ isAligned: Bool) throws {
        #expect(try signer().speaks(for: author) == isAligned)
    }

    @Test("the self-test passes, and asks nobody", arguments: kinds)
    func selfTest(_ kind: DKIMKey.Kind) throws { #expect(try signer(kind).selfTest(at: time) == nil) }

    @Test("what the DNS has for a key")
    func publication() async throws {
        let (signer, other) = (try signer(.rsa), try signer(.rsa))
        let name = signer.record.name
        func publication(_ answer: TXTAnswer) async -> DKIMSigner.Publication {
            await signer.publication(FixedTXTResolver([name: answer]), at: time, before: .now + .seconds(5))
        }
        func records(_ texts: String...) -> TXTAnswer { .records(texts.map { Array($0.utf8) }, ttl: 60) }
        #expect(await publication(records(signer.record.value)) == .right)
        #expect(await publication(records(signer.record.value + "; t=s")) == .right)
        #expect(await publication(.none(ttl: 60)) == .missing)
        #expect(await publication(.failure("the DNS did not answer")) == .unknown("the DNS did not answer"))
        for text in [other.record.value, "v=DKIM1; p=", "v=spf1 -all", signer.record.value + "; t=y"] {
            guard case .wrong(let reason) = await publication(records(text)) else {
                Issue.record("\(text) is right")
                continue
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test("a record has strings of at most 255 octets that give the value again", arguments: kinds)
    func record(_ kind: DKIMKey.Kind) throws {
        let record = try signer(kind).record
        #expect(record.name == "s1._domainkey.example.org")
        #expect(record.value.hasPrefix("v=DKIM1; k=\(kind == .rsa ? "rsa" : "ed25519"); p="))
        #expect(record.strings.joined() == record.value && record.strings.allSatisfy { $0.utf8.count <= 255 })
        #expect(record.strings.count == (kind == .rsa ? 2 : 1))
        #expect(record.zoneLine.hasPrefix("s1._domainkey.example.org. IN TXT ( \"v=DKIM1; "))
    }
}

@Suite("Keys that sign mail")
struct DKIMKeyTests {
    private func problem(_ pem: String) -> DKIMKey.Problem? {
        do throws(DKIMKey.Problem) {
            _ = try DKIMKey(pem: pem)
            return nil
        } catch { return error }
    }

    @Test("are read again as they were written, with text and certificates around them")
    func round() throws {
        for kind in [DKIMKey.Kind.rsa, .ed25519] {
            let key = try #require(DKIMKey.generate(kind))
            let again = try DKIMKey(
                pem: "notes\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                    + key.pem.replacing("\n", with: "\r\n"))
            #expect(again.kind == kind && again.publicKey == key.publicKey)
        }
    }

    @Test("RSA is read from PKCS#1 as from PKCS#8")
    func forms() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let (old, new) = (try DKIMKey(pem: key.pemRepresentation), try DKIMKey(pem: key.pkcs8PEMRepresentation))
        #expect(
            key.pemRepresentation.contains("RSA PRIVATE KEY") && !key.pkcs8PEMRepresentation.contains("RSA PRIVATE"))
        #expect(old.publicKey == new.publicKey && old.kind == .rsa && new.kind == .rsa)
    }

    @Test("of less than 2,048 bits are refused", arguments: [1024, 1536, 1920])
    func short(_ bits: Int) throws {
        let key = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits))
        #expect(problem(key.pemRepresentation) == .wrongSize(line: 1, bits: bits))
    }

    @Test(
        "that are none, or damaged, are refused with the line",
        arguments: [
            ("", DKIMKey.Problem.noKey), ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", .noKey),
            ("\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", .unreadable(line: 2)),
            ("-----BEGIN PRIVATE KEY-----\nAAAA", .unreadable(line: 1)),
            ("-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----", .unreadable(line: 1)),
            ("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----", .unreadable(line: 1)),
            ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----", .encrypted(line: 1)),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----",
                .encrypted(line: 1)
            ),
        ])
    func damaged(_ pem: String, _ expected: DKIMKey.Problem) { #expect(problem(pem) == expected) }

    @Test("of other kinds are refused: X25519, which has the same length, and P-256")
    func otherKinds() {
        let agreement =
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----"
        #expect(problem(agreement) == .unreadable(line: 1))
        #expect(problem(P256.Signing.PrivateKey().pemRepresentation) == .unreadable(line: 1))
    }
}
