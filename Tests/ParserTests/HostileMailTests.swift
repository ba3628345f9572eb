import Core
import Testing

@testable import Parser

private func parse(_ text: String, limits: Limits = Limits()) throws -> InboundMessage {
    try MessageParser(limits: limits).parse(Array(text.utf8))
}

/// The rows of the attack matrix that the parser answers for; each names its row.
@Suite("Hostile mail")
struct HostileMailTests {
    @Test(
        "row 142: a long file name is cut so that it may be shown anywhere, and keeps its extension",
        arguments: [
            (String(repeating: "a", count: 144) + "    .docx", String(repeating: "a", count: 144) + ".docx"),
            (String(repeating: "a", count: 149) + " . b", String(repeating: "a", count: 147) + ". b"),
            ("a" + String(repeating: "\u{0301}", count: 400), "a" + String(repeating: "\u{0301}", count: 74)),
            (String(repeating: "🇫🇮", count: 40) + ".x", String(repeating: "🇫🇮", count: 18) + "\u{1F1EB}.x"),
        ])
    func longNames(_ name: String, _ expected: String) {
        #expect(AttachmentName.clean(name) == expected)
        #expect(AttachmentName.clean(expected) == expected)
    }
}
