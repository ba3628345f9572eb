import Foundation
import MailAuth
import TestSupport
import Testing

@testable import casepost

/// A desk whose `[smtp]` has further lines, which start at line 4.
private func problems(_ lines: String) -> [String] {
    do throws(FileProblems) {
        _ = try settings(lines)
        return []
    } catch { return error.problems.map(\.description) }
}

private func settings(_ lines: String) throws(FileProblems) -> Settings {
    try SettingsFile(file: "casepost.toml", folder: "/desk").settings(
        """
        [smtp]
        url = "maildir:out"
        from = "support@example.org"
        \(lines)
        [[mailbox]]
        name = "support"
        address = "support@example.org"
        url = "maildir:in"
        """)
}

@Suite("Settings of signed mail", .ownThread)
struct SettingsSigningTests {
    @Test("one key is a table, two are a list or two tables, none is nothing")
    func kinds() throws {
        let one = Settings.SMTP.DKIM(domain: "example.org", selector: "s1", keyFile: "/desk/a.pem")
        let two = Settings.SMTP.DKIM(domain: "xn--bcher-kva.example", selector: "e1.mail", keyFile: "/b.pem")
        let first = "{domain = \"Example.org\", selector = \"S1\", key_file = \"a.pem\"}"
        let second = "{domain = \"bücher.example\", selector = \"e1.mail\", key_file = \"/b.pem\"}"
        #expect(try settings("").smtp.dkim == [])
        #expect(try settings("dkim = \(first)").smtp.dkim == [one])
        #expect(try settings("dkim = [\(first), \(second)]").smtp.dkim == [one, two])
        let tables = """
            [[smtp.dkim]]
            domain = "example.org"
            selector = "s1"
            key_file = "a.pem"
            """
        #expect(try settings(tables).smtp.dkim == [one])
        #expect(try settings(tables.replacing("[[", with: "[").replacing("]]", with: "]")).smtp.dkim == [one])
    }

    @Test(
        "a mistake is said with its line, its key, what is wrong and what to do",
        arguments: [
            (
                "dkim = {domain = \"example.org\", selector = \"s1\"}",
                "4: key smtp.dkim.key_file: is missing; make one with casepost dkim new SELECTOR and write its name"
            ),
            (
                "dkim = {selector = \"s1\", key_file = \"a\"}",
                "4: key smtp.dkim.domain: is missing; write the domain of the address in from"
            ),
            (
                "dkim = {domain = \"example\", selector = \"s1\", key_file = \"a\"}",
                "4: key smtp.dkim.domain: \"example\" is no domain; write it as example.org"
            ),
            (
                "dkim = {domain = \"example.org\", selector = \"s 1\", key_file = \"a\"}",
                "4: key smtp.dkim.selector: \"s 1\" can't stand in the DNS; use letters, digits and - only"
            ),
            (
                "dkim = {domain = \"example.org\", selector = \"s1\", key_file = \"a\", keyfile = \"b\"}",
                "4: key smtp.dkim.keyfile: is not known; correct or remove it (did you mean \"key_file\"?)"
            ),
            ("dkim = \"a.pem\"", "4: key smtp.dkim: is a text; write it with two brackets: [[smtp.dkim]]"),
            (
                "dkim = [{domain = \"a.example\", selector = \"s\", key_file = \"a\"}, {domain = \"a.example\", selector = \"s\", key_file = \"b\"}]",
                "4: key smtp.dkim.selector: \"s\" is another key's already; give each key a selector of its own"
            ),
        ])
    func mistakes(_ lines: String, _ expected: String) { #expect(problems(lines) == ["casepost.toml:\(expected)"]) }

    @Test("more than two keys are too many")
    func three() {
        let keys = (1...3).map { "{domain = \"a.example\", selector = \"s\($0)\", key_file = \"a\"}" }
        let expected = "casepost.toml:4: table [[smtp.dkim]]: has 3 keys; keep an RSA and an Ed25519 key"
        #expect(problems("dkim = [\(keys.joined(separator: ", "))]") == [expected])
    }

    @Test(
        "a key file that is no good is refused, without a word of it being shown",
        arguments: [
            ("secret words", 0o600, ": key smtp.dkim.key_file: has no private key in PEM"),
            (
                "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----", 0o600,
                ":1: key smtp.dkim.key_file: the key is damaged"
            ),
            (
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nsecret\n-----END ENCRYPTED PRIVATE KEY-----", 0o600,
                ":1: key smtp.dkim.key_file: the key asks for a passphrase"
            ),
            ("secret", 0o644, ": everybody on this machine may read or change it; run: chmod 600 "),
        ])
    func keyFiles(_ text: String, _ mode: Int, _ expected: String) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "dkim-\(UUID().uuidString).pem").path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let problem = #expect(throws: FileProblem.self) { try DKIMKeyFile.read(path) }
        #expect(problem?.description.hasPrefix(path + expected) == true, "\(problem?.description ?? "")")
        #expect(problem?.description.contains("secret") == false)
    }
}
