import Core
import Foundation
import MailAuth
import Testing

@testable import Store

/// A database of its own in a folder of its own, removed with it.
final class ScratchDatabase: Sendable {
    let folder: String
    let database: DeskDatabase

    init() throws {
        folder = NSTemporaryDirectory() + "casepost-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        database = try DeskDatabase(
            path: folder + "/desk.sqlite", blobFolder: folder + "/blobs", digest: { Digest.sha256($0) })
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func reopened() throws -> DeskDatabase {
        try DeskDatabase(path: folder + "/desk.sqlite", blobFolder: folder + "/blobs", digest: { Digest.sha256($0) })
    }

    func importAnn() async throws -> Person {
        let address = try #require(EmailAddress("ann@lakeside.example"))
        let row = ContactRow(account: "Lakeside", address: address, role: .authorizedSupport, isDefaultAccount: true)
        _ = try await database.write { try $0.importContacts([row], replace: false) }
        return try #require(try await database.read { try $0.person(at: address) })
    }
}

let noon = Date(timeIntervalSince1970: 1_800_000_000)

func received(_ uid: UInt32, _ raw: RawContent = .memory([1, 2, 3])) -> ReceivedMessage {
    ReceivedMessage(source: .imap(uidValidity: 7, uid: uid), raw: raw)
}

@Suite("The ledger")
struct LedgerTests {
    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    @Test("knows a message by its source, also after a restart")
    func keepsOnce() async throws {
        let first = try await scratch.database.write { try $0.keep(received(1), mailbox: "support", at: noon) }
        let second = try await scratch.reopened().write { try $0.keep(received(1), mailbox: "support", at: noon) }
        #expect(first.isNew && !second.isNew)
        #expect(first.entry.id == second.entry.id)
        let elsewhere = try await scratch.database.write { try $0.keep(received(1), mailbox: "billing", at: noon) }
        #expect(elsewhere.isNew)
    }

    @Test("gives back the octets, small and large", arguments: [0, 3, 256 * 1024, 256 * 1024 + 1])
    func octets(_ size: Int) async throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let raw = try await scratch.database.write {
            let kept = try $0.keep(received(1, .memory(bytes)), mailbox: "support", at: noon)
            return try $0.raw(of: kept.entry.id)
        }
        switch raw {
        case .memory(let kept): #expect(kept == bytes && size <= 256 * 1024)
        case .file(let path, let length):
            #expect(length == size && size > 256 * 1024)
            #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == bytes)
        }
    }

    @Test("adopts a spooled file, which is then gone from the spool")
    func adopts() async throws {
        let spooled = scratch.database.spoolFolder + "/x"
        try Data([9, 9]).write(to: URL(fileURLWithPath: spooled))
        _ = try await scratch.database.write {
            try $0.keep(received(1, .file(path: spooled, size: 2)), mailbox: "support", at: noon)
        }
        #expect(!FileManager.default.fileExists(atPath: spooled))
    }

    @Test("lists what is unfinished, then what the mailbox was not told of, then nothing")
    func progress() async throws {
        let database = scratch.database
        let entry = try await database.write { try $0.keep(received(1), mailbox: "support", at: noon) }.entry
        #expect(try await database.read { try $0.unfinished(of: "support", at: noon) }.map(\.id) == [entry.id])
        #expect(try await database.read { try $0.unacknowledged(of: "support") }.isEmpty)
        let result = InboundResult(outcome: .held, reason: "stranger", reasons: ["r"], contentKey: "k")
        try await database.write { try $0.finish(entry.id, result, state: .done, at: noon) }
        #expect(try await database.read { try $0.unfinished(of: "support", at: noon) }.isEmpty)
        #expect(try await database.read { try $0.unacknowledged(of: "support") }.map(\.id) == [entry.id])
        try await database.write { try $0.markAcknowledged([entry.id]) }
        #expect(try await database.read { try $0.unacknowledged(of: "support") }.isEmpty)
        #expect(try await database.read { try $0.earlier(withContentKey: "k", otherThan: ID(99)) } != nil)
        #expect(try await database.read { try $0.earlier(withContentKey: "k", otherThan: entry.id) } == nil)
    }

    @Test("finds the same message by the key without a time that it was given before keys had one")
    func oldKey() async throws {
        let database = scratch.database
        let entry = try await database.write { try $0.keep(received(1), mailbox: "support", at: noon) }.entry
        let result = InboundResult(outcome: .opened, reason: "new", reasons: ["r"], contentKey: "abcd")
        try await database.write { try $0.finish(entry.id, result, state: .done, at: noon) }
        for (key, found) in [("01234567abcd", "abcd"), ("89abcdefabcd", "abcd"), ("01234567abce", nil)] {
            let earlier = try await database.read { try $0.earlier(withContentKey: key, otherThan: ID(99)) }
            #expect(earlier?.contentKey == found)
        }
    }

    @Test("a savepoint that fails leaves the rest of its transaction")
    func savepoint() async throws {
        struct Refused: Error {}
        let database = scratch.database
        try await database.write { transaction in
            try database.savepoint(in: transaction) {
                _ = try transaction.keep(received(1), mailbox: "support", at: noon)
            }
            #expect(throws: Refused.self) {
                try database.savepoint(in: transaction) {
                    _ = try transaction.keep(received(2), mailbox: "support", at: noon)
                    throw Refused()
                }
            }
        }
        #expect(try await database.read { try $0.unfinished(of: "support", at: noon) }.count == 1)
    }

    @Test("remembers how far a mailbox was read")
    func cursor() async throws {
        #expect(try await scratch.database.read { try $0.cursor(of: "support") } == nil)
        for cursor in [
            MailboxCursor(uidValidity: 1, lastUID: 5),
            MailboxCursor(uidValidity: 4_294_967_295, lastUID: 4_294_967_295),
        ] {
            try await scratch.database.write { try $0.setCursor(cursor, of: "support") }
            #expect(try await scratch.reopened().read { try $0.cursor(of: "support") } == cursor)
        }
    }
}

