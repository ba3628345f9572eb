import Foundation
import TestSupport

/// A desk as `casepost init` makes it, with the sample mails taken in: what documents take for granted.
final class DocumentDesk: Sendable {
    let directory: TemporaryDirectory

    /// The first one, which the others are copies of: eight cases, four held messages, mail that waits.
    private static let first = Result { try DocumentDesk(in: TemporaryDirectory()).filled() }

    private init(in directory: TemporaryDirectory) { self.directory = directory }

    /// A copy for one document, with what it needs besides.
    static func make(for document: Document) throws -> DocumentDesk {
        let desk = DocumentDesk(in: try TemporaryDirectory())
        try Command.succeed("cp", ["-a", try first.get().path("."), desk.path("")])
        for folder in ["srv/backup", "srv/www/status", "srv/export", "tmp", "mnt"] {
            try desk.directory.folder("root/\(folder)")
        }
        if let more = preparations[document.path] {
            let prepared = Document(path: "what \(document.path) needs", text: "```sh\n\(more)\n```")
            try DocumentShell(desk: desk, document: prepared).run()
        }
        return desk
    }

    /// When all of it happens: documents name days.
    static let now = "2026-11-26T17:00:00Z"

    /// What a document takes for granted beyond the samples and a mail of Ann's, `a-mail.eml`.
    private static let preparations: [String: String] = [
        "docs/backup.md": """
        touch mail.password
        { echo "From ann.lee@district.example Thu Nov 26 10:00:00 2026"; cat samples/04-iphone.eml; } >archive.mbox
        """,
        "docs/privacy.md": """
        echo "name,grade" >roster.csv
        for text in one two three; do casepost case post 1000001 --text $text; done
        casepost case post 1000001 --text "The roster." --attach roster.csv
        """,
        // A desk that has not asked Ann yet.
        "docs/senders.md": """
        rm -r var/*
        casepost contact import contacts.csv
        cp samples/11-unverified.eml a-mail.eml
        """,
    ]

    func path(_ name: String) -> String { directory.appending("desk/\(name)") }

    /// A line with the folders of a machine moved into the desk's own.
    func inside(_ line: String) -> String {
        line.replacing(/(^|[^\w.:\/])\/(?:etc\/casepost|var\/lib\/casepost|srv\/desk)(?![\w-])/) {
            "\($0.1)\(path("."))"
        }
        .replacing(/(^|[^\w.:\/])\/(srv|tmp|mnt)\//) { "\($0.1)\(directory.appending("root"))/\($0.2)/" }
    }

    private func filled() throws -> DocumentDesk {
        let binary = try DeskFixture.builtBinary()
        func run(_ arguments: String...) throws {
            try Command.succeed(
                binary, arguments + ["--now", Self.now], environment: ["CASEPOST_CONFIG": path("casepost.toml")],
                directory: path(""))
        }
        try Command.succeed(binary, ["init", directory.appending("desk")])
        let port = try Loopback.freePort()
        let settings = try String(contentsOfFile: path("casepost.toml"), encoding: .utf8)
            .replacing("listen = \"127.0.0.1:8080\"", with: "listen = \"127.0.0.1:\(port)\"\nmachine_listen = \"\"")
        try directory.write("desk/casepost.toml", settings)
        try run("contact", "import", "contacts.csv")
        try run("advisor", "import", "advisors.csv")
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(Document.root)/samples")
        where name.hasSuffix(".eml") {
            try FileManager.default.copyItem(
                atPath: "\(Document.root)/samples/\(name)", toPath: path("mail/inbox/new/\(name)"))
        }
        try run("ingest")
        try FileManager.default.createSymbolicLink(
            atPath: path("samples"), withDestinationPath: "\(Document.root)/samples")
        try FileManager.default.copyItem(
            atPath: "\(Document.root)/samples/01-plain-question.eml", toPath: path("a-mail.eml"))
        return self
    }
}
