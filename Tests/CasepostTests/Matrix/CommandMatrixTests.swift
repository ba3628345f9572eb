import Foundation
import TestSupport
import Testing

/// Rows 71, 72, 74, 75, 76 and 95 of section 9.B: what commands by mail do, and where they must do nothing.
///
/// Row 42 is among the rows about authors.
@Suite("Matrix: commands", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct CommandMatrixTests {
    private let matrix: MatrixDesk
    private let opened: OpenedCase

    init() throws {
        matrix = try MatrixDesk()
        opened = try matrix.open("one")
    }

    private func reply(
        _ id: String, from: String = MatrixDesk.ann, text: String = "#close\nThank you.", headers: String = "",
        isVerified: Bool = true
    ) -> String {
        SampleMail.plain(
            from: from, to: opened.address, id: "\(id)@replies.example", subject: "Re: anything", text: text,
            headers: headers, isVerified: isVerified)
    }

    /// Expects that nothing but posts came to the case.
    private func expectOpen() throws {
        let shown = try matrix.show(opened.number)
        #expect(shown.status == "New")
        #expect(shown.texts("status").isEmpty)
        #expect(shown.contact == MatrixDesk.ann && shown.recipients == [MatrixDesk.ann])
    }

    @Test("row 71: a command of a read-only contact is held as by their rights, and they are told why")
    func readOnly() throws {
        try matrix.take(reply("71b", from: MatrixDesk.tom))
        #expect(try matrix.onlyHeldReason() == "readOnly")
        try matrix.expectUntouched(opened)
        #expect(matrix.sent.dropFirst().map(\.recipients) == [[MatrixDesk.tom]])
        #expect(matrix.sent.last?.text.contains("/confirm/") == false)
    }

    @Test(
        "rows 42 and 71: an unproven command is held and its supposed author asked, contact or advisor",
        arguments: [MatrixDesk.ann, MatrixDesk.sam])
    func unproven(_ author: String) throws {
        try matrix.take(reply("71c", from: author, isVerified: false))
        #expect(try matrix.onlyHeldReason() == "unverified")
        try matrix.expectUntouched(opened)
        #expect(matrix.sent.dropFirst().map(\.recipients) == [[author]])
        #expect(matrix.sent.last?.text.contains("/confirm/") == true)
        #expect(matrix.sent.last?.text.contains("#close") == false)
    }

    @Test("row 71: a command by a contact of another account is held, and nobody is told anything")
    func otherAccount() throws {
        try matrix.take(reply("71d", from: MatrixDesk.maria))
        #expect(try matrix.onlyHeldReason() == "otherAccount")
        try matrix.expectUntouched(opened)
        #expect(matrix.sent.count == 1)
    }

    @Test("row 74: a command in hidden HTML alone is none", arguments: [MatrixDesk.ann, MatrixDesk.sam])
    func hiddenHTML(_ author: String) throws {
        let html =
            "<div style=\"display:none\">#close</div><p hidden>#close</p><!-- #close --><p>It is still broken.</p>"
        let mail = reply("74", from: author, text: html).replacingOccurrences(of: "text/plain", with: "text/html")
        #expect(try matrix.take(mail)["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last?.contains("It is still broken.") == true)
    }

    @Test("row 74: a command in HTML that says something else than the text is none")
    func otherHTML() throws {
        let mail = multipart(
            "alternative", "text/plain; charset=utf-8", "It is still broken.", "text/html; charset=utf-8",
            "<p>#close</p><p>It is mended.</p>")
        #expect(try matrix.take(mail)["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last == "It is still broken.")
    }

    @Test("row 74: a command in a message that is attached is none")
    func attachedMessage() throws {
        let inner = "From: <\(MatrixDesk.sam)>\nSubject: close it\n\n#close\n"
        let mail = multipart(
            "mixed", "text/plain; charset=utf-8", "What my colleague wrote is attached.", "message/rfc822", inner)
        #expect(try matrix.take(mail)["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last?.contains("is attached") == true)
        #expect(try matrix.show(opened.number).authors() == [MatrixDesk.ann, MatrixDesk.ann])
    }

    @Test("row 74: a command behind other words is text, and stays in the post")
    func notFirst() throws {
        #expect(try matrix.take(reply("74d", text: "I shall write\n#close\nwhen it works."))["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last == "I shall write\n#close\nwhen it works.")
    }

    @Test(
        "row 74: a command of a customer whom an advisor quotes is none",
        arguments: ["> #close\n\nThanks, I shall look.", "Thanks, I shall look.\n\nAnn Lee wrote:\n#close"])
    func quoted(_ text: String) throws {
        #expect(try matrix.take(reply("74e", from: MatrixDesk.sam, text: text))["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last?.contains("Thanks, I shall look.") == true)
    }

    /// Gives the case to Sam, has Ann write, and gives the address by which Sam answers.
    private func addressOfSam() throws -> String {
        try matrix.desk.succeed("case", "assign", opened.number, MatrixDesk.sam)
        try matrix.take(reply("asks", text: "Is anybody there?"))
        return try matrix.replyAddress(of: MatrixDesk.sam).address
    }

    private func reply(ofSam id: String, to address: String, text: String) -> String {
        SampleMail.plain(
            from: MatrixDesk.sam, to: address, id: "\(id)@replies.example", subject: "Re: anything", text: text)
    }

    private func lastText(to address: String) throws -> String {
        let mail = try #require(matrix.sent.last { $0.recipients == [address] })
        return mail.text.replacingOccurrences(of: "=\r\n", with: "")
    }

    @Test("row 71: a proven contact closes the case by a reply to their own mail, once, and is told")
    func closes() throws {
        #expect(try matrix.take(reply("71a"))["posted"] == 1)
        let shown = try matrix.show(opened.number)
        #expect(shown.status == "Closed")
        #expect(shown.texts().last == "Thank you.")
        #expect(shown.authors("status") == [MatrixDesk.ann])
        #expect(matrix.sent.dropFirst().map(\.recipients) == [[MatrixDesk.ann]])
        #expect(try lastText(to: MatrixDesk.ann).contains("NOT SOLVED?"))
    }

    @Test("row 71: who borrows the reply address of somebody else gives no commands with it, and is told so")
    func borrowed() throws {
        #expect(try matrix.take(reply("71f", from: MatrixDesk.raj))["posted"] == 1)
        let shown = try matrix.show(opened.number)
        #expect(shown.status == "New" && shown.texts("status").isEmpty)
        #expect(shown.texts().last == "#close\nThank you.")
        #expect(try lastText(to: MatrixDesk.raj).contains("mail that was sent to you"))
    }

    @Test("row 72: an advisor closes the case by a reply to their own mail: a post, a change, a line in the audit log")
    func advisorCloses() throws {
        let address = try addressOfSam()
        #expect(try matrix.take(reply(ofSam: "72", to: address, text: "#close\nIt was the cable."))["posted"] == 1)
        let shown = try matrix.show(opened.number)
        #expect(shown.status == "Closed" && shown.texts().last == "It was the cable.")
        #expect(shown.authors("status") == ["system", MatrixDesk.sam], "the operator gave it to Sam")
        let audit = try matrix.desk.jsonLines(try matrix.desk.succeed("audit", "list", "--json", "--limit", "5"))
        #expect(
            audit.contains {
                $0["action"] as? String == "statusChanged" && $0["actor"] as? String == MatrixDesk.sam
            }, "\(audit)")
        #expect(try lastText(to: MatrixDesk.ann).contains("NOT SOLVED?"))
        #expect(try lastText(to: MatrixDesk.sam).contains("is Closed"))
    }

    @Test("an advisor's note stays with the desk, in the case and in the mail")
    func note() throws {
        let address = try addressOfSam()
        let before = matrix.sent.count { $0.recipients == [MatrixDesk.ann] }
        try matrix.take(reply(ofSam: "note", to: address, text: "#note\nThey forgot the password again."))
        let post = try #require(try matrix.show(opened.number).feed.last { $0["kind"] as? String == "post" })
        #expect(post["visibility"] as? String == "internal")
        #expect(matrix.sent.count { $0.recipients == [MatrixDesk.ann] } == before, "no contact is told")
        try matrix.take(reply(ofSam: "open", to: address, text: "I shall look into it."))
        #expect(try !lastText(to: MatrixDesk.ann).contains("forgot"), "nor do later mails show it")
    }

    @Test(
        "row 75: of two commands of which one is unknown or not allowed none is carried out; the post is kept, the advisor told",
        arguments: [
            ("#close\n#frobnicate", "no such command"), ("#resolv\nTry again.", "did you mean"),
            ("#close\n#assign nobody@example.org", "no active advisor"),
            ("#priority urgent\n#close", "there is no priority"),
            ("#close\n#release 2611", "can't become"),
        ])
    func mistakes(_ text: String, _ why: String) throws {
        let address = try addressOfSam()
        let before = matrix.sent.count
        #expect(try matrix.take(reply(ofSam: "75", to: address, text: text))["posted"] == 1)
        let shown = try matrix.show(opened.number)
        #expect(shown.status == "Assigned" && shown.json["priority"] as? String == "Medium")
        #expect(shown.texts().last == text)
        #expect(matrix.sent.dropFirst(before).map(\.recipients) == [[MatrixDesk.sam]])
        let answer = try lastText(to: MatrixDesk.sam)
        #expect(answer.contains(why), "\(answer)")
    }

    @Test(
        "row 75: a contact who gives a command that is none of theirs is told, and what they wrote is kept",
        arguments: [
            ("#resolve\nDone?", "only the support staff"), ("#close\n#add eve@stranger.example", "can't be told"),
        ])
    func contactMistakes(_ text: String, _ why: String) throws {
        #expect(try matrix.take(reply("75c", text: text))["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last == text)
        #expect(try lastText(to: MatrixDesk.ann).contains(why))
    }

    @Test("row 76: an advisor's mail with a command that is delivered twice is carried out once")
    func twice() throws {
        let address = try addressOfSam()
        let mail = reply(ofSam: "76", to: address, text: "#resolve\nRestart it.")
        let again = "Received: from mx2.example.org by mx.example.org; Fri, 20 Nov 2026 15:09:00 +0000\n" + mail
        #expect(try matrix.take(mail, mail, again)["duplicates"] == 2)
        let shown = try matrix.show(opened.number)
        #expect(shown.status == "Pending Customer Verification" && shown.json["resolution"] as? String == "Restart it.")
        #expect(shown.texts().filter { $0 == "Restart it." }.count == 1)
        #expect(shown.authors("status") == ["system", MatrixDesk.sam])
    }

    @Test(
        "contacts change and ask what is theirs",
        arguments: [
            ("#Priority  high", "with priority High"), ("#recipients", "ann.lee@district.example"),
            ("#add raj.patel@district.example\n#recipients", "raj.patel@district.example"), ("#cases", "Case one"),
            ("#status", "Subject: Case one"), ("#help", "#remove ADDRESS"),
        ])
    func contacts(_ text: String, _ answer: String) throws {
        try matrix.take(reply("ask", text: text))
        #expect(try matrix.show(opened.number).texts().count == 1, "a mail with nothing but commands is no post")
        let said = try lastText(to: MatrixDesk.ann)
        #expect(said.contains(answer), "\(said)")
    }

    @Test(
        "mail with nothing but questions opens no case: it is answered, to a read-only contact as well",
        arguments: [
            (MatrixDesk.ann, "#help", "#remove ADDRESS"), (MatrixDesk.ann, "#cases", "Case one"),
            (MatrixDesk.tom, "#cases", "Case one"), (MatrixDesk.maria, "#cases", "There is no open case."),
            (MatrixDesk.ann, "#close", "reply to a mail about the case"), (MatrixDesk.sam, "#help", "#assign me"),
        ])
    func questions(_ author: String, _ text: String, _ answer: String) throws {
        let mail = SampleMail.plain(from: author, id: "question@mail.example", subject: "Hello", text: text)
        let explained = try matrix.explain(mail)
        #expect(explained["decision"] as? String == "command" && explained["case"] is NSNull)
        #expect(try matrix.take(mail)["commands"] == 1)
        #expect(try matrix.cases().count == 1 && matrix.held().isEmpty)
        let said = try lastText(to: author)
        #expect(said.contains(answer), "\(said)")
        #expect(
            ReadMail(text: said).address("Reply-To") == nil
                && said.contains("Subject: Your questions to Campus Support"))
        try matrix.take(
            SampleMail.plain(from: author, id: "forged@mail.example", text: text, isVerified: false))
        #expect(try matrix.held().count == 1, "who is not proven is asked first")
    }

    @Test("an advisor lets a stranger's held message in by mail, as a guest's case")
    func exception() throws {
        try matrix.take(
            SampleMail.plain(from: "eve@stranger.example", id: "s@stranger.example", subject: "Help", text: "Fire."))
        let held = try #require(try matrix.held().first?["id"] as? String)
        let address = try addressOfSam()
        try matrix.take(
            reply(ofSam: "no", to: address, text: "#exception open 999 Lakeside School District"),
            reply(ofSam: "unknown", to: address, text: "#exception open \(held) Nowhere"),
            reply(ofSam: "short", to: address, text: "#exception \(held)"))
        for why in ["no message 999", "no account", "the account that its author writes for"] {
            #expect(
                matrix.sent.contains {
                    $0.text.replacingOccurrences(of: "=\r\n", with: "").contains(why)
                        && $0.recipients == [MatrixDesk.sam]
                }, "\(why)")
        }
        #expect(try matrix.cases().count == 1)
        try matrix.take(
            reply(ofSam: "yes", to: address, text: "#exception open \(held) lakeside school district"))
        let answer = try lastText(to: MatrixDesk.sam)
        #expect(answer.contains("opens a case of Lakeside School District"), "\(answer)")
        try matrix.cycle()
        let new = try #require(try matrix.cases(called: "Help").first)
        #expect(new.json["exception"] as? Bool == true && new.contact == "eve@stranger.example")
        try matrix.take(reply("contact", text: "#exception open \(held) Lakeside School District"))
        #expect(try lastText(to: MatrixDesk.ann).contains("only the support staff"))
    }

    @Test("an authorized contact permits in writing what an advisor asked; words, person, time and proof are kept")
    func permission() throws {
        let address = try addressOfSam()
        try matrix.take(reply(ofSam: "ask", to: address, text: "#permission May we restore Monday's backup?"))
        #expect(try matrix.show(opened.number).status == "Pending Customer Input")
        #expect(try lastText(to: MatrixDesk.ann).contains("May we restore Monday's backup?"))
        let ann = try matrix.replyAddress(of: MatrixDesk.ann).address
        try matrix.take(
            SampleMail.plain(to: ann, id: "grant@replies.example", subject: "Re: anything", text: "#grant\nGo ahead."))
        let shown = try matrix.show(opened.number)
        let permission = try #require(shown.json["permission"] as? [String: Any])
        #expect(permission["state"] as? String == "granted" && permission["answeredBy"] as? String == MatrixDesk.ann)
        #expect(permission["wording"] as? String == "May we restore Monday's backup?")
        #expect((permission["proof"] as? String)?.contains("mx.example.org") == true)
        #expect(shown.status == "Assigned" && shown.texts().last == "Go ahead.")
        try matrix.take(
            SampleMail.plain(to: ann, id: "twice@replies.example", subject: "Re: anything", text: "#decline"))
        #expect(try lastText(to: MatrixDesk.ann).contains("no permission is asked for"))
    }

    @Test("a word with a number sign that is no command stays in a contact's post")
    func words() throws {
        #expect(try matrix.take(reply("word", text: "#unknown word\nThank you."))["posted"] == 1)
        try expectOpen()
        #expect(try matrix.show(opened.number).texts().last == "#unknown word\nThank you.")
        #expect(matrix.sent.count == 1)
    }

    @Test("row 95: a command in an automatic mail from an advisor's address does nothing")
    func automatic() throws {
        try matrix.take(
            reply("95", from: MatrixDesk.sam, headers: "Auto-Submitted: auto-generated\n"),
            reply("95b", headers: "Auto-Submitted: auto-replied\n"))
        try expectOpen()
        let shown = try matrix.show(opened.number)
        #expect(shown.texts().count == 1)
        #expect(shown.authors("note") == [MatrixDesk.ann], "only the one to whom the token was given may have a robot")
        #expect(shown.texts("note") == ["Automatic reply: Thank you."])
        #expect(try matrix.held().isEmpty && matrix.sent.count == 1)
    }

    private func multipart(_ kind: String, _ first: String, _ text: String, _ second: String, _ other: String)
        -> String
    {
        reply(
            "74m",
            text: """
                --b
                Content-Type: \(first)

                \(text)
                --b
                Content-Type: \(second)

                \(other)
                --b--
                """
        ).replacingOccurrences(
            of: "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8",
            with: "MIME-Version: 1.0\nContent-Type: multipart/\(kind); boundary=\"b\"")
    }
}