@Suite("The outbox")
struct OutboxTests {
    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    /// A case with that many mails to Ann.
    private func fill(_ count: Int) async throws {
        let ann = try await scratch.importAnn()
        let replyTo = try #require(EmailAddress("support@example.org"))
        try await scratch.database.write { transaction in
            let number = try transaction.nextCaseNumber()
            let account = try #require(ann.defaultMembership).account
            try transaction.insert(
                SupportCase(
                    number: number, account: account.id, contact: ann.id, subject: "s", type: "t", priority: "p",
                    status: .new, team: "x", channel: .email, mailbox: "support", created: noon, lastModified: noon))
            let entry = try transaction.append(
                FeedEntry(.post, at: noon, author: ann.id, channel: .email, text: "hello"), to: number, attachments: [])
            try transaction.enqueue(
                (0..<count).map { index in
                    OutboxEntry(
                        template: .casePost, topic: .feed(number, entry), recipient: ann.id, to: ann.address,
                        mailbox: "support", messageID: MessageID(rawValue: "\(index)@example.org"), date: noon,
                        replyTo: replyTo, inReplyTo: MessageID(rawValue: "in@x"),
                        references: [MessageID(rawValue: "a@x"), MessageID(rawValue: "b@x")])
                }, at: noon)
        }
    }

    private func claim(at time: Date) async throws -> [ClaimedMail] {
        try await scratch.database.write { try $0.claim(limit: 10, now: time, leaseUntil: time.addingTimeInterval(60)) }
    }

    @Test("gives one mail at a time for a case and person, in order, and none twice while it is leased")
    func order() async throws {
        try await fill(2)
        let first = try await claim(at: noon)
        #expect(first.map(\.entry.messageID.rawValue) == ["0@example.org"])
        #expect(try await claim(at: noon).isEmpty)
        try await scratch.database.write { try $0.record(.sent(reply: "250 ok"), of: first[0].id, at: noon) }
        #expect(try await claim(at: noon).map(\.entry.messageID.rawValue) == ["1@example.org"])
    }

