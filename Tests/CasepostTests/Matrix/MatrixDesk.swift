import Foundation
import TestSupport
import Testing

/// A whole desk for the rows of the attack matrix: the real program between a real Dovecot and an SMTP server that records.
///
/// Ann and Raj are contacts of Lakeside School District (district.example), Maria of Northfield University
/// (university.example), Tom may only read; Sam is an advisor (sam.okafor@example.org). The desk believes
/// Authentication-Results of mx.example.org, and asks unproven contacts by mail. Surveys come later than any test looks.
final class MatrixDesk: Sendable {
    let dovecot: DovecotServer
    let sink: SMTPSink
    let desk: DeskFixture
    /// Where the pages are while `serve` runs.
    let webPort: UInt16

    /// `mailbox`, `smtp` and `tables` are further lines of `casepost.toml`.
    init(mailbox: String = "", smtp: String = "", tables: String = "") throws {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        sink = try SMTPSink()
        webPort = try Loopback.freePort()
        desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates, more: "start = \"all\"\npoll_seconds = 1\n\(mailbox)"),
            smtp: "\(DeskFixture.smtp(sink))\n\(smtp)\n[web]\nlisten = \"127.0.0.1:\(webPort)\"\n"
                + "[survey]\ndelay_minutes = 1000000\n\(tables)",
            in: directory)
        try desk.write("more.csv", Self.readOnly)
        try desk.succeed("contact", "import", desk.path("more.csv"))
        try desk.write("advisors.csv", Self.advisors)
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
    }

    /// Puts mails into the inbox, takes them in, sends what is due; gives the counts of `ingest --json`.
    @discardableResult
    func take(_ mails: String..., now: Date? = nil) throws -> [String: Int] {
        for mail in mails { try dovecot.folder().deliver(mail) }
        return try cycle(now: now)
    }

    /// Takes in what waits and sends what is due.
    @discardableResult
    func cycle(now: Date? = nil) throws -> [String: Int] {
        let time = now.map { ["--now", $0.formatted(.iso8601)] } ?? []
        let output = try desk.run(["ingest", "--json"] + time)
        #expect(output.status == 0, "\(output.stderr)")
        let sent = try desk.run(["run-due"] + time)
        #expect(sent.status == 0, "\(sent.stderr)")
        return try #require(try desk.jsonLines(output.stdout).first).compactMapValues { $0 as? Int }
    }

    /// All messages that were ever held, the latest first.
    func held() throws -> [[String: Any]] { try desk.jsonLines(try desk.succeed("held", "list", "--all", "--json")) }

    /// The reason of the only held message.
    func onlyHeldReason() throws -> String? {
        let held = try held()
        #expect(held.count == 1)
        return held.first?["reason"] as? String
    }

    /// What `explain` says of a mail.
    func explain(_ mail: String) throws -> [String: Any] {
        try desk.write("explained.eml", mail)
        return try #require(
            try desk.jsonLines(try desk.succeed("explain", "--json", desk.path("explained.eml"))).first)
    }

    /// The mails that went out, by the template's words in their subjects or texts: each as its recipient and its text.
    var sent: [SMTPSink.Transaction] { sink.accepted }

    /// The path of the link in a mail that asks who wrote, as the pages of this desk have it.
    func confirmPath(in mail: String) throws -> String {
        let decoded = mail.replacingOccurrences(of: "=\r\n", with: "").replacingOccurrences(of: "=3D", with: "=")
        let start = try #require(decoded.range(of: "https://support.example.org/confirm/"))
        return "/confirm/" + decoded[start.upperBound...].prefix { $0.isLetter || $0.isNumber }
    }

    /// The reply address and Message-ID of the latest mail to somebody about a case.
    func replyAddress(of recipient: String) throws -> (address: String, messageID: String) {
        let mail = try #require(sink.accepted.last { $0.recipients == [recipient] })
        let read = ReadMail(text: mail.text)
        return (try #require(read.address("Reply-To")), try #require(read.address("Message-ID")))
    }

    private static let readOnly = """
        account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account
        Lakeside School District,tom.reed@district.example,,Tom,Reed,readOnly,,,,,true

        """
    private static let advisors = """
        email,first_name,last_name,teams,digest,time_zone
        sam.okafor@example.org,Sam,Okafor,,immediate,America/Chicago

        """
}
