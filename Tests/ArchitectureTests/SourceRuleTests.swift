import Foundation
import Testing

/// What no source file may contain, and why.
private struct ForbiddenPattern: CustomTestStringConvertible {
    var testDescription: String
    /// What every match contains.
    var word: String
    var pattern: @Sendable () -> Regex<Substring>

    init(_ why: String, _ word: String, _ pattern: @escaping @Sendable () -> Regex<Substring>) {
        testDescription = why
        self.word = word
        self.pattern = pattern
    }
}

private let forbidden = [
    ForbiddenPattern("try! turns a failure into a crash", "try!") { /\btry!/ },
    ForbiddenPattern("as! turns a surprise into a crash", "as!") { /\bas!/ },
    ForbiddenPattern("a forced unwrap turns a missing value into a crash", "!") { /[\w)\]]!(?=$|[\s.,;:)\]}?\[(])/ },
    ForbiddenPattern("fatalError says nothing about who broke which promise; use preconditionFailure", "fatalError") {
        /\bfatalError\b/
    },
    ForbiddenPattern("an implicitly unwrapped optional hides a missing value", "!") { /:\s*\[?\w+\]?!/ },
]

@Suite("Rules for every source file")
struct SourceRuleTests {
    @Test("code that can crash on input", arguments: forbidden)
    fileprivate func patterns(_ rule: ForbiddenPattern) throws {
        for file in try SourceFile.all(in: "Sources") {
            // Looking for the word first spares nearly every line the regular expressions.
            for (number, line) in file.lines.enumerated() where line.contains(rule.word) {
                guard SourceFile.code(line).contains(rule.pattern()) else { continue }
                Issue.record("\(file.path):\(number + 1): \(rule.testDescription)")
            }
        }
    }

    @Test("work is done, not noted down: no TODO, FIXME or XXX")
    func notes() throws {
        let notes = ["TODO", "FIXME", "XXX"]
        for file in try SourceFile.all(in: "Sources", ["swift", "c", "h"]) {
            for (number, line) in file.lines.enumerated() where notes.contains(where: line.contains) {
                Issue.record("\(file.path):\(number + 1)")
            }
        }
    }

    /// An initializer that throws after the last property was set runs `deinit`: what it had closed would be closed again,
    /// which by then is somebody else's.
    @Test("what `deinit` closes is closed nowhere else")
    func closedTwice() throws {
        for file in try SourceFile.all(in: "Sources") where file.lines.contains("    deinit { close(descriptor) }") {
            #expect(file.lines.count { $0.contains("close(descriptor)") } == 1, "\(file.path)")
        }
    }

    @Test(
        "tests that wait for programs and servers do it on threads of their own",
        arguments: ["CasepostTests", "MailAuthPeerTests", "MailIngestTests", "MailTransportTests", "WebTests"])
    func waiting(_ target: String) throws {
        for file in try SourceFile.all(in: "Tests/\(target)") {
            let text = file.lines.joined(separator: "\n")
            let suites = text.components(separatedBy: "@Suite(").dropFirst().map { $0.prefix { $0 != "{" } }
            let tests = text.components(separatedBy: "@Test").dropFirst().map { $0.prefix { $0 != "{" } }
            let must = suites.isEmpty ? tests : suites
            #expect(must.allSatisfy { $0.contains(".ownThread") }, "\(file.path)")
        }
    }

    @Test("a file has one subject: at most 400 lines", arguments: ["Sources", "Tests"])
    func lengths(_ folder: String) throws {
        for file in try SourceFile.all(in: folder, ["swift", "c", "h"]) {
            #expect(file.lines.count <= 401, "\(file.path)")
        }
    }

    @Test(
        "the patterns find what they are for, and nothing else",
        arguments: [
            ("let x = try! f()", true), ("let x = y as! Z", true), ("let x = y!", true), ("f(x!, y)", true),
            ("x![0]", true), ("a()!.b", true), ("fatalError()", true), ("var x: Int!", true), ("var x: [Int]!", true),
            ("if a != b {", false), ("if !a { b() }", false), ("let x = \"wow!\"", false), ("f() // really!", false),
            ("try f()", false), ("y as? Z", false), ("guard !(a || b) else { return }", false), ("a ? !b : !c", false),
        ])
    func patternsThemselves(_ line: String, _ isForbidden: Bool) {
        let found = forbidden.contains { line.contains($0.word) && SourceFile.code(line).contains($0.pattern()) }
        #expect(found == isForbidden)
    }
}
