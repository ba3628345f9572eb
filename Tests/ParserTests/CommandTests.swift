import Core
import Testing

@testable import Parser

@Suite("Commands and fields")
struct CommandTests {
    @Test(
        "commands stand at the very start of a mail, and nowhere else",
        arguments: [
            ("#close\nThanks.", ["close"], "Thanks."),
            ("\n\n#Close\n\nThanks.", ["close"], "Thanks."),
            (
                "#priority high\n#add jane@example.org\nIt is urgent.", ["priority=high", "add=jane@example.org"],
                "It is urgent."
            ),
            ("  #status   pending customer input  \nSee above.", ["status=pending customer input"], "See above."),
            ("#close", ["close"], ""),
            ("#close\n\nOn Fri, 20 Nov 2026, Bob <b@example.org> wrote:\n> Solved?", ["close"], ""),
            // One that nobody knows is told of, and stays in the text.
            ("#frobnicate all\nPlease.", ["frobnicate=all"], "#frobnicate all\nPlease."),
            ("#frobnicate\n#close\nPlease.", ["frobnicate", "close"], "#frobnicate\nPlease."),
            ("#dev DEV-123\nSee there.", ["dev=DEV-123"], "See there."),
            // These are text.
            ("Thanks.\n#close", [], "Thanks.\n#close"),
            ("#close\n\n#reopen\nThanks.", ["close"], "#reopen\nThanks."),
            ("#1 is broken.", [], "#1 is broken."),
            ("# close\nThanks.", [], "# close\nThanks."),
            ("#close.\nThanks.", [], "#close.\nThanks."),
            ("##close\nThanks.", [], "##close\nThanks."),
            ("> #close\nThanks.", [], "> #close\nThanks."),
            ("On Fri, 20 Nov 2026, Bob <b@example.org> wrote:\n> #close\n\nThanks.", [], "Thanks."),
            ("-- \n#close", [], "-- \n#close"),
            ("Thanks.\n-- \n#close", [], "Thanks."),
        ] as [(String, [String], String)])
    func commands(_ text: String, _ commands: [String], _ reply: String) {
        let parts = ReplySplitter.split(text)
        #expect(parts.commands.map { [$0.name, $0.argument].compactMap(\.self).joined(separator: "=") } == commands)
        #expect(parts.reply == reply)
    }

    @Test(
        "fields are filled in at the start, behind commands",
        arguments: [
            ("Module: Grade Book\n\nIt fails.", ["Module": "Grade Book"]),
            (
                "module : Grade Book\nSTEPS  TO REPRODUCE: open it\nthen close it\n\nIt fails.",
                ["Module": "Grade Book", "Steps to Reproduce": "open it\nthen close it"]
            ),
            (
                "#priority high\n\nModule: Grade Book\n\nType: Bug\n\nIt fails.",
                ["Module": "Grade Book", "Type": "Bug"]
            ),
            ("*Module:* Grade Book\nHello", ["Module": "Grade Book\nHello"]),
            ("Module：成绩", ["Module": "成绩"]),
            ("Module:\nType: Bug", ["Type": "Bug"]),
            ("Module: one\nModule: two", ["Module": "one"]),
            ("Hello.\nModule: Grade Book", [:]),
            ("Module: Grade Book\n\nHello.\nType: Bug", ["Module": "Grade Book"]),
            ("Note: nobody knows this\nModule: Grade Book", [:]),
            ("> Module: Grade Book", [:]),
            (
                "Module: Grade Book\nOn Fri, 20 Nov 2026, Bob <b@example.org> wrote:\n> Type: Bug",
                ["Module": "Grade Book"]
            ),
            ("Subject: x\nFrom: Bob <b@example.org>\nDate: 20 Nov 2026\nTo: Ann\n\nHello", [:]),
        ] as [(String, [String: String])])
    func fields(_ text: String, _ fields: [String: String]) {
        #expect(ReplySplitter.split(text).fields == fields)
    }

    @Test("fields stay in the reply, and a desk may have its own")
    func names() {
        let parts = ReplySplitter.split("Campus: North\nModule: x", fieldNames: MailFieldNames(["Campus"]))
        #expect(parts.fields == ["Campus": "North\nModule: x"])
        #expect(parts.reply == "Campus: North\nModule: x")
    }

    @Test("values that are too long are left in the text")
    func bounded() {
        let long = String(repeating: "line of a value\n", count: 10_000)
        let parts = ReplySplitter.split("Type: Bug\nModule: \(long)")
        #expect(parts.fields == ["Type": "Bug"])
        #expect(ReplySplitter.split(String(repeating: "#close now\n", count: 20_000)).commands.count < 10_000)
    }

    @Test(
        "what the HTML of a mail hides gives no command",
        arguments: [
            ("<div style='display:none'>#close</div><p>Thanks.</p>", []),
            ("<div style='font-size:0'>#close</div><p>Thanks.</p>", []),
            ("<p>#close</p><p>Thanks.</p>", ["close"]),
            ("<blockquote>#close</blockquote><p>Thanks.</p>", []),
            ("<div class=gmail_quote>#close</div><p>Thanks.</p>", []),
        ] as [(String, [String])])
    func html(_ source: String, _ commands: [String]) throws {
        let raw = Array("From: ann@example.org\nContent-Type: text/html; charset=utf-8\n\n\(source)".utf8)
        #expect(try MessageParser().parse(raw).commands.map(\.name) == commands)
    }

    @Test("a message that came with another gives no command")
    func nested() throws {
        let raw = """
            From: ann@example.org
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: message/rfc822

            From: bob@example.org

            #close

            --b--
            """
        #expect(try MessageParser().parse(Array(raw.utf8)).commands.isEmpty)
    }
}
