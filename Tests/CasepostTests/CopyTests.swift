import Foundation
import TestSupport
import Testing

/// People who are copied on mail to a case.
@Suite("Cc", .ownThread)
struct CopyTests {
    private static let raj = "raj.patel@district.example"
    private static let ann = "ann.lee@district.example"
    private static let friend = "friend@elsewhere.example"
    private let outbox: MailFolder
    private let desk: DeskFixture

    init() throws {
        let directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
        try desk.write(
            "more.csv",
            """
            account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account
            Lakeside School District,tom.reed@district.example,,Tom,Reed,readOnly,,,,,true
            Lakeside School District,kim.cho@district.example,kc@district.example;kim@cho.example,Kim,Cho,authorizedSupport,,,,,true

            """)
        try desk.succeed("contact", "import", desk.path("more.csv"))
        try become(digest: "off")
    }

    /// How Sam is told of news.
    private func become(digest: String) throws {
        try desk.write(
            "advisors.csv",
            """
            email,first_name,last_name,teams,digest,time_zone
            sam.okafor@example.org,Sam,Okafor,Campus Support,\(digest),Europe/Berlin

            """)
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
    }

    private func mail(
        from: String = ann, to: String = DeskFixture.address, cc: String, id: String, text: String = "It is broken."
    ) -> String {
        SampleMail.plain(
            from: from, to: to, id: "\(id)@district.example", subject: "Trouble", text: text, headers: "Cc: \(cc)\n")
    }

    private func deliver(_ mail: String) throws {
        let output = try desk.run(["deliver", "--mailbox", "support"], input: mail)
        #expect(output.status == 0, "\(output.stderr)")
        try desk.succeed("run-due")
    }

    private func mails(to address: String) throws -> [ReadMail] {
        try outbox.messages.map { ReadMail(text: String(decoding: $0, as: UTF8.self)) }
            .filter { $0.address("To") == address }
    }

