import Core
import Foundation
import MailAuth
import MailIngest
import MailTransport
import Store
import TestSupport
import Testing

@testable import casepost

private let (plenty, little, scarce): (Int64, Int64, Int64) = (50 << 30, 500 << 20, 50 << 20)

@Suite("What casepost doctor thinks of what it finds", .ownThread)
struct DoctorJudgementTests {
    private static let now = Date(timeIntervalSince1970: 1_795_000_000)

    private func isSound(_ diagnosis: Diagnosis, _ state: Diagnosis.State, _ words: String) -> Bool {
        diagnosis.state == state && (diagnosis.found + " " + diagnosis.advice).contains(words)
            && diagnosis.advice.isEmpty == (state == .ok)
    }

    @Test(
        "a place for data",
        arguments: [
            ("ext4", true, true, plenty, .ok, "50 GB free"), ("ext4", false, true, plenty, .ok, "first start"),
            ("ext4", true, false, plenty, .failed, "chown"), ("ext4", false, false, plenty, .failed, "mkdir -p"),
            ("nfs4", true, true, plenty, .failed, "local disk"),
            ("fuse.sshfs", true, true, plenty, .failed, "store.url"),
            ("tmpfs", true, true, plenty, .warning, "empty after"), ("ext4", true, true, little, .warning, "make room"),
            ("ext4", true, true, scarce, .failed, "make room"),
        ] as [(String, Bool, Bool, Int64, Diagnosis.State, String)])
    func storage(
        _ kind: String, _ exists: Bool, _ isWritable: Bool, _ free: Int64, _ state: Diagnosis.State, _ words: String
    ) {
        let place = StoragePlace(path: "/data", exists: exists, isWritable: isWritable, fileSystem: kind, free: free)
        let diagnosis = Diagnosis.storage("data folder", place, setting: "store.url")
        #expect(isSound(diagnosis, state, words), "\(diagnosis)")
    }

