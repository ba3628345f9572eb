import Foundation
import TestSupport
import Testing

/// The emergency exception, and what an advisor may do with messages that are held.
@Suite("An emergency exception", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct ExceptionTests {
    private static let guest = "gail.hart@elsewhere.example"
    private static let lakeside = "Lakeside School District"

    private let matrix: MatrixDesk

    init() throws { matrix = try MatrixDesk() }

    private func mail(_ id: String, to: String = DeskFixture.address, text: String = "All servers are down!") -> String
    {
        SampleMail.plain(
            from: Self.guest, to: to, id: "\(id)@elsewhere.example", subject: "Outage \(id)", text: text)
    }

    /// The number of the held message of that subject.
    private func heldID(_ subject: String) throws -> String {
        let held = try matrix.held().filter { $0["subject"] as? String == subject }
        #expect(held.count == 1)
        return try #require(held.first?["id"] as? String)
    }

    private func state(_ id: String) throws -> String? {
        try matrix.held().first { $0["id"] as? String == id }?["state"] as? String
    }

    /// Lets a stranger's first mail in as a guest of Lakeside School District.
    private func admit() throws -> MatrixCase {
        try matrix.take(mail("1"))
        #expect(try matrix.onlyHeldReason() == "stranger")
        try matrix.desk.succeed(
            "held", "release", try heldID("Outage 1"), "--exception", "--account", Self.lakeside, "--as",
            MatrixDesk.sam)
        try matrix.cycle()
        return try #require(try matrix.cases().first)
    }

    @Test("lets a stranger's held mail in as a case of the account, marked, with the stranger as its guest")
    func admitted() throws {
        let opened = try admit()
        #expect(opened.isException)
        #expect(opened.account == Self.lakeside && opened.contact == Self.guest)
        #expect(opened.recipients == [Self.guest])
        #expect(opened.texts() == ["All servers are down!"])
        #expect(try state(try heldID("Outage 1")) == "released")
        #expect(try matrix.held().first?["decidedBy"] as? String == MatrixDesk.sam)
        let toGuest = matrix.sent.filter { $0.recipients == [Self.guest] }
        #expect(toGuest.count == 2, "told first to go through the contacts, then acknowledged")
        #expect(toGuest.last?.text.contains(opened.number) == true)
        #expect(matrix.sent.count == 2)
    }

    @Test("lets the guest answer by the acknowledgement's token, and write to nothing else")
    func guestReplies() throws {
        let opened = try admit()
        let other = try matrix.open("ann's")
        let way = try matrix.replyAddress(of: Self.guest)
        #expect(try matrix.take(mail("2", to: way.address, text: "Power is back."))["posted"] == 1)
        #expect(try matrix.show(opened.number).texts().last == "Power is back.")
        #expect(try matrix.show(opened.number).isException)
        try matrix.take(mail("3"), mail("4", to: other.address))
        for subject in ["Outage 3", "Outage 4"] { #expect(try state(try heldID(subject)) == "waiting") }
        try matrix.expectUntouched(other)
        #expect(try matrix.cases().count == 2)
    }

    @Test("does not take a guest's From line for the guest")
    func unprovenGuest() throws {
        let opened = try admit()
        let before = matrix.sent.count
        let way = try matrix.replyAddress(of: Self.guest)
        try matrix.take(
            SampleMail.plain(
                from: Self.guest, to: way.address, id: "5@elsewhere.example", subject: "Forged", isVerified: false))
        #expect(try state(try heldID("Forged")) == "waiting")
        #expect(try matrix.show(opened.number).texts().count == 1)
        #expect(matrix.sent.count == before)
    }

    @Test("ends when the case is given to an authorized contact, and the guest's next mail is held")
    func transition() throws {
        let opened = try admit()
        let way = try matrix.replyAddress(of: Self.guest)
        try matrix.desk.succeed("case", "transition", opened.number, MatrixDesk.ann, "--as", MatrixDesk.sam)
        let given = try matrix.show(opened.number)
        #expect(!given.isException && given.contact == MatrixDesk.ann && given.recipients == [MatrixDesk.ann])
        #expect(given.feed.last?["to"] as? String == MatrixDesk.ann)
        #expect(given.feed.last?["visibility"] as? String == "internal")
        let before = matrix.sent.count
        try matrix.take(mail("6", to: way.address))
        #expect(try matrix.held().first { $0["subject"] as? String == "Outage 6" }?["reason"] as? String == "stranger")
        #expect(try matrix.show(opened.number).texts().count == 1)
        #expect(matrix.sent.count == before, "neither the guest nor the contact is told of it")
        // A colleague's post reaches the contact and no longer the guest.
        let token = SampleMail.plain(
            from: MatrixDesk.raj, to: way.address, id: "7@district.example", text: "We see it too.")
        #expect(try matrix.take(token)["posted"] == 1)
        #expect(matrix.sent.dropFirst(before).map(\.recipients) == [[MatrixDesk.ann]])
    }

    @Test(
        "is given to nobody but an active authorized contact of its account",
        arguments: [
            MatrixDesk.tom, MatrixDesk.maria, MatrixDesk.sam, guest, "nobody@district.example",
        ])
    func refusedContacts(_ address: String) throws {
        let opened = try admit()
        let output = try matrix.desk.run("case", "transition", opened.number, address)
        #expect(output.status == 65)
        #expect(output.stderr.contains("no active authorized contact"))
        let shown = try matrix.show(opened.number)
        #expect(shown.isException && shown.contact == Self.guest && shown.recipients == [Self.guest])
    }

    @Test("is not given to a contact who was deactivated; and a case that is none cannot be given away")
    func refusedStates() throws {
        let opened = try admit()
        try matrix.desk.succeed("contact", "deactivate", MatrixDesk.raj)
        #expect(try matrix.desk.run("case", "transition", opened.number, MatrixDesk.raj).status == 65)
        let ordinary = try matrix.open("ann's")
        let output = try matrix.desk.run("case", "transition", ordinary.number, MatrixDesk.ann)
        #expect(output.status == 65 && output.stderr.contains("is no exception"))
        try matrix.expectUntouched(ordinary)
        try matrix.desk.succeed("case", "transition", opened.number, MatrixDesk.ann)
        let again = try matrix.desk.run("case", "transition", opened.number, MatrixDesk.ann)
        #expect(again.status == 65 && again.stderr.contains("is no exception"))
    }

    @Test("needs an account that there is, and an advisor who is one")
    func mistakes() throws {
        try matrix.take(mail("1"))
        let id = try heldID("Outage 1")
        let account = try matrix.desk.run("held", "release", id, "--exception", "--account", "Nowhere")
        #expect(account.status == 66 && account.stderr.contains("there is no account"))
        let actor = try matrix.desk.run(
            "held", "release", id, "--exception", "--account", Self.lakeside, "--as", MatrixDesk.ann)
        #expect(actor.status == 66 && actor.stderr.contains("no active advisor"))
        #expect(try matrix.desk.run("held", "release", id, "--exception").status == 64)
        #expect(try state(id) == "waiting")
        #expect(try matrix.cases().isEmpty)
    }

    @Test("is what it takes: a stranger's message that is only released is held once more")
    func withoutException() throws {
        try matrix.take(mail("1"))
        let id = try heldID("Outage 1")
        #expect(try matrix.desk.run("held", "release", id).status == 0)
        #expect(try state(id) == "waiting")
        #expect(try matrix.cases().isEmpty)
        #expect(matrix.sent.count == 1, "the stranger was told once where to go")
    }

    @Test("aside, an unproven contact's held mail is let in by an advisor; twice says so and does nothing")
    func released() throws {
        try matrix.take(SampleMail.plain(id: "8@district.example", subject: "Unproven", isVerified: false))
        let id = try heldID("Unproven")
        let output = try matrix.desk.run("held", "release", id, "--as", MatrixDesk.sam)
        #expect(output.status == 0 && output.stdout.contains("opened"))
        try matrix.cycle()
        #expect(try matrix.cases().map(\.contact) == [MatrixDesk.ann])
        let again = try matrix.desk.run("held", "release", id)
        #expect(again.status == 65 && again.stderr.contains("released already; nothing was done"))
        #expect(try matrix.desk.run("held", "reject", id).status == 65)
        try matrix.cycle()
        #expect(try matrix.cases().count == 1)
        #expect(matrix.sent.count == 2, "the question and the acknowledgement")
    }

    @Test("aside, a rejected message stays out; the desk may still change its mind, and nobody is told")
    func rejected() throws {
        try matrix.take(SampleMail.plain(id: "9@district.example", subject: "Unproven", isVerified: false))
        let id = try heldID("Unproven")
        try matrix.desk.succeed("held", "reject", id, "--as", MatrixDesk.sam)
        #expect(try state(id) == "rejected")
        let again = try matrix.desk.run("held", "reject", id)
        #expect(again.status == 65 && again.stderr.contains("rejected already; nothing was done"))
        try matrix.cycle()
        #expect(try matrix.cases().isEmpty)
        #expect(matrix.sent.count == 1, "only the question")
        #expect(try matrix.desk.run("held", "release", id, "--as", MatrixDesk.sam).status == 0)
        #expect(try matrix.cases().map(\.contact) == [MatrixDesk.ann])
    }
}
