import Core
import Foundation
import TestSupport
import Testing

@Suite("A power cut at any point", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct FailpointTests {
    @Test(
        "loses no message and takes none in twice",
        arguments: Failpoint.allCases.filter {
            ![
                .digestQueued, .digestCommitted, .noticeQueued, .noticeCommitted, .surveyQueued, .retentionRemoved,
                .retentionCommitted, .redactionApplied, .redactionCommitted, .fileUnlinked, .filesGone,
                .schemaStepped, .backupWritten, .restoreFilled, .restoreCleared, .importApplied,
                .oauthAnswered, .oauthSaved,
            ].contains($0)
        }, 1...2)
    func killed(_ failpoint: Failpoint, _ hit: Int) throws {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        let dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        let sink = try SMTPSink()
        let desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates), smtp: DeskFixture.smtp(sink), in: directory)
        // Large enough for a file of its own, so that the blob's point is passed as well.
        let filler = String(repeating: String(repeating: "x", count: 70) + "\n", count: 5_000)
        try dovecot.folder().deliver(SampleMail.plain(id: "one@district.example", text: "One.\n" + filler))
        var wasKilled = false
        for round in 1...2 {
            for command in ["ingest", "run-due"] {
                let output = try desk.run(command, failpoint: wasKilled ? nil : "\(failpoint.rawValue):\(hit)")
                if output.status == -SIGKILL {
                    wasKilled = true
                } else {
                    #expect(output.status == 0, "\(output.stderr)")
                }
            }
            if round == 1 {
                try dovecot.folder().deliver(SampleMail.plain(id: "two@district.example", text: "Two.\n" + filler))
            }
        }
        // Whatever died above, two undisturbed runs put everything right; the lease of a mail that was being sent runs out first.
        for _ in 1...2 {
            try desk.succeed("ingest")
            let later = Date().addingTimeInterval(3600).formatted(.iso8601)
            try desk.succeed("run-due", "--now", later)
        }
        let cases = try desk.cases()
        #expect(cases.count == 2)
        #expect(cases.allSatisfy { ($0["feed"] as? [Any])?.count == 1 })
        #expect(dovecot.folder().count == 0)
        #expect(dovecot.folder("Casepost/Processed").count == 2)
        let identifiers = sink.accepted.compactMap { ReadMail(text: $0.text).field("Message-ID") }
        #expect(Set(identifiers).count == 2, "one acknowledgement a case, though one may be sent twice")
        #expect(identifiers.count <= 3)
        if hit == 1 { #expect(wasKilled, "\(failpoint) was never passed") }
    }

    @Test("again and again at the same message sets it aside, and the next one is taken in")
    func poison() throws {
        let directory = try TemporaryDirectory()
        let certificates = try Certificates.make(in: directory)
        let dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        let desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates), smtp: DeskFixture.smtp(try SMTPSink()), in: directory)
        try dovecot.folder().deliver(SampleMail.plain(id: "poison@district.example"))
        let statuses = try (1...4).map { _ in try desk.run("ingest", failpoint: "intake.understood").status }
        #expect(statuses == [-SIGKILL, -SIGKILL, -SIGKILL, 0])
        try dovecot.folder().deliver(SampleMail.plain(id: "next@district.example"))
        try desk.succeed("ingest")
        #expect(try desk.cases().count == 1)
        #expect(dovecot.folder("Casepost/Quarantine").count == 1)
        #expect(dovecot.folder("Casepost/Processed").count == 1)
    }
}
