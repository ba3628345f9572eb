import Foundation
import TestSupport
import Testing

/// Rows of the matrix about what is in a mailbox, and what others do there.
@Suite("A mailbox", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .timeLimit(.minutes(30)), .ownThread)
struct MailboxMatrixTests {
    private static func mail(_ id: String, subject: String = "A question") -> String {
        SampleMail.plain(id: "\(id)@district.example", subject: subject)
    }

    @Test("row 172: a folder that was deleted and made anew, with UIDs from 1 again, has its new mail taken in")
    func recreated() async throws {
        let watched = try WatchedDesk(folder: "Support", poll: 1)
        let append = "check(box.append('Support', None, None, mail))"
        try watched.byHand("check(box.create('Support')); \(append)", mail: Self.mail("1"))
        try await watched.serving { _ async throws in
            #expect(try await watched.came { watched.sink.accepted.count == 1 })
            try watched.byHand(
                "check(box.delete('Support')); check(box.create('Support')); \(append)", mail: Self.mail("2"))
            #expect(try await watched.came { watched.sink.accepted.count == 2 })
        }
        #expect(try watched.desk.cases().count == 2)
        // The same between two runs, and the mail that is known comes again beside a new one.
        try watched.byHand(
            "check(box.delete('Support')); check(box.create('Support')); \(append)", mail: Self.mail("3"))
        try watched.byHand(append, mail: Self.mail("2"))
        let output = try watched.desk.run("ingest", "--json")
        #expect(
            output.stdout.contains("\"opened\":1") && output.stdout.contains("\"duplicates\":1"), "\(output.stdout)")
        #expect(try watched.desk.cases().count == 3)
    }

    @Test("row 173: a mail that came by two aliases is one post, and its second copy is recorded")
    func twoAliases() throws {
        let matrix = try MatrixDesk()
        let copies = ["one", "two"].map { alias in
            Self.mail("1").replacingOccurrences(
                of: "Received: from out", with: "Delivered-To: \(alias)@example.org\nReceived: from \(alias).out")
        }
        #expect(copies[0] != copies[1])
        let counts = try matrix.take(copies[0], copies[1])
        #expect(counts["opened"] == 1 && counts["duplicates"] == 1, "\(counts)")
        #expect(try matrix.cases().map { $0.texts().count } == [1])
        #expect(matrix.sent.count == 1)
        #expect(matrix.dovecot.folder("Casepost/Processed").count == 2)
    }

    @Test("row 175: two mails without Message-ID that differ only in their text are both taken in")
    func withoutMessageID() throws {
        let matrix = try MatrixDesk()
        let mails = ["One.", "Two."].map { text in
            SampleMail.plain(id: "x", text: text).replacingOccurrences(of: "Message-ID: <x>\n", with: "")
        }
        #expect(mails.allSatisfy { !$0.contains("Message-ID") })
        #expect(try matrix.take(mails[0], mails[1])["opened"] == 2)
        #expect(try matrix.take(mails[1])["duplicates"] == 1)
        #expect(try matrix.cases().map { $0.texts() }.sorted { $0[0] < $1[0] } == [["One."], ["Two."]])
    }

    @Test("row 192: mails that a person opened count, and one that a person deleted is simply absent")
    func readByHand() async throws {
        let watched = try WatchedDesk()
        for id in ["1", "2", "3"] { try watched.dovecot.folder().deliver(Self.mail(id, subject: "Mail \(id)")) }
        try watched.byHand(
            """
            check(box.select("INBOX"))
            check(box.store("1:2", "+FLAGS", "\\\\Seen"))
            check(box.store("3", "+FLAGS", "\\\\Deleted"))
            check(box.expunge())
            """)
        try await watched.serving { _ async throws in
            #expect(try await watched.came { watched.sink.accepted.count == 2 })
            #expect(try await watched.idles())
            // Emptied by hand, and filled again.
            #expect(try await watched.acknowledged("4"))
        }
        #expect(try watched.desk.cases().count == 3)
        #expect(watched.dovecot.folder().count == 0)
        #expect(watched.dovecot.folder("Casepost/Processed").count == 3)
    }

    @Test("row 192: where a mail is deleted between the list and the fetch, none of the others is passed over")
    func deletedMeanwhile() async throws {
        let watched = try WatchedDesk()
        for id in ["1", "2"] { try watched.dovecot.folder().deliver(Self.mail(id)) }
        // For the sake of one that is gone, some servers give none of those that the fetch names.
        watched.proxy.onClient("UID FETCH 1:2 (UID BODY.PEEK[])", times: 1, .answer("TAG NO [EXPUNGEISSUED] gone"))
        try watched.desk.succeed("ingest")
        #expect(try watched.desk.cases().count == 2)
        try watched.dovecot.folder().deliver(Self.mail("3"))
        try watched.desk.succeed("ingest")
        #expect(try watched.desk.cases().count == 3)
    }

    @Test(
        "row 186: of a Maildir's files one that vanishes or can't be read is passed over, one that another reader moved counts once"
    )
    func maildir() async throws {
        let directory = try TemporaryDirectory()
        let inbox = MailFolder(path: try directory.folder("in"))
        for kind in ["cur", "new", "tmp"] { try directory.folder("in/\(kind)") }
        let desk = try DeskFixture(
            mailbox: "url = \"maildir:\(inbox.path)\"\nstart = \"all\"\npoll_seconds = 1",
            smtp: "url = \"maildir:\(directory.appending("out"))\"", in: directory)
        let moved = try inbox.deliver(Self.mail("1"))
        try inbox.deliver(Self.mail("2"))
        // What can't be read whoever reads, and what is listed and not there any more when it is opened.
        try directory.folder("in/new/1.unreadable.localhost")
        symlink("/nowhere", "\(inbox.path)/new/2.vanished.localhost")
        let gateway = try desk.start("serve")
        let out = MailFolder(path: directory.appending("out"))
        #expect(try await eventually(within: .seconds(600)) { out.count == 2 })
        #expect(gateway.stderr.contains("message file passed over"))
        let name = try #require(inbox.files.first { $0.contains(moved) })
        #expect(rename(name, "\(inbox.path)/cur/\(moved):2,RS") == 0)
        let another = try inbox.deliver(Self.mail("3"))
        // A reader may be as quick as the desk: both are the same file.
        _ = rename("\(inbox.path)/new/\(another)", "\(inbox.path)/cur/\(another):2,S")
        #expect(try await eventually(within: .seconds(600)) { out.count == 3 })
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        #expect(try desk.cases().count == 3)
    }
}
