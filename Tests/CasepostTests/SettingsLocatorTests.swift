import TestSupport
import Testing

@testable import casepost

@Suite("Lines of TOML", .ownThread)
struct SettingsLocatorTests {
    /// `a.b[1].c` as a path.
    private func path(_ text: String) -> [TOMLLocator.Step] {
        var path: [TOMLLocator.Step] = []
        for part in text.split(separator: ".") {
            let pieces = part.split(separator: "[")
            path.append(.key(String(pieces[0])))
            for piece in pieces.dropFirst() { path.append(.index(Int(piece.dropLast()) ?? -1)) }
        }
        return path
    }

    @Test(
        "each value is found on its line",
        arguments: [
            ("a = 1\nb = 2", ["a": 1, "b": 2]),
            ("# a = 1\r\n\r\na = 1 # b = 2\r\nc = 3", ["a": 3, "c": 4]),
            ("\u{FEFF}a = 1", ["a": 1]),
            ("[t]\na = 1\n[t.u]\nb = 2\n[v]\na = 3", ["t": 1, "t.a": 2, "t.u": 3, "t.u.b": 4, "v.a": 6]),
            ("[t.u]\na = 1\n[t]\nb = 2", ["t.u": 1, "t.u.a": 2, "t": 3, "t.b": 4]),
            ("[[m]]\na = 1\n[[m]]\na = 2\n[m.s]\nb = 3", ["m": 1, "m[0].a": 2, "m[1]": 3, "m[1].a": 4, "m[1].s.b": 6]),
            ("[[m]]\n[[m.n]]\na = 1\n[[m]]\n[[m.n]]\n[[m.n]]\na = 2", ["m[0].n[0].a": 3, "m[1].n[1].a": 7]),
            ("a.b.c = 1\na.b.d = 2", ["a": 1, "a.b": 1, "a.b.c": 1, "a.b.d": 2]),
            ("\"a\" . 'b' = 1\n\"c \\\" = d\" = 2", ["a.b": 1, "c \" = d": 2]),
            ("a = {b = 1, c = {d = 2}}\ne = 3", ["a.b": 1, "a.c.d": 1, "e": 2]),
            (
                "a = [\n  1, # [\n  [2,\n   3],\n  {b = 4},\n]\nc = 5",
                ["a[0]": 2, "a[1]": 3, "a[1][1]": 4, "a[2].b": 5, "c": 7]
            ),
            ("a = \"\"\"\nx = 1\n\"\"\\\"\"\"\"\"\nb = 2", ["a": 1, "b": 4]),
            ("a = '''\n[t]\n''''\nb = 2", ["a": 1, "b": 4]),
            ("a = \"x # \\\" y\"\nb = 'x \\'\nc = 3", ["a": 1, "b": 2, "c": 3]),
            ("a = 2026-11-20 10:00:00Z\nb = inf\nc = +1_000", ["a": 1, "b": 2, "c": 3]),
            ("a = \"\"\nb = ''\nc = \"\"\"\"\"\"\nd = 1", ["a": 1, "b": 2, "c": 3, "d": 4]),
        ])
    func lines(_ text: String, _ expected: [String: Int]) throws {
        // What is not TOML proves nothing.
        _ = try TOMLDocument.read(text, file: "x")
        let lines = TOMLLocator.lines(of: text)
        for (name, line) in expected { #expect(lines[path(name)] == line, "\(name)") }
        #expect(lines[[.key("x")]] == nil)
    }

    @Test("text cut off anywhere comes to an end")
    func cut() {
        let text = "[a.\"b\"]\nc = [1, {d = '''x'''}, \"y\\\"\"]\n[[e]]\nf.g = \"\"\"z\"\"\" # h\n"
        for length in 0...text.utf8.count {
            let lines = TOMLLocator.lines(of: String(decoding: text.utf8.prefix(length), as: UTF8.self))
            #expect(lines.values.allSatisfy { (1...5).contains($0) })
        }
    }

    @Test("a document becomes nodes with their lines")
    func nodes() throws {
        let root = try TOMLDocument.read("a = 'x'\n[t]\nb = [true,\n 2]\nd = 2026-11-20", file: "x")
        #expect(
            root == [
                "a": TOMLNode(line: 1, value: .string("x")),
                "t": TOMLNode(
                    line: 2,
                    value: .table([
                        "b": TOMLNode(
                            line: 3,
                            value: .array([
                                TOMLNode(line: 3, value: .boolean(true)), TOMLNode(line: 4, value: .integer(2)),
                            ])),
                        "d": TOMLNode(line: 5, value: .date("2026-11-20")),
                    ])),
            ])
    }
}