    private func show() throws -> MatrixCase {
        MatrixCase(
            json: try #require(try desk.jsonLines(try desk.succeed("case", "show", "1000001", "--json")).first))
    }

    private var recipients: [String] {
        get throws { try show().json["recipients"] as? [String] ?? [] }
    }

    @Test("a colleague in Cc of the first mail is on the case, and gets it with a way to answer; the others do not")
    func opening() throws {
        let everybody = "\(Self.raj), \(Self.friend), tom.reed@district.example, maria.garcia@university.example"
        try deliver(mail(cc: "\(everybody), support+x@example.org", id: "1"))
        #expect(try recipients == [Self.ann, Self.raj])
        let told = try #require(try mails(to: Self.raj).first)
        #expect(told.text.contains("It is broken.") && told.address("Reply-To")?.contains("+") == true)
        let added = try #require(try show().feed.first { $0["kind"] as? String == "recipient" })
        #expect(added["text"] as? String == "added by Cc of Ann Lee" && added["to"] as? String == Self.raj)
        let acknowledgements = try mails(to: Self.ann)
        #expect(acknowledgements.count == 1)
        let acknowledgement = try #require(acknowledgements.first?.text)
        for (address, why) in [
            (Self.friend, "no contact of Lakeside School District"),
            ("maria.garcia@university.example", "no contact of Lakeside School District"),
            ("tom.reed@district.example", "a read-only contact, who is not added by others"),
        ] {
            #expect(acknowledgement.contains("- \(address): \(why)"), "\(address)")
        }
        #expect(!acknowledgement.contains("\(Self.raj):") && !acknowledgement.contains("support+x"))
        #expect(outbox.count == 2, "nobody else gets anything")
    }

    @Test("in a reply the author is told once of each address, however often it is copied; To counts as Cc does")
    func reply() throws {
        try deliver(mail(cc: Self.raj, id: "1"))
        let address = try #require(try mails(to: Self.ann).first?.address("Reply-To"))
        try deliver(mail(to: "\(address)>, <\(Self.friend)", cc: "kim.cho@district.example", id: "2"))
        #expect(try Set(recipients) == [Self.ann, Self.raj, "kim.cho@district.example"])
        let answer = try #require(try mails(to: Self.ann).dropFirst().first)
        #expect(answer.text.contains("\(Self.friend): no contact of Lakeside School District"))
        #expect(answer.field("Auto-Submitted") == "auto-replied")
        for round in 3...5 { try deliver(mail(to: address, cc: "\(Self.friend), kc@district.example", id: "\(round)")) }
        #expect(try mails(to: Self.ann).count == 2, "it was said")
        try deliver(mail(to: address, cc: "\(Self.friend), second@elsewhere.example", id: "6"))
        let second = try mails(to: Self.ann)
        #expect(second.count == 3 && second.count { $0.text.contains("second@elsewhere.example: ") } == 1)
        #expect(try mails(to: Self.raj).count == 6, "every post, and nothing of these answers")
    }

    @Test("a contact's other addresses are the same person")
    func alias() throws {
        try deliver(mail(cc: "kc@district.example, Kim <kim@cho.example>, kim.cho@district.example", id: "1"))
        #expect(try recipients == [Self.ann, "kim.cho@district.example"])
        #expect(try show().feed.count { $0["kind"] as? String == "recipient" } == 1)
        #expect(try mails(to: "kim.cho@district.example").count == 1)
    }

    @Test("what became of commands and of who was copied is said by one answer")
    func commands() throws {
        try deliver(mail(cc: Self.raj, id: "1"))
        let address = try #require(try mails(to: Self.ann).first?.address("Reply-To"))
        try deliver(mail(to: address, cc: Self.friend, id: "2", text: "#priority high\n\nHurry."))
        try deliver(mail(to: address, cc: "kim.cho@district.example", id: "3", text: "#priority absurd\n\nHurry."))
        let answers = try mails(to: Self.ann).dropFirst()
        #expect(answers.count == 2)
        #expect(answers.count { $0.text.contains("with priority High") && $0.text.contains("\(Self.friend): ") } == 1)
        #expect(try recipients.contains("kim.cho@district.example"), "what was written is on the case")
    }

    @Test("who is copied on an internal note of an advisor is not told")
    func note() throws {
        try become(digest: "immediate")
        try deliver(mail(cc: Self.raj, id: "1"))
        try desk.succeed("case", "assign", "1000001", "sam.okafor@example.org")
        try deliver(mail(cc: "", id: "2", text: "More."))
        try desk.succeed("case", "recipients", "1000001", "add", "sam.okafor@example.org")
        let number = try show().json["number"] as? String
        #expect(number == "1000001")
        try desk.succeed("case", "post", "1000001", "--text", "Anything?")
        try desk.succeed("run-due")
        let address = try #require(try mails(to: "sam.okafor@example.org").last?.address("Reply-To"))
        let note = mail(
            from: "sam.okafor@example.org", to: address, cc: "kim.cho@district.example, \(Self.friend)", id: "3",
            text: "#note\nAn odd customer.")
        try deliver(note)
        #expect(try !recipients.contains("kim.cho@district.example"))
        #expect(try mails(to: "kim.cho@district.example").isEmpty && mails(to: Self.friend).isEmpty)
    }

    @Test("three hundred addresses make one line in the acknowledgement and no other mail")
    func crowd() throws {
        let crowd = (0..<300).map { "p\($0)@elsewhere.example" }.joined(separator: ",\n ")
        try deliver(mail(cc: crowd, id: "1"))
        let sent = try outbox.messages.map { ReadMail(text: String(decoding: $0, as: UTF8.self)) }
        #expect(sent.count == 1)
        #expect(sent.first?.text.contains("- and others") == true)
        #expect(sent.first.map { $0.text.components(separatedBy: "@elsewhere.example: ").count - 1 } == 5)
    }

    @Test("explain says of each who is copied what becomes of them and why, and adds nobody")
    func explain() throws {
        try desk.write("explained.eml", mail(cc: "\(Self.raj), \(Self.friend)", id: "1"))
        let text = try desk.succeed("explain", desk.path("explained.eml"))
        #expect(text.contains("Raj Patel <\(Self.raj)> was copied, and is told about the case from now on."))
        #expect(text.contains("\(Self.friend) was copied, and is not told: no contact of Lakeside School District."))
        #expect(text.contains("Mail: case-post to \(Self.raj)"))
        #expect(try desk.cases().isEmpty)
    }

    @Test("one message to two mailboxes of the desk makes one case and one mail to each person")
    func replyAll() throws {
        try desk.configure(
            mailbox: "url = \"pipe:\"\n[[mailbox]]\nname = \"campus\"\naddress = \"campus@example.org\"\n"
                + "authserv_ids = [\"mx.example.org\"]\nurl = \"pipe:\"",
            smtp: "url = \"maildir:\(outbox.path)\"")
        let text = mail(cc: "campus@example.org, \(Self.raj)", id: "1")
        for mailbox in ["support", "campus"] {
            let copy = "Delivered-To: \(mailbox)@example.org\nReturn-Path: <\(Self.ann)>\n" + text
            #expect(try desk.run(["deliver", "--mailbox", mailbox], input: copy).status == 0)
            try desk.succeed("run-due")
        }
        #expect(try desk.cases().count == 1 && outbox.count == 2)
        #expect(try show().texts().count == 1)
    }
}