    @Test("gives a mail again when its lease has run out, with the same Message-ID and Date")
    func leaseEnds() async throws {
        try await fill(1)
        let first = try await claim(at: noon)
        let again = try await claim(at: noon.addingTimeInterval(61))
        #expect(again.map(\.entry) == first.map(\.entry))
        #expect(again.map(\.attempts) == [2])
    }

    @Test("gives a mail again soon when the process that had it is known to be gone")
    func takenOver() async throws {
        try await fill(1)
        let first = try await claim(at: noon)
        let soon = noon.addingTimeInterval(10)
        try await scratch.database.write { try $0.releaseLeases(retryAt: soon) }
        #expect(try await claim(at: noon).isEmpty)
        #expect(try await claim(at: soon).map(\.entry) == first.map(\.entry))
    }

    @Test("keeps a mail back until its next attempt, and a failed one for good")
    func retry() async throws {
        try await fill(1)
        let mail = try await claim(at: noon)[0]
        let later = noon.addingTimeInterval(300)
        try await scratch.database.write { try $0.record(.retry(at: later, error: "451 later"), of: mail.id, at: noon) }
        #expect(try await claim(at: later.addingTimeInterval(-1)).isEmpty)
        #expect(try await claim(at: later).count == 1)
        try await scratch.database.write { try $0.record(.failed(error: "550 no"), of: mail.id, at: later) }
        #expect(try await claim(at: later.addingTimeInterval(86_400)).isEmpty)
    }

    @Test("knows its own Message-IDs and what a template needs")
    func content() async throws {
        try await fill(1)
        let mail = try await claim(at: noon)[0]
        #expect(mail.entry.references.map(\.rawValue) == ["a@x", "b@x"])
        let content = try await scratch.database.read { try $0.contents(of: [mail.entry]).first }
        guard case .feed(let content) = content else {
            Issue.record("\(String(describing: content))")
            return
        }
        #expect(content.accountName == "Lakeside" && content.feedEntry.text == "hello")
        #expect(
            try await scratch.database.read { try $0.mail(withMessageID: MessageID(rawValue: "0@example.org")) } != nil)
        #expect(
            try await scratch.database.read { try $0.mail(withMessageID: MessageID(rawValue: "9@example.org")) } == nil)
    }
}

@Suite("The registry in the store")
struct RegistryStoreTests {
    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    private func row(
        _ address: String, _ account: String = "Lakeside", _ role: ContactRole = .authorizedSupport,
        aliases: [String] = []
    )
        throws -> ContactRow
    {
        ContactRow(
            account: account, address: try #require(EmailAddress(address)),
            aliases: aliases.compactMap(EmailAddress.init(_:)),
            role: role, isDefaultAccount: account == "Lakeside")
    }

    @Test("an import adds, then changes nothing, then updates, and deactivates on request")
    func importing() async throws {
        let two = [try row("ann@x.example", aliases: ["a@x.example"]), try row("bob@x.example")]
        var changed = two[0]
        changed.title = "Principal"
        let final = [changed]
        let reports = try await scratch.database.write { transaction in
            try [two, two, final].enumerated().map { try transaction.importContacts($1, replace: $0 == 2) }
        }
        #expect(reports.map(\.added) == [2, 0, 0])
        #expect(reports.map(\.unchanged) == [0, 2, 0])
        #expect(reports.map(\.updated) == [0, 0, 1])
        #expect(reports.map(\.deactivated) == [0, 0, 1])
        let alias = try #require(EmailAddress("A@X.example"))
        let found = try await scratch.database.read { try $0.person(at: alias) }
        #expect(found?.address.description == "ann@x.example")
    }