    @Test(
        "the file system of a path is that of the longest mount above it",
        arguments: [
            ("/srv/desk/var", "nfs4"), ("/srv/desk", "nfs4"), ("/srv/desktop", "ext4"), ("/a b/c", "xfs"),
            ("/", "ext4"),
        ])
    func mounts(_ path: String, _ kind: String) {
        let mounts = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            40 22 0:44 / /srv/desk rw shared:2 master:3 - nfs4 host:/x rw
            41 22 8:2 / /a\\040b rw - xfs /dev/sdb rw
            nonsense
            """
        #expect(StoragePlace.fileSystem(of: path, in: mounts) == kind)
    }

    @Test("a database of another version or with damage")
    func database() {
        for (examination, state, words) in [
            (DatabaseExamination(tables: .current(step: "19 figures")), .ok, "19 figures"),
            (DatabaseExamination(tables: .earlier(missing: ["19 figures"])), .warning, "casepost serve"),
            (DatabaseExamination(tables: .later(unknown: ["99 magic"])), .failed, "99 magic"),
            (DatabaseExamination(tables: .current(step: "x"), problems: ["page 3"]), .failed, "backup"),
        ] as [(DatabaseExamination, Diagnosis.State, String)] {
            #expect(isSound(.database(examination, "desk.sqlite"), state, words))
        }
    }

    @Test("what waits, and for how long")
    func waiting() {
        let now = Self.now
        let (lately, hourAgo, twoHoursAgo, dayAgo) = (now - 120, now - 3_600, now - 7_200, now - 90_000)
        let (soon, later) = (now + 60, now + 3_600)
        let pause = TransportPause(since: hourAgo, until: later, reason: "535 no", count: 2)
        for (diagnosis, state, words) in [
            (.outbox(oldest: nil, nil, at: now), .ok, "nothing"),
            (.outbox(oldest: lately, nil, at: now), .ok, "2 minutes"),
            (.outbox(oldest: twoHoursAgo, nil, at: now), .warning, "casepost outbox list"),
            (.outbox(oldest: lately, pause, at: now), .failed, "535 no"),
            (.held(count: 0, oldest: nil, at: now), .ok, "no message"),
            (.held(count: 2, oldest: hourAgo, at: now), .ok, "2 wait"),
            (.held(count: 2, oldest: dayAgo, at: now), .warning, "casepost held list"),
            (.registry(contacts: 0, advisors: 1), .warning, "casepost contact import"),
            (.registry(contacts: 1, advisors: 0), .warning, "casepost advisor import"),
            (.registry(contacts: 1, advisors: 1), .ok, "1 contacts"),
            (.clock(latest: soon, hasTimeZone: true, timeZone: "UTC", at: now), .ok, "UTC"),
            (.clock(latest: later, hasTimeZone: true, timeZone: "UTC", at: now), .failed, "set-ntp"),
            (.clock(latest: nil, hasTimeZone: false, timeZone: "America/Chicago", at: now), .failed, "tzdata"),
            (.gateway(nil), .warning, "casepost serve"), (.gateway(12), .ok, "12"), (.gateway(0), .ok, "a process"),
        ] as [(Diagnosis, Diagnosis.State, String)] {
            #expect(isSound(diagnosis, state, words), "\(diagnosis)")
        }
    }

    private func mailbox(
        _ disposal: MailboxConfiguration.Disposal = .move, start: Settings.Mailbox.Start? = nil
    ) throws -> Settings.Mailbox {
        let address = try #require(EmailAddress("support@example.org"))
        let configuration = MailboxConfiguration(
            name: "support", address: address, caseType: nil, trust: TrustPolicy(), disposal: disposal,
            processedFolder: "Done", quarantineFolder: "Odd")
        return Settings.Mailbox(configuration: configuration, source: .pipe, start: start, pollSeconds: 7)
    }

    @Test("what an IMAP server can't do, and messages that wait at first contact")
    func mailboxes() throws {
        let all: Set = ["IMAP4REV1", "IDLE", "MOVE", "UIDPLUS"]
        for (missing, disposal, state, words) in [
            ([], .move, .ok, "all"), (["IDLE"], .seen, .warning, "every 7 seconds"),
            (["MOVE"], .move, .warning, "no MOVE"),
            (["MOVE", "UIDPLUS"], .move, .warning, "no UIDPLUS"), (["MOVE", "UIDPLUS"], .seen, .ok, "all"),
            (["UIDPLUS"], .move, .ok, "all"), (["UIDPLUS"], .delete, .warning, "no UIDPLUS"),
        ] as [(Set<String>, MailboxConfiguration.Disposal, Diagnosis.State, String)] {
            let facts = MailboxFacts(
                capabilities: all.subtracting(missing), folder: "INBOX", waiting: 3, isKnown: true)
            let found = Diagnosis.mailbox(facts, try mailbox(disposal))
            #expect(found.first.map { isSound($0, state, words) } == true, "\(found)")
        }
        for (waiting, isKnown, start, state, words) in [
            (101, false, nil, .failed, "start = \"now\""), (100, false, nil, .ok, "100 messages wait"),
            (0, false, nil, .ok, "no message"),
            (101, true, nil, .ok, "was before"), (101, false, .all, .ok, "all are taken in"),
            (101, false, .now, .ok, "do not count"),
            (101, false, .since(Self.now), .ok, "2026-11-18"),
        ] as [(Int, Bool, Settings.Mailbox.Start?, Diagnosis.State, String)] {
            let facts = MailboxFacts(capabilities: all, folder: "INBOX", waiting: waiting, isKnown: isKnown)
            let found = Diagnosis.mailbox(facts, try mailbox(start: start))
            #expect(found.last.map { isSound($0, state, words) } == true, "\(found)")
        }
        var facts = MailboxFacts(capabilities: all, folder: "INBOX", waiting: 0, isKnown: false)
        (facts.isReadOnly, facts.missing) = (true, ["Done", "Odd"])
        let found = Diagnosis.mailbox(facts, try mailbox())
        #expect(found.filter { $0.state == .failed }.map(\.check) == ["imap folder"])
        #expect(found.contains { isSound($0, .ok, "Done, Odd: made") })
    }

    @Test("what the DNS says of the sending domain")
    func domain() {
        func spf(_ records: [String], envelope: String = "example.org", host: String? = nil) -> Diagnosis {
            .spf(.records(records.map { Array($0.utf8) }, ttl: 60), of: envelope, for: "example.org", through: host)
        }
        let policy = AuthenticationReport.PublishedPolicy(domain: "example.org", policy: "reject")
        for (diagnosis, state, words) in [
            (spf(["other", "v=spf1 mx -all"]), .ok, "aligned"), (spf(["v=spf10 mx"]), .warning, "v=spf1 mx ~all"),
            (spf([], host: "out.example.org"), .warning, "example.org. IN TXT \"v=spf1 a:out.example.org ~all\""),
            (spf(["v=spf1 a", "v=spf1 mx"]), .failed, "one TXT record"), (spf(["v=spf1 +all"]), .warning, "-all"),
            (spf(["v=spf1 -all"], envelope: "bounces.example.org"), .ok, "aligned"),
            (spf(["v=spf1 -all"], envelope: "example.net"), .warning, "bounce_address"),
            (.dmarc(policy, of: "example.org", reports: "p@example.org"), .ok, "p=reject"),
            (
                .dmarc(nil, of: "example.org", reports: "p@example.org"), .warning,
                "_dmarc.example.org. IN TXT \"v=DMARC1; p=none"
            ),
            (.dkim([], isSigned: false), .warning, "casepost dkim new"),
            (
                .dkim([.init(weight: .bad, name: "s1", text: "no record")], isSigned: true), .failed,
                "casepost dkim check"
            ),
            (.dkim([.init(weight: .unknown, name: "s1", text: "?")], isSigned: true), .warning, "later"),
            (.dkim([.init(weight: .good, name: "s1", text: "right")], isSigned: true), .ok, "s1"),
            (.silentDNS("the DNS did not answer"), .failed, "[dns]"),
        ] as [(Diagnosis, Diagnosis.State, String)] {
            #expect(isSound(diagnosis, state, words), "\(diagnosis)")
        }
    }

    @Test("the way out, a Maildir, and the pages")
    func others() {
        var small = SMTPExtensions()
        (small.sizeLimit, small.eightBitMIME) = (1000, true)
        var large = small
        large.sizeLimit = 50_000_000
        let web = Settings.Web(host: "127.0.0.1", port: 8080)
        let there = StoragePlace(path: "/out", exists: true, isWritable: true, fileSystem: nil, free: nil)
        for (diagnosis, state, words) in [
            (.outgoing(large, "mx:587 takes ann"), .ok, "50 MB, 8BITMIME"),
            (.outgoing(small, "mx"), .warning, "message_size_limit"),
            (.outgoingMaildir(there), .warning, "reaches nobody"),
            (.maildir(MaildirFacts(), "/in", of: "a"), .ok, "/in"),
            (.maildir(MaildirFacts(missing: ["new"]), "/in", of: "a"), .failed, "mkdir -p"),
            (.maildir(MaildirFacts(closed: ["cur"]), "/in", of: "a"), .failed, "chown"),
            (.maildir(MaildirFacts(isOneFileSystem: false), "/in", of: "a"), .failed, "one"),
            (.web(web, PublicURL("https://a.example")), .ok, "https://a.example"),
            (.web(nil, PublicURL("https://a.example")), .warning, "listen"),
            (.web(web, PublicURL("http://a.example")), .warning, "https://…"),
            (.web(web, PublicURL("http://127.0.0.1:8080")), .ok, "8080"),
            (.web(web, nil), .warning, "public_url"),
        ] as [(Diagnosis, Diagnosis.State, String)] {
            #expect(isSound(diagnosis, state, words), "\(diagnosis)")
        }
    }

    @Test("one look that hangs fails by itself, and the others are told in their order")
    func hanging() async {
        let found = await Examination.all([
            Examination("first", limit: .seconds(600)) { [.ok("first", "a")] },
            Examination("second", of: "support", limit: .milliseconds(50)) {
                try? await Task.sleep(for: .seconds(86_400))
                return [.ok("second", "never")]
            },
            Examination("third", limit: .seconds(600)) { [.ok("third", "c"), .warning("fourth", "d", "do it")] },
        ])
        #expect(found.map(\.check) == ["first", "second", "third", "fourth"])
        #expect(found[1].state == .failed && found[1].mailbox == "support" && found[1].found.contains("no answer"))
        #expect(found.hasFailed && found.summary == "1 failed, 1 warning, 2 ok")
    }
}
