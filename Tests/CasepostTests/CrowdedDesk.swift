import Core
import Foundation
import MailAuth
import Store
import TestSupport

/// A desk with one case of which many people are told: a post on it fills the outbox.
struct CrowdedDesk {
    let desk: DeskFixture
    let sink: SMTPSink

    private static let opened = "2026-11-20T15:00:00Z"
    private static let posted = "2026-11-20T15:04:00Z"

    /// A desk whose outbox holds that many mails, made by the program itself when the post came in.
    ///
    /// `smtp` are further lines of its way out.
    init(mails count: Int, smtp: String = "") async throws {
        sink = try SMTPSink()
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"",
            smtp: DeskFixture.smtp(sink) + "\n\(smtp)\n[limits]\nmails_per_case_per_10_minutes = 0")
        let question = SampleMail.plain(id: "q@district.example")
        guard try desk.run(["deliver", "--mailbox", "support", "--now", Self.opened], input: question).status == 0
        else {
            throw TestSupportFailure("the case could not be opened")
        }
        try desk.succeed("run-due", "--now", Self.opened)
        try await invite(count)
        try desk.succeed("case", "post", "1000001", "--text", "The export works again.", "--now", Self.posted)
    }

    /// Has the program send, that many minutes after the post.
    func start(minute: Int) throws -> RunningCommand { try desk.start("run-due", "--now", Self.time(minute)) }

    /// The same to its end, or to a failpoint.
    func send(minute: Int, failpoint: String? = nil) throws -> Command.Output {
        try desk.run(["run-due", "--now", Self.time(minute)], failpoint: failpoint)
    }

    /// The news that the server took, by their Message-IDs; each as often as it came.
    var received: [String: [String]] {
        Dictionary(grouping: sink.accepted.map(\.text).filter { $0.contains("The export works again.") }) {
            ReadMail(text: $0).field("Message-ID") ?? ""
        }
    }

    static func time(_ minute: Int) -> String {
        let start = Date(timeIntervalSince1970: 1_795_187_040)
        return start.addingTimeInterval(TimeInterval(60 * minute)).formatted(.iso8601)
    }

    /// Puts so many people on the list of the case; its contact is on it already.
    private func invite(_ count: Int) async throws {
        let rows = (1..<count).map {
            "Lakeside School District,p\($0)@district.example,,P,N\($0),authorizedSupport,,,,,true"
        }
        let columns =
            "account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account"
        try desk.write("people.csv", ([columns] + rows).joined(separator: "\n") + "\n")
        try desk.succeed("contact", "import", desk.path("people.csv"))
        let database = try DeskDatabase(
            path: desk.path("var/casepost.sqlite"), blobFolder: desk.path("var/blobs"), digest: { Digest.sha256($0) })
        try await database.write { transaction in
            for number in 1..<count {
                guard let address = EmailAddress("p\(number)@district.example"),
                    let person = try transaction.person(at: address)
                else { continue }
                try transaction.addRecipient(person.id, to: CaseNumber(1_000_001), because: "test", at: Date())
            }
        }
    }
}
