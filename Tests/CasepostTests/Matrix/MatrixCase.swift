import Foundation
import TestSupport
import Testing

/// A case of a matrix desk as its commands show it.
struct MatrixCase {
    let json: [String: Any]

    var number: String { json["number"] as? String ?? "" }
    var status: String { json["status"] as? String ?? "" }
    var contact: String { json["contact"] as? String ?? "" }
    var account: String { json["account"] as? String ?? "" }
    var recipients: [String] { json["recipients"] as? [String] ?? [] }
    var linkedCase: String? { json["linkedCase"] as? String }
    var isException: Bool { json["exception"] as? Bool ?? false }
    var feed: [[String: Any]] { json["feed"] as? [[String: Any]] ?? [] }
    /// The texts of its entries of one kind, oldest first, without white space around them.
    func texts(_ kind: String = "post") -> [String] {
        entries(kind, "text").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }
    /// Who wrote its entries of one kind, oldest first.
    func authors(_ kind: String = "post") -> [String] { entries(kind, "by") }

    private func entries(_ kind: String, _ key: String) -> [String] {
        feed.filter { $0["kind"] as? String == kind }.map { $0[key] as? String ?? "" }
    }
}

/// A case that a contact opened by mail, with both ways back to it.
struct OpenedCase {
    let number: String
    let subject: String
    /// The reply address of the acknowledgement, whose token is the contact's.
    let address: String
    /// The Message-ID of the acknowledgement, which has a token too.
    let messageID: String

    /// The token alone.
    var token: String { String(address.split(separator: "@")[0].split(separator: "+").last ?? "") }
}

extension MatrixDesk {
    static let ann = "ann.lee@district.example"
    static let raj = "raj.patel@district.example"
    static let tom = "tom.reed@district.example"
    static let maria = "maria.garcia@university.example"
    static let sam = "sam.okafor@example.org"

    /// Has a contact open a case whose only post says "How do I export the roster?".
    func open(_ id: String, from contact: String = MatrixDesk.ann, now: Date? = nil) throws -> OpenedCase {
        let subject = "Case \(id)"
        let before = sent.count { $0.recipients == [contact] }
        try take(SampleMail.plain(from: contact, id: "\(id)@opened.example", subject: subject), now: now)
        try #require(sent.count { $0.recipients == [contact] } == before + 1)
        let opened = try #require(try cases().first { $0.json["subject"] as? String == subject })
        let way = try replyAddress(of: contact)
        return OpenedCase(number: opened.number, subject: subject, address: way.address, messageID: way.messageID)
    }

    func cases() throws -> [MatrixCase] { try desk.cases().map { MatrixCase(json: $0) } }

    func show(_ number: String) throws -> MatrixCase {
        MatrixCase(json: try #require(try desk.jsonLines(try desk.succeed("case", "show", number, "--json")).first))
    }

    /// The cases whose subject is that.
    func cases(called subject: String) throws -> [MatrixCase] {
        try cases().filter { $0.json["subject"] as? String == subject }
    }

    /// Expects of a case that nothing came to it since it was opened.
    func expectUntouched(_ opened: OpenedCase, by contact: String = MatrixDesk.ann) throws {
        let shown = try show(opened.number)
        #expect(shown.feed.count == 1, "\(shown.feed)")
        #expect(shown.status == "New")
        #expect(shown.contact == contact)
        #expect(shown.recipients == [contact])
    }

    /// Takes in what waits and these mails, sends what is due a second later; gives what the operator was told.
    func log(of mails: String..., now: Date? = nil) throws -> String {
        for mail in mails { try dovecot.folder().deliver(mail) }
        let time = now.map { ["--now", $0.formatted(.iso8601)] } ?? []
        let output = try desk.run(["ingest"] + time)
        #expect(output.status == 0, "\(output.stderr)")
        let later = now.map { ["--now", ($0 + 1).formatted(.iso8601)] } ?? []
        let sent = try desk.run(["run-due"] + later)
        #expect(sent.status == 0, "\(sent.stderr)")
        return output.stderr
    }

    /// What became of a mail that came in already.
    ///
    /// The same mail is that of the same line ends, and IMAP gives CRLF.
    func earlier(_ mail: String) throws -> [String: Any]? {
        try explain(mail.replacingOccurrences(of: "\n", with: "\r\n"))["earlier"] as? [String: Any]
    }

    /// The reasons by which a mail was decided upon that came in already.
    func reasons(_ mail: String) throws -> [String] { try earlier(mail)?["reasons"] as? [String] ?? [] }

    /// A row of the contacts, as `contact show --json` prints it.
    func person(_ address: String) throws -> [String: Any] {
        try #require(try desk.jsonLines(try desk.succeed("contact", "show", address, "--json")).first)
    }
}
