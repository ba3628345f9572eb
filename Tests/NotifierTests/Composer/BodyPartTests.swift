import Core
import FoundationEssentials
import Testing

@testable import Notifier

@Suite("Body parts")
struct BodyPartTests {
    @Test(
        "text goes as it is, or in the shorter encoding",
        arguments: [
            ("", TransferEncoding.sevenBit, "\r\n"),
            ("Hello\n\nyou\n", .sevenBit, "Hello\r\n\r\nyou\r\n"),
            ("a\rb\r\nc\n", .sevenBit, "a\r\nb\r\nc\r\n"),
            ("a\r\rb\r\r\nc\r\r", .sevenBit, "a\r\n\r\nb\r\n\r\nc\r\n\r\n"),
            ("-- \nAnn\n\n", .sevenBit, "-- \r\nAnn\r\n\r\n"),
            ("See you later in Köln", .quotedPrintable, "See you later in K=C3=B6ln\r\n"),
            (
                "one = one, ä \ttabulator\t\nthe end ", .quotedPrintable,
                "one =3D one, =C3=A4 \ttabulator=09\r\nthe end=20\r\n"
            ),
            ("a nul\0, and more text", .quotedPrintable, "a nul=00, and more text\r\n"),
            ("Grüße aus Köln", .base64, "R3LDvMOfZSBhdXMgS8O2bG4=\r\n"),
            ("日本語", .base64, "5pel5pys6Kqe\r\n"),
            ("日本語\n日本語\n", .base64, "5pel5pys6KqeDQrml6XmnKzoqp4=\r\n"),
        ])
    func encoding(_ text: String, _ encoding: TransferEncoding, _ expected: String) {
        let part = BodyPart(subtype: "plain", text: text)
        #expect(part.transferEncoding == encoding)
        #expect(String(decoding: part.body, as: UTF8.self) == expected)
    }

    @Test("a line of 78 octets goes as it is, one of 79 does not")
    func lineLimit() {
        let line = String(repeating: "x", count: 78)
        #expect(BodyPart(subtype: "plain", text: "\(line)\n\(line)").transferEncoding == .sevenBit)
        #expect(BodyPart(subtype: "plain", text: "\(line)\nx\(line)").transferEncoding == .quotedPrintable)
    }

    @Test(
        "encoded lines have at most 76 octets and come back as the same text",
        arguments: [
            LongText("x", 5_000), LongText("ä b ", 2_000), LongText("👍🏽", 2_000), LongText(" ", 500),
            LongText("x", 76, then: "\n"), LongText("y", 300, after: "\n", then: " \n.\n..\n"),
            LongText("a", 75, then: "é\nbä"), LongText("=", 200), LongText("ab=", 200), LongText("\tab", 200),
            LongText("a", 75, after: "é\n", then: "="), LongText("a", 74, after: "é\n", then: "=b"),
            LongText("a", 75, then: "\u{7F} \nb"),
        ])
    func longLines(_ long: LongText) throws {
        let text = long.text
        let part = BodyPart(subtype: "plain", text: text)
        let encoded = String(decoding: part.body, as: UTF8.self)
        #expect(encoded.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 76 })
        let decoded =
            part.transferEncoding == .base64
            ? Array(try #require(Data(base64Encoded: encoded.replacing("\r\n", with: ""))))
            : try EncodedWordReader.quotedPrintable(encoded.dropLast().replacing("=\r\n", with: ""))
        let wanted = text.hasSuffix("\n") ? String(text.dropLast()) : text
        #expect(String(decoding: decoded, as: UTF8.self).replacing("\r\n", with: "\n") == wanted)
    }
}
