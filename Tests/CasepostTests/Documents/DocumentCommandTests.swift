import Foundation
import TestSupport
import Testing

@Suite("What documents say can be done", .ownThread)
struct DocumentCommandTests {
    @Test("every line for a shell does what its document says, one after the other", arguments: try Document.all())
    func lines(in document: Document) throws {
        guard document.fences.contains(where: { ["sh", "console"].contains($0.language) && $0.label.isEmpty }) else {
            return
        }
        try DocumentShell(desk: DocumentDesk.make(for: document), document: document).run()
    }

    @Test("lines for another machine are Bash, and what they say of casepost is so", arguments: try Document.all())
    func linesForRoot(in document: Document) throws {
        let commands = try CommandTree.read()
        for fence in document.fences where ["sh", "console"].contains(fence.language) && !fence.label.isEmpty {
            // Another label of a console is a test of its own.
            guard fence.language == "sh" || fence.label == "root" else { continue }
            #expect(fence.label == "root", "\(document.path):\(fence.line - 1)")
            let isConsole = fence.language == "console"
            let lines = isConsole ? fence.lines.map { $0.hasPrefix("$ ") ? String($0.dropFirst(2)) : "" } : fence.lines
            let read = try Command.run("bash", ["-n"], input: Array(lines.joined(separator: "\n").utf8))
            #expect(read.status == 0, "\(document.path):\(fence.line): \(read.stderr)")
            for (index, line) in Self.joined(lines).enumerated() where line.hasPrefix("casepost ") {
                let problem = commands.problem(with: line)
                #expect(problem == nil, "\(document.path):\(fence.line + index)")
            }
        }
    }

    @Test("commands named in the text exist, with those options", arguments: try Document.all())
    func names(in document: Document) throws {
        for problem in try Self.problemsOfNames(in: document) { Issue.record("\(problem)") }
    }

    @Test("a fence with lines of casepost says that it is for a shell", arguments: try Document.all())
    func labels(in document: Document) {
        for problem in Self.problemsOfLabels(in: document) { Issue.record("\(problem)") }
    }

    static func problemsOfNames(in document: Document) throws -> [String] {
        let commands = try CommandTree.read()
        return document.spans.compactMap { span in
            let first = span.before?.first
            let problem: String? =
                if span.text.hasPrefix("casepost ") {
                    commands.problem(with: span.text)
                } else if let first, first.hasPrefix("casepost "), span.text.first?.isLowercase == true {
                    commands.problem(with: span.text, after: first)
                } else { nil }
            return problem.map { "\(document.path):\(span.line): `\(span.text)`: \($0)" }
        }
    }

    static func problemsOfLabels(in document: Document) -> [String] {
        document.fences.filter { !["sh", "console"].contains($0.language) }.flatMap { fence in
            fence.lines.enumerated().filter { $0.element.contains(/^(?:\$ )?casepost [a-z]/) }.map {
                "\(document.path):\(fence.line + $0.offset): say sh or console behind the backquotes"
            }
        }
    }

    /// The lines with each continuation on the line that it continues, and an empty one in its own place.
    private static func joined(_ lines: [String]) -> [String] {
        var result: [String] = []
        var start = 0
        for (index, line) in lines.enumerated() {
            if index > 0, lines[index - 1].hasSuffix("\\") {
                result[start] += "\n" + line
                result.append("")
            } else {
                start = index
                result.append(line)
            }
        }
        return result
    }
}

/// A document that can't fail its test proves nothing.
@Suite("Documents that are wrong are found out", .ownThread)
struct WrongDocumentTests {
    @Test(
        "a line that does not do what the document says",
        arguments: [
            ("```sh\ncasepost case list\n```", nil),
            ("```sh\ncasepost case lst\n```", "made-up.md:2: exited with 64: casepost case lst"),
            ("Words.\n\n```sh\ncasepost case list\ncasepost case show 9999999\n```", "made-up.md:5: exited with 66"),
            ("```sh\ncasepost case show 9999999    # exits with 66: there is none\n```", nil),
            ("```sh\ncasepost case list            # exits with 1\n```", "made-up.md:2: exited with 1"),
            ("```sh\ncasepost case post 1000001 \\\n    --text Hello\ncasepost case list --stauts New\n```", "md:4:"),
            ("```console\n$ casepost case list --limit 1\nCase …\n…\n```", nil),
            ("```console\n$ casepost key list\nID …\n1   signs  …\n```", "made-up.md:2: prints something else"),
            ("```sh\ncasepost serve\n```", nil),
            ("1. Do\n\n   ```sh\n   casepost case lst\n   ```", "made-up.md:4: exited"),
            ("```sh root\ncasepost case lst\n```", nil),
        ])
    func lines(_ text: String, _ problem: String?) throws {
        let document = Document(path: "made-up.md", text: text)
        var found: String?
        do { try DocumentShell(desk: DocumentDesk.make(for: document), document: document).run() } catch let error
            as DocumentShell.Problem
        { found = error.description }
        if let problem {
            #expect(found?.contains(problem) == true, "\(found ?? "nothing found")")
        } else {
            #expect(found == nil)
        }
    }

    @Test(
        "a command, an option or a sibling that is not there",
        arguments: [
            ("`casepost case show N --json`", nil), ("`casepost case lst`", "case has no command lst"),
            ("`casepost case list --stauts S`", "list has no option --stauts"),
            ("`casepost help case show`", nil), ("`casepost help case shw`", "case has no command shw"),
            ("`casepost case …`, `casepost init [DIR]`, `casepost case recipients N [add|remove ADDRESS]`", nil),
            ("| `casepost held list`, `show`, `release` | `anything` |", nil),
            ("| `casepost held list`, `shw` | |", "`shw` is no command beside"),
            ("| `casepost key list`, `key rotate`, `revoke ID` | |", nil),
        ])
    func names(_ text: String, _ problem: String?) throws {
        let problems = try DocumentCommandTests.problemsOfNames(in: Document(path: "made-up.md", text: text))
        #expect(problems.count == (problem == nil ? 0 : 1))
        if let problem { #expect(problems.first?.contains(problem) == true, "\(problems)") }
    }

    @Test("a fence that hides lines of casepost from the test")
    func labels() {
        let document = Document(path: "made-up.md", text: "```\n\ncasepost  unix\ncasepost case list\n```")
        #expect(
            DocumentCommandTests.problemsOfLabels(in: document)
                == ["made-up.md:4: say sh or console behind the backquotes"])
    }

    @Test(
        "what is printed, where … stands for anything",
        arguments: [
            (["a"], ["a"], true), (["a"], ["b"], false), (["a", "…"], ["a"], true),
            (["a", "…"], ["a", "b", "c"], true),
            (["…", "c"], ["a", "b", "c", ""], true), (["a…c"], ["abc"], true), (["a…c"], ["abd"], false),
            (["a … c"], ["a  b c "], true), (["a", "b"], ["a"], false), (["ab…ba"], ["aba"], false),
        ])
    func printed(_ expected: [String], _ printed: [String], _ matches: Bool) {
        #expect(ExpectedOutput(expected).matches(printed) == matches)
    }
}
