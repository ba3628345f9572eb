import Core
import Foundation
import Testing

@testable import Notifier

/// What Python's `email` package makes of a composed mail.
private struct ReadByPython: Decodable, Equatable {
    var subject: String
    var from: [String]
    var to: [String]
    var references: String
    var text: String
    var html: String
    var defects: Int
}

@Suite("Composed mails read by Python", .enabled(if: Python.path != nil, "needs python3"))
struct ComposerPythonTests {
    @Test("an independent reader finds the same values", arguments: texts)
    func sameValues(_ long: LongText) throws {
        let text = long.text
        let mail = try OutgoingMail.sample {
            $0.subject = text
            $0.from.name = text
            $0.to.name = "Lee, \"Ann\" \\ \(text)"
            $0.references = (1...30).map { MessageID(rawValue: "\($0).abcdefghijkl@client.example") }
            $0.text = "Hello\n\(text)\n.\n..\nFrom here\n"
            $0.html = "<p>\(text)</p>"
        }
        let bytes = MailComposer.compose(mail)
        #expect(try ComposedLines(bytes).lines.allSatisfy { $0.utf8.count <= 78 })
        let read = try Python.read(bytes)
        #expect(read.defects == 0)
        #expect(read.subject == text)
        #expect(read.from == [text, "support@example.org"])
        #expect(read.to == ["Lee, \"Ann\" \\ \(text)", "ann@client.example"])
        #expect(read.references.split(separator: " ").count == 20)
        #expect(read.text == mail.text.dropLast())
        #expect(read.html == mail.html)
    }

    static let texts = [
        LongText("plain"), LongText("Grüße aus Köln"), LongText("日本語の件名"), LongText("a, b; \"c\" <d@e.example> (f)"),
        LongText("=?utf-8?q?no?= word"), LongText("😀👩‍🚀 ", 1_000, then: "end"), LongText("x", 5_000),
        LongText("long words ", 300, then: "end"), LongText("تذكرة الدعم"), LongText("two  spaces   here"),
        LongText("a\u{301}e\u{308}"),
    ]
}

private enum Python {
    static let path = ["/usr/bin/python3", "/usr/local/bin/python3"].first(where: FileManager.default.isExecutableFile)

    static func read(_ bytes: [UInt8]) throws -> ReadByPython {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(path))
        process.arguments = ["-c", program]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(bytes))
        try input.fileHandleForWriting.close()
        let json = try #require(try output.fileHandleForReading.readToEnd())
        process.waitUntilExit()
        return try JSONDecoder().decode(ReadByPython.self, from: json)
    }

    private static let program = """
        import email, email.header, email.policy, email.utils, json, sys
        raw = sys.stdin.buffer.read()
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        # QUIRK: Python's newer reader keeps the spaces between the encoded words of a phrase; its older one does not.
        older = email.message_from_bytes(raw)
        def address(name):
            phrase, address = email.utils.parseaddr(older[name])
            return [str(email.header.make_header(email.header.decode_header(phrase))), address]
        def content(kind):
            return mail.get_body((kind,)).get_content().replace("\\r\\n", "\\n").removesuffix("\\n")
        defects = len(mail.defects) + sum(len(v.defects) for v in mail.values()) \\
            + sum(len(p.defects) for p in mail.walk())
        print(json.dumps({
            "subject": mail["subject"], "from": address("from"), "to": address("to"),
            "references": mail["references"], "text": content("plain"), "html": content("html"), "defects": defects}))
        """
}
