import Foundation
import TestSupport

/// Every command of the program with its options, as the program itself tells them.
struct CommandTree: Sendable, Decodable {
    private struct Dump: Decodable {
        var command: CommandTree
    }

    private struct Argument: Sendable, Decodable {
        struct Name: Sendable, Decodable {
            var kind: String
            var name: String
        }
        var names: [Name]?
    }

    private var commandName: String
    private var arguments: [Argument]?
    private var subcommands: [CommandTree]?

    /// What the built program says of itself.
    static func read() throws -> CommandTree {
        let text = try Command.succeed(try DeskFixture.builtBinary(), ["--experimental-dump-help"]).stdout
        return try JSONDecoder().decode(Dump.self, from: Data(text.utf8)).command
    }

    /// What is wrong with a line such as `casepost case show N --json`, in which other words than commands and options
    /// may stand for anything.
    func problem(with line: String) -> String? {
        let words = Self.words(line)
        guard words.first == "casepost" else { return "is no line of casepost" }
        guard words.count > 1 else { return nil }
        if words[1] == "help" { return problem(following: words.dropFirst(2)) }
        return problem(following: words.dropFirst())
    }

    /// What is wrong with a line that leaves out the words which the one before it begins with, as in "`held list`, `show`".
    func problem(with short: String, after line: String) -> String? {
        let named = Self.words(line)
        let parents = named[..<(named.firstIndex { $0.first?.isLowercase != true } ?? named.endIndex)]
        for count in 1..<max(parents.count, 2) {
            let whole = (parents.prefix(count) + [short]).joined(separator: " ")
            if problem(with: whole) == nil { return nil }
        }
        return "`\(short)` is no command beside `\(line)`"
    }

    private func problem(following words: ArraySlice<String>) -> String? {
        var node = self
        var rest = words
        while let word = rest.first, let next = node.child(word) {
            node = next
            rest = rest.dropFirst()
        }
        if let word = rest.first, node.subcommands?.isEmpty == false, word.wholeMatch(of: /[a-z][a-z-]*/) != nil {
            return "\(node.commandName) has no command \(word)"
        }
        let unknown = rest.filter { $0.hasPrefix("--") }.map { $0.dropFirst(2).prefix { $0 != "=" } }
            .first { !node.optionNames.contains(String($0)) }
        return unknown.map { "\(node.commandName) has no option --\($0)" }
    }

    private func child(_ name: String) -> CommandTree? { subcommands?.first { $0.commandName == name } }

    private var optionNames: Set<String> {
        Set((arguments ?? []).flatMap { $0.names ?? [] }.map(\.name)).union(["help", "version"])
    }

    /// The words of a line, without the signs that mark what may be left out or repeated.
    private static func words(_ line: String) -> [String] {
        let command = line.split(separator: /\s#|\s[|&;<>]|;|&&/, maxSplits: 1).first ?? ""
        return command.split(whereSeparator: { " []|…\"'()\\\n".contains($0) }).map(String.init)
    }
}
