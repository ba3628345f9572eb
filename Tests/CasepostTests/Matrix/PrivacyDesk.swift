import Foundation
import TestSupport
import Testing

/// A desk for the rows of privacy: mail comes by a pipe, and goes to a folder; advisor Sam gets a digest at 8.
///
/// `secret` stands in all that a contact writes, whatever of it: text, subject, names of files and what is in them.
final class PrivacyDesk: Sendable {
    static let ann = "ann.lee@district.example"
    static let sam = "sam.okafor@example.org"

    let desk: DeskFixture
    let outbox: MailFolder
    let port: UInt16

    /// `tables` are further lines of `casepost.toml`.
    init(tables: String = "", quietSeconds: Int = 0) throws {
        let directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        port = try Loopback.freePort()
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"",
            smtp: """
                url = "maildir:\(outbox.path)"
                [notify]
                quiet_seconds = \(quietSeconds)
                [web]
                listen = "127.0.0.1:\(port)"
                machine_listen = ""
                [survey]
                delay_minutes = 1000000
                \(tables)
                """, in: directory)
        try desk.write(
            "advisors.csv",
            """
            email,first_name,last_name,teams,digest,time_zone
            \(Self.sam),Sam,Okafor,Campus Support,daily 08:00,UTC

            """)
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
    }

    /// A mail whose every part has the word in it; one file is too large for the database.
    static func mail(_ id: String, _ word: String, from: String = ann, isVerified: Bool = true, size: Int = 12_000)
        -> String
    {
        let encoded = { (text: String) in
            Data(text.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        }
        return SampleMail.plain(
            from: from, id: "\(id)@district.example", subject: "About \(word)subject",
            text: """
                --o
                Content-Type: text/plain; charset=utf-8

                The student \(word)text has no marks.
                --o
                Content-Type: text/csv
                Content-Disposition: attachment; filename="\(word)name.csv"
                Content-Transfer-Encoding: base64

                \(encoded("name,mark\n\(word)cell,1\n"))
                --o
                Content-Type: text/plain
                Content-Disposition: attachment; filename="\(word)large.txt"
                Content-Transfer-Encoding: base64

                \(encoded(String(repeating: "\(word)line of a large file\n", count: size)))
                --o--
                """, headers: "Content-Type: multipart/mixed; boundary=\"o\"\n", isVerified: isVerified
        ).replacingOccurrences(
            of: "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n", with: "MIME-Version: 1.0\n")
    }

    func deliver(_ mail: String, at time: String) throws {
        let output = try desk.run(["deliver", "--mailbox", "support", "--now", time], input: mail)
        #expect(output.status == 0, "\(output.stderr)")
    }

    /// Runs a command that must succeed.
    @discardableResult
    func run(_ words: String..., at time: String) throws -> String {
        let output = try desk.run(words + ["--now", time])
        #expect(output.status == 0, "\(words): \(output.stderr)")
        return output.stdout
    }

    /// The files under `var` in which one of the words stands, the database's own log among them.
    func places(of words: String...) throws -> [String] {
        let root = URL(fileURLWithPath: desk.path("var"))
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        return try names.filter { name in
            let file = root.appendingPathComponent(name)
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return false }
            let octets = try Data(contentsOf: file)
            return words.contains { octets.range(of: Data($0.utf8)) != nil }
        }.sorted()
    }

    /// Both ways in which a word stands in files: as it is, and in the lines of encoded text that begin with it.
    func everywhere(_ word: String) throws -> [String] {
        try places(
            of: word, Data("\(word)line of a large file\n\(word)".utf8).base64EncodedString().prefix(16).description)
    }

    /// What SQL says, as somebody sees it who may read the file.
    func query(_ sql: String) throws -> String {
        try Command.succeed(
            "python3",
            [
                "-c",
                """
                import sqlite3, sys
                c = sqlite3.connect(sys.argv[1])
                for row in c.execute(sys.argv[2]): print("|".join(str(v) for v in row))
                c.commit()
                """, desk.path("var/casepost.sqlite"), sql,
            ]
        ).stdout.trimmingCharacters(in: .newlines)
    }

    /// All mails that went out, with their lines in one piece.
    func sent() throws -> [String] {
        try outbox.messages.map {
            String(decoding: $0, as: UTF8.self).replacingOccurrences(of: "=\r\n", with: "")
                .replacingOccurrences(of: "=\n", with: "").replacingOccurrences(of: "=3D", with: "=")
        }
    }

    func audit(_ action: String) throws -> [[String: Any]] {
        try desk.jsonLines(try desk.succeed("audit", "list", "--json")).filter { $0["action"] as? String == action }
    }

    func show(_ number: String) throws -> [String: Any] {
        try #require(try desk.jsonLines(try desk.succeed("case", "show", number, "--json")).first)
    }

    func texts(_ number: String) throws -> [String] {
        (try show(number)["feed"] as? [[String: Any]] ?? []).compactMap { $0["text"] as? String }
    }

    func expectSound() throws {
        let output = try desk.run("verify")
        #expect(output.status == 0, "\(output.stdout)")
    }
}
