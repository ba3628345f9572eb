import Foundation
import TestSupport
import Testing

/// One mail of the matrix, and what must come of it.
struct MatrixRow: Sendable, CustomTestStringConvertible {
    /// What becomes of the message.
    enum Outcome: Sendable, Equatable {
        /// A case of the contact.
        case opened
        /// Held for that reason.
        case held(String)
    }

    /// The one mail that may go out.
    enum Answer: Sendable, Equatable {
        case nothing
        /// The contact gets the case's number.
        case acknowledgement
        /// The contact is asked whether it is theirs.
        case challenge
        /// That address is told that only contacts may write.
        case redirect(String)
    }

    /// The row, and a letter where it has several mails.
    let id: String
    let testDescription: String
    let raw: String
    let outcome: Outcome
    let answer: Answer
    /// Lines that the evidence must have.
    let evidence: [String]
    /// Whom the held list must show as the author, where the row says so.
    let shownAuthor: String?

    /// The contact of this row, who has no other mail.
    var contact: String { Self.contact(id) }
    /// The subject by which it is found again.
    let subject: String

    /// `what` ends the sentence that begins with the row's number.
    init(
        _ id: String, _ what: String, _ raw: String, _ outcome: Outcome, _ answer: Answer = .nothing,
        evidence: [String] = [], shownAuthor: String? = nil, subject: String? = nil
    ) {
        self.id = id
        testDescription = "row \(id.prefix { $0.isNumber }): \(what)"
        self.raw = raw
        self.outcome = outcome
        self.answer = answer
        self.evidence = evidence
        self.shownAuthor = shownAuthor
        self.subject = subject ?? Self.subject(id)
    }

    static func contact(_ id: String) -> String { "row\(id)@district.example" }
    static func subject(_ id: String) -> String { "Matrix mail \(id)" }

    /// The field by which the desk's own server vouches for a domain.
    static func vouched(_ domain: String = "district.example") -> String {
        "Authentication-Results: mx.example.org; dmarc=pass header.from=\(domain)"
    }

    /// A mail as the desk's own server hands it on: `above` and `below` are fields around the Received of that server.
    static func mail(
        _ id: String, above: [String] = [], below: [String] = [], from: [String]? = nil,
        to: String = DeskFixture.address, server: String = "mx.example.org", text: String = "A question of its row."
    ) -> String {
        let author = from ?? ["From: <\(contact(id))>"]
        let fields =
            above + ["Received: from out.example by \(server) with ESMTPS; Fri, 20 Nov 2026 15:03:00 +0000"] + below
            + author + [
                "To: <\(to)>", "Subject: \(subject(id))", "Date: Fri, 20 Nov 2026 15:02:58 +0000",
                "Message-ID: <row\(id)@sent.example>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            ]
        return fields.joined(separator: "\n") + "\n\n\(text)\n"
    }
}

/// What came of all the mails of a table, taken in by one desk; plain values, so that its servers end with it.
struct MatrixTaking: Sendable {
    private struct Held: Sendable {
        var reason: String
        var from: String
        var evidence: [String]
    }

    /// By subject; several of one subject would be a mistake of the program's.
    private let held: [String: [Held]]
    /// The contacts of the cases by subject.
    private let cases: [String: [String]]
    let sent: [SMTPSink.Transaction]
    /// What `ingest` told its operator.
    let log: String

    init(_ rows: [MatrixRow], mailbox: String = "", tables: String = "") throws {
        let matrix = try MatrixDesk(mailbox: mailbox, tables: tables)
        try matrix.addContacts(rows.map(\.contact))
        for row in rows { try matrix.dovecot.folder().deliver(row.raw) }
        let output = try matrix.desk.run("ingest")
        try matrix.desk.succeed("run-due")
        guard output.status == 0 else { throw TestSupportFailure(output.stderr) }
        log = output.stderr
        sent = matrix.sink.accepted
        let items = try matrix.held().map { item in
            (
                item["subject"] as? String ?? "",
                Held(
                    reason: item["reason"] as? String ?? "", from: item["from"] as? String ?? "",
                    evidence: item["evidence"] as? [String] ?? [])
            )
        }
        held = Dictionary(grouping: items, by: \.0).mapValues { $0.map(\.1) }
        let opened = try matrix.desk.cases().map {
            ($0["subject"] as? String ?? "", $0["contact"] as? String ?? "")
        }
        cases = Dictionary(grouping: opened, by: \.0).mapValues { $0.map(\.1) }
    }

    /// Expects of a row all that it says, and nothing else.
    func check(_ row: MatrixRow) throws {
        let held = held[row.subject] ?? []
        switch row.outcome {
        case .opened:
            #expect(cases[row.subject] == [row.contact])
            #expect(held.isEmpty, "\(held)")
        case .held(let reason):
            #expect(cases[row.subject] == nil)
            #expect(held.map(\.reason) == [reason], "\(held)")
        }
        for line in row.evidence {
            #expect(held.first?.evidence.contains { $0.contains(line) } == true, "\(held)")
        }
        if let author = row.shownAuthor { #expect(held.first?.from == author) }
        try checkAnswer(row)
    }

    private func checkAnswer(_ row: MatrixRow) throws {
        let toContact = sent.filter { $0.recipients.contains(row.contact) }
        switch row.answer {
        case .nothing: #expect(toContact.isEmpty)
        case .acknowledgement:
            #expect(toContact.count == 1)
            #expect(toContact.first?.text.contains("/confirm/") == false)
        case .challenge:
            #expect(toContact.map(\.recipients) == [[row.contact]])
            #expect(toContact.first?.text.contains("/confirm/") == true)
            #expect(toContact.first?.text.contains(row.subject) == false)
        case .redirect(let address):
            #expect(toContact.isEmpty)
            let mails = sent.filter { $0.recipients == [address] }
            #expect(mails.count == 1, "\(sent.map(\.recipients))")
            #expect(mails.first?.text.contains("/confirm/") == false)
            #expect(mails.first?.text.contains(row.subject) == false)
        }
    }

    /// Expects as many mails as the rows ask for: nobody whom no row names was written to.
    func checkNobodyElse(_ rows: [MatrixRow]) {
        let expected = rows.count { $0.answer != .nothing }
        #expect(sent.count == expected, "\(sent.map(\.recipients))")
        #expect(sent.allSatisfy { $0.recipients.count == 1 && $0.reversePath.isEmpty })
    }
}

extension MatrixDesk {
    /// Adds contacts who may open cases of Lakeside School District.
    func addContacts(_ addresses: [String]) throws {
        let rows = Set(addresses).sorted().map {
            "Lakeside School District,\($0),,Row,Contact,authorizedSupport,,,,,true"
        }
        let head =
            "account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account"
        try desk.write("rows.csv", ([head] + rows).joined(separator: "\n") + "\n")
        try desk.succeed("contact", "import", desk.path("rows.csv"))
    }
}
