import Foundation
import TestSupport
import Testing

@testable import casepost

@Suite("casepost parse", .ownThread)
struct ParseTests {
    private let directory: TemporaryDirectory
    private let binary: String

    init() throws {
        directory = try TemporaryDirectory()
        binary = try DeskFixture.builtBinary()
    }

    private func mail(_ subject: String, body: String = "Hello") -> String {
        "From: Ann Lee <ann@example.org>\nSubject: \(subject)\n\n\(body)\n"
    }

    private func parse(_ arguments: String..., input: String = "") throws -> (Command.Output, [[String: Any]]) {
        let output = try Command.run(binary, ["parse"] + arguments, input: Array(input.utf8))
        let objects = try output.stdout.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        return (output, objects)
    }

    private func subjects(_ objects: [[String: Any]]) -> [String] { objects.map { $0["subject"] as? String ?? "" } }

    @Test("one object a message, with every key of the interface")
    func keys() throws {
        let file = try directory.write("a.eml", mail("One"))
        let (output, objects) = try parse("--json", file)
        #expect(output.status == 0)
        let keys: Set = [
            "file", "messageId", "inReplyTo", "references", "date", "from", "sender", "replyTo", "to", "cc", "subject",
            "text", "html", "replyText", "signature", "quotedText", "attachments", "kind", "autoReply", "bounce",
            "commands", "fields", "defects",
        ]
        #expect(Set(try #require(objects.first).keys).isSuperset(of: keys))
        #expect(objects.first?["file"] as? String == file)
        #expect((objects.first?["from"] as? [String: Any])?["name"] as? String == "Ann Lee")
        #expect(objects.first?["html"] is NSNull)
    }

    @Test("a folder is read with all that is in it, in the order of the names, hidden files apart")
    func folder() throws {
        for name in ["b.eml", "a/2.eml", "a/1.eml", ".hidden"] { try directory.write("mail/\(name)", mail(name)) }
        let (_, objects) = try parse("--json", directory.appending("mail"))
        #expect(subjects(objects) == ["a/1.eml", "a/2.eml", "b.eml"])
    }

    @Test("of a Maildir, cur, new and the folders below are read, tmp is not")
    func maildir() throws {
        for name in [
            "cur/1:2,S", "new/2", "tmp/3", ".Sent/cur/4:2,", ".Sent/new/.keep", ".Sent/tmp/.keep", "dovecot-uidlist",
        ] {
            try directory.write("Maildir/\(name)", mail(name))
        }
        let (_, objects) = try parse("--json", directory.appending("Maildir"))
        #expect(subjects(objects) == [".Sent/cur/4:2,", "cur/1:2,S", "new/2"])
    }

    @Test("an mbox gives each of its messages, numbered; standard input may be one")
    func mbox() throws {
        let separator = "From ann@example.org Fri Nov 20 14:03:00 2026\n"
        let text = "\(separator)\(mail("One"))\n\(separator)\(mail("Two", body: ">From here"))"
        let file = try directory.write("box", text)
        let (_, objects) = try parse("--json", file)
        #expect(objects.map { $0["file"] as? String } == ["\(file)#1", "\(file)#2"])
        #expect(objects.last?["text"] as? String == "From here\n")
        let message = try directory.write("box.eml", text)
        #expect(try parse("--json", message).1.count == 1, "a file called .eml is one message")
        let (_, piped) = try parse("--json", "-", input: text)
        #expect(subjects(piped) == ["One", "Two"])
    }

    @Test("what cannot be read is named, the rest is read all the same")
    func unreadable() throws {
        let file = try directory.write("a.eml", mail("One"))
        let (output, objects) = try parse("--json", directory.appending("nothing"), file)
        #expect(output.status == 66)
        #expect(output.stderr.contains("nothing: No such file"))
        #expect(subjects(objects) == ["One"])
    }

    @Test("a message over a limit has an object that says which, and the next one follows")
    func refused() throws {
        let deep = (0..<60).map { "Content-Type: multipart/mixed; boundary=b\($0)\n\n--b\($0)\n" }.joined()
        let first = try directory.write("1.eml", deep)
        let second = try directory.write("2.eml", mail("Two"))
        let (output, objects) = try parse("--json", first, second)
        #expect(output.status == 65)
        #expect(objects.first?["error"] as? String == "limit-depth")
        #expect(output.stderr.contains("nested deeper than 50"))
        #expect(subjects(objects).last == "Two")
    }

    @Test("people see the new text, with nothing in it that could move the cursor")
    func text() throws {
        let file = try directory.write(
            "a.eml", mail("One", body: "Hel\u{1B}[31mlo\u{9B}31m\n\nOn 1 May 2026, Raj wrote:\n> Hi"))
        let output = try Command.run(binary, ["parse", file])
        #expect(output.stdout.contains("    Hel[31mlo31m\n"))
        #expect(output.stdout.contains("    > Hi\n"))
        #expect(!output.stdout.contains("\u{1B}") && !output.stdout.contains("\u{9B}"))
    }

    @Test("results come in the order of the work, and only so much is begun before the first is out")
    func order() async throws {
        let width = 8
        let work = OrderedWork<Int, Int>(width: width) { number in
            usleep(UInt32((number * 7919) % 5) * 200)
            return number
        }
        var results: [Int] = []
        var asked = 0
        let items = sequence(state: 0) { (state: inout Int) -> Int? in
            asked = state + 1
            defer { state += 1 }
            return state < 300 ? state : nil
        }
        try await work.run(items) { number in
            results.append(number)
            #expect(asked <= number + 1 + width)
        }
        #expect(results == Array(0..<300))
    }
}
