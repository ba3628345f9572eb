import Core
import Testing

@testable import Parser

@Suite("Mbox files")
struct MboxTests {
    private func messages(of text: String) -> [String]? {
        var text = text
        return text.withUTF8 { octets in
            let octets = Octets(octets)
            return MboxReader(octets).map { reader in
                reader.map {
                    String(decoding: MboxReader.unquoted(octets.slice($0)) ?? Array(octets[$0]), as: UTF8.self)
                }
            }
        }
    }

    private static let separator = "From ann@example.org Fri Nov 20 14:03:00 2026"

    @Test(
        "messages are found between their separators",
        arguments: [
            ("\(separator)\nSubject: a\n\none\n", ["Subject: a\n\none\n"]),
            ("\(separator)\nSubject: a\n\none\n\n\(separator)\n\ntwo", ["Subject: a\n\none\n", "\ntwo"]),
            (
                "\(separator)\r\nSubject: a\r\n\r\none\r\n\r\n\(separator)\r\n\r\ntwo",
                ["Subject: a\r\n\r\none\r\n", "\r\ntwo"]
            ),
            // QUIRK: the zone, or the seconds, are missing or written otherwise.
            (
                "From - Fri Nov 20 14:03:00 2026 +0100\nA: b\n\none\n\nFrom MAILER-DAEMON Fri Nov 20 14:03 2026\nC: d\n",
                ["A: b\n\none\n", "C: d\n"]
            ),
            ("\(separator)\n", [""]),
        ])
    func found(_ text: String, _ expected: [String]) { #expect(messages(of: text) == expected) }

    @Test(
        "a line that only begins like a separator is text",
        arguments: [
            "From here it is 2026 kilometres", "From 12:30 on", "from ann@example.org Fri Nov 20 14:03:00 2026",
            "From ann@example.org", "From",
        ])
    func text(_ line: String) {
        let message = "Subject: a\n\n\(line)\n\nmore\n"
        #expect(messages(of: "\(Self.separator)\n\(message)") == [message])
    }

    @Test("a separator without an empty line above it is text")
    func noEmptyLine() {
        let message = "Subject: a\n\none\n\(Self.separator)\n"
        #expect(messages(of: "\(Self.separator)\n\(message)") == [message])
    }

    @Test("lines lose the mark that they were given in the mbox, and only that")
    func unquoted() {
        let quoted = "\(Self.separator)\nA: b\n\n>From one\n>>From two\n> From three\n>Fromage\n"
        #expect(messages(of: quoted) == ["A: b\n\nFrom one\n>From two\n> From three\n>Fromage\n"])
    }

    @Test("other files are no mbox", arguments: ["", "Subject: a\n\nb", "From: ann@example.org\n\nb", "From nobody\n"])
    func other(_ text: String) { #expect(messages(of: text) == nil) }

    @Test("ten thousand messages are found, each once")
    func many() {
        let text = String(repeating: "\(Self.separator)\nA: b\n\nFrom x\n\n", count: 10_000)
        #expect(messages(of: text)?.count == 10_000)
    }
}