    @Test("a second technical contact, a stolen alias and a contact who is an advisor are refused with their rows")
    func conflicts() async throws {
        let advisor = AdvisorRow(address: try #require(EmailAddress("sam@example.org")), digest: "off", timeZone: "UTC")
        let rows = [
            try row("ann@x.example", "Lakeside", .authorizedTechnical),
            try row("bob@x.example", "Lakeside", .authorizedTechnical),
            try row("eve@x.example", aliases: ["ann@x.example"]), try row("sam@example.org"),
        ]
        _ = try await scratch.database.write { try $0.importAdvisors([advisor], replace: false) }
        let conflict = await #expect(throws: RegistryConflict.self) {
            _ = try await scratch.database.write { try $0.importContacts(rows, replace: false) }
        }
        #expect(conflict?.problems.map(\.row) == [1, 2, 3])
        #expect(try await scratch.database.read { try $0.people(.contact) }.total == 0)
    }

    @Test("a contact has a role in each account")
    func accounts() async throws {
        let rows = [try row("ann@x.example"), try row("ann@x.example", "Northfield", .readOnly)]
        let report = try await scratch.database.write { try $0.importContacts(rows, replace: false) }
        #expect(report.added == 1)
        let ann = try #require(EmailAddress("ann@x.example"))
        let person = try #require(try await scratch.database.read { try $0.person(at: ann) })
        #expect(person.memberships.map(\.account.name) == ["Lakeside", "Northfield"])
        #expect(person.defaultMembership?.account.name == "Lakeside")
    }
}

@Suite("Failures of the store")
struct StoreFailureTests {
    @Test("say what is wrong and what to do")
    func opening() throws {
        let scratch = try ScratchDatabase()
        let missing = #expect(throws: StoreFailure.self) {
            _ = try DeskDatabase(
                path: scratch.folder + "/no/where/desk.sqlite", blobFolder: scratch.folder + "/blobs",
                digest: { Digest.sha256($0) })
        }
        #expect(missing?.kind == .missing)
        let garbage = scratch.folder + "/garbage.sqlite"
        try Data(repeating: 65, count: 8192).write(to: URL(fileURLWithPath: garbage))
        let corrupt = #expect(throws: StoreFailure.self) {
            _ = try DeskDatabase(path: garbage, blobFolder: scratch.folder + "/blobs", digest: { Digest.sha256($0) })
        }
        #expect(corrupt?.kind == .corrupt)
        #expect(corrupt?.advice.isEmpty == false)
    }
}

@Suite("Blobs that a crash left behind")
struct BlobSweepTests {
    @Test("go after a day; those that a row names stay")
    func sweep() async throws {
        let scratch = try ScratchDatabase()
        let large = [UInt8](repeating: 7, count: 256 * 1024 + 1)
        _ = try await scratch.database.write { try $0.keep(received(1, .memory(large)), mailbox: "support", at: noon) }
        let folder = scratch.folder + "/blobs"
        try Data([1]).write(to: URL(fileURLWithPath: folder + "/orphan.blob"))
        try Data([1]).write(to: URL(fileURLWithPath: folder + "/incoming/spool"))
        func names() throws -> [String] {
            try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0 != "incoming" }
        }
        try await scratch.database.sweepBlobs(now: Date())
        #expect(try names().count == 3)
        try await scratch.database.sweepBlobs(now: Date().addingTimeInterval(2 * 86_400))
        #expect(try names().count == 1)
        #expect(try names().allSatisfy { $0 != "orphan.blob" })
    }

    @Test("stay where their row came while they were looked for, however old a clock that jumped makes them")
    func named() async throws {
        let scratch = try ScratchDatabase()
        let (database, folder) = (scratch.database, scratch.folder + "/blobs")
        for name in ["late.blob", "orphan.blob"] { try Data([1]).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
        let found = try await database.unnamedBlobs(before: Int(Date().timeIntervalSince1970) + 86_400)
        #expect(Set(found) == ["late.blob", "orphan.blob"])
        try await database.write { try $0.execute("INSERT INTO blob (size, file) VALUES (1, 'late.blob')") }
        try await database.removeBlobs(stillUnnamed: found)
        #expect(FileManager.default.fileExists(atPath: folder + "/late.blob"))
        #expect(!FileManager.default.fileExists(atPath: folder + "/orphan.blob"))
    }
}
