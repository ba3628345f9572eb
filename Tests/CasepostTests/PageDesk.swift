import Foundation
import TestSupport
import Testing

/// A desk whose mail comes and goes as files, and whose pages a browser can open by the links that it mails.
final class PageDesk: Sendable {
    let fixture: DeskFixture
    /// Where the pages are while it serves.
    let port: UInt16
    private let inbox: MailFolder
    private let outbox: MailFolder

    /// `tables` are further lines of `casepost.toml`.
    init(tables: String = "") throws {
        let directory = try TemporaryDirectory()
        port = try Loopback.freePort()
        for kind in ["cur", "new", "tmp"] { try directory.folder("in/\(kind)") }
        inbox = MailFolder(path: directory.appending("in"))
        outbox = MailFolder(path: directory.appending("out"))
        fixture = try DeskFixture(
            mailbox: "url = \"maildir:\(inbox.path)\"\nstart = \"all\"\npoll_seconds = 1",
            smtp: """
                url = "maildir:\(outbox.path)"
                [web]
                listen = "127.0.0.1:\(port)"
                machine_listen = ""
                \(tables)
                """,
            in: directory)
    }

    /// What the links of its pages begin with.
    var address: String { "http://127.0.0.1:\(port)" }

    /// Puts a mail into the inbox.
    func deliver(_ mail: String) throws { try inbox.deliver(mail) }

    /// All mails that went out, with their links in one piece.
    func sent() throws -> [String] {
        try outbox.messages.map {
            String(decoding: $0, as: UTF8.self).replacingOccurrences(of: "=\r\n", with: "")
                .replacingOccurrences(of: "=\n", with: "").replacingOccurrences(of: "=3D", with: "=")
        }
    }

    /// The first link to such a page in any mail, once there is one, as this desk's pages have it.
    func link(to page: String) async throws -> String {
        let mailed = "https://support.example.org\(page)"
        #expect(try await eventually { try sent().contains { $0.contains(mailed) } })
        let mail = try #require(try sent().first { $0.contains(mailed) })
        let start = try #require(mail.range(of: mailed)).upperBound
        return "\(address)\(page)" + mail[start...].prefix { $0.isLetter || $0.isNumber }
    }

    /// Runs `serve` meanwhile, and expects that it ends well.
    func serving(_ work: () async throws -> Void) async throws {
        let gateway = try fixture.start("serve")
        #expect(try await eventually { gateway.stderr.contains("pages served") })
        try await work()
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0, "\(output.stderr)")
    }
}
