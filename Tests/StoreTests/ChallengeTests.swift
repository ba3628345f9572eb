import Core
import Foundation
import Store
import Testing

@Suite("Held messages and challenges, on a real store")
struct ChallengeTests {
    private let scratch: ScratchDatabase
    private let desk: StoredChallengeDesk<DeskDatabase>
    private let later = noon.addingTimeInterval(60)

    init() throws {
        scratch = try ScratchDatabase()
        let address = try #require(EmailAddress("support@example.org"))
        desk = StoredChallengeDesk(storage: scratch.database, addresses: ["support": address])
    }

    /// Holds messages of that number under one challenge to Ann.
    private func hold(_ uids: ClosedRange<UInt32>, challenge known: ID<Challenge>? = nil) async throws -> (
        ID<Challenge>, [ID<LedgerEntry>]
    ) {
        let ann = try await scratch.importAnn()
        return try await scratch.database.write { transaction in
            let challenge = try known ?? transaction.addChallenge(to: ann, at: noon)
            let ids = try uids.map { uid in
                let entry = try transaction.keep(received(uid), mailbox: "support", at: noon).entry
                let result = InboundResult(
                    outcome: .held, reason: "unverified", reasons: ["a", "b"], from: "ann@lakeside.example",
                    subject: "subject \(uid)")
                try transaction.finish(entry.id, result, state: .done, at: noon)
                try transaction.hold(entry.id, .waiting, challenge: challenge)
                return entry.id
            }
            return (challenge, ids)
        }
    }

    private func states() async throws -> [HeldState] {
        try await scratch.database.read { try $0.held(HeldState.allCases) }.items.reversed().map(\.state)
    }

    @Test("a question shows its messages and where they came to; asking changes nothing")
    func question() async throws {
        let (challenge, ids) = try await hold(1...2)
        for _ in 1...3 {
            let question = try #require(try await desk.question(challenge, at: later))
            #expect(question.waiting.map(\.id) == ids)
            #expect(question.messages.map(\.mailbox) == ["support@example.org", "support@example.org"])
        }
        #expect(try await states() == [.waiting, .waiting])
        #expect(try await desk.question(ID(99), at: later) == nil)
    }

    @Test("confirming lets in what was listed, once; what joined meanwhile stays, and keeps the question open")
    func confirm() async throws {
        let (challenge, ids) = try await hold(1...2)
        let (_, joined) = try await hold(3...3, challenge: challenge)
        #expect(try await desk.answer(.confirm(ids), to: challenge, at: later) == .confirmed(2))
        #expect(try await desk.answer(.confirm(ids), to: challenge, at: later) == .confirmed(0))
        #expect(try await states() == [.confirmed, .confirmed, .waiting])
        let unfinished = try await scratch.database.read { try $0.unfinished(of: "support", at: later) }
        #expect(unfinished.map(\.id) == ids && unfinished.allSatisfy { $0.attempts == 0 })
        let release = try await scratch.database.read { try $0.release(of: ids[0]) }
        #expect(release == Release(.challenge(challenge)))
        #expect(try await desk.question(challenge, at: later)?.waiting.map(\.id) == joined)
        #expect(try await desk.answer(.confirm(joined), to: challenge, at: later) == .confirmed(1))
        #expect(try await desk.question(challenge, at: later)?.challenge.state == .confirmed)
    }

    @Test("messages of somebody else's challenge are not let in, whatever the form says")
    func foreign() async throws {
        let (mine, _) = try await hold(1...1)
        let (_, others) = try await hold(2...2)
        #expect(try await desk.answer(.confirm(others + [ID(77)]), to: mine, at: later) == .confirmed(0))
        #expect(try await states() == [.waiting, .waiting])
    }

    @Test("disowning rejects all, and an answer stays as it was given")
    func disown() async throws {
        let (challenge, ids) = try await hold(1...2)
        #expect(try await desk.answer(.disown, to: challenge, at: later) == .disowned(2))
        #expect(try await desk.answer(.disown, to: challenge, at: later) == .disowned(0))
        #expect(try await desk.answer(.confirm(ids), to: challenge, at: later) == .tooLate(.disowned))
        #expect(try await states() == [.rejected, .rejected])
        #expect(try await desk.answer(.disown, to: ID(99), at: later) == .unknown)
    }

    @Test("after five days it is too late, and the messages wait for the desk")
    func expiry() async throws {
        let (challenge, ids) = try await hold(1...1)
        let late = noon.addingTimeInterval(Challenge.lifetime + 1)
        #expect(try await desk.answer(.confirm(ids), to: challenge, at: late) == .tooLate(.expired))
        let overdue = try await scratch.database.read { try $0.overdueChallenges(at: late) }
        #expect(overdue == [challenge])
        try await scratch.database.write { try $0.end(challenge, as: .expired, at: late) }
        #expect(try await states() == [.expired])
        let letIn = try await scratch.database.write {
            try $0.letIn(ids[0], Release(.desk("operator")), at: late)
        }
        #expect(letIn)
    }

    @Test("two answers at the same time let each message in once")
    func race() async throws {
        let (challenge, ids) = try await hold(1...1)
        let desk = desk
        let time = later
        let outcomes = try await withThrowingTaskGroup(of: ChallengeOutcome.self) { group in
            for _ in 1...8 { group.addTask { try await desk.answer(.confirm(ids), to: challenge, at: time) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .confirmed(1) }.count == 1)
        #expect(outcomes.filter { $0 == .confirmed(0) }.count == 7)
    }

    @Test(
        "how the desk lets a message in is kept word for word",
        arguments: [
            Release(.desk("sam@example.org")),
            Release(
                .desk("operator"), author: EmailAddress("eve@x.example"), caseNumber: CaseNumber(7),
                exceptionAccount: "A = B"),
        ])
    func releases(_ release: Release) async throws {
        let (_, ids) = try await hold(1...1)
        let done = try await scratch.database.write { transaction in
            [try transaction.letIn(ids[0], release, at: noon), try transaction.letIn(ids[0], release, at: noon)]
        }
        #expect(done == [true, false])
        #expect(try await scratch.database.read { try $0.release(of: ids[0]) } == release)
    }

    @Test("what the desk rejected it may still let in, its author may not")
    func rejected() async throws {
        let (challenge, ids) = try await hold(1...1)
        let done = try await scratch.database.write { transaction in
            [
                try transaction.reject(ids[0], by: "operator", at: noon),
                try transaction.reject(ids[0], by: "operator", at: noon),
                try transaction.letIn(ids[0], Release(.challenge(challenge)), at: noon),
                try transaction.letIn(ids[0], Release(.desk("operator")), at: noon),
            ]
        }
        #expect(done == [true, false, false, true])
    }

    @Test("a rehearsal undoes all that it did, and gives what it found")
    func rehearsal() async throws {
        let large = [UInt8](repeating: 1, count: RawContent.memoryLimit + 1)
        let id = try await scratch.database.rehearse { transaction in
            try transaction.keep(received(1, .memory(large)), mailbox: "support", at: noon).entry.id
        }
        #expect(id.rawValue > 0)
        #expect(try await scratch.database.read { try $0.unfinished(of: "support", at: later) }.isEmpty)
        let files = try FileManager.default.contentsOfDirectory(atPath: scratch.folder + "/blobs")
        #expect(!files.contains { $0.hasSuffix(".blob") })
    }

    @Test("what was put off waits for its time, and has its attempts again")
    func postponed() async throws {
        let database = scratch.database
        let id = try await database.write { transaction in
            let entry = try transaction.keep(received(1), mailbox: "support", at: noon).entry
            try transaction.postpone(entry.id, until: noon.addingTimeInterval(120))
            return entry.id
        }
        #expect(try await database.read { try $0.unfinished(of: "support", at: noon.addingTimeInterval(119)) }.isEmpty)
        let due = try await database.read { try $0.unfinished(of: "support", at: noon.addingTimeInterval(120)) }
        #expect(due.map(\.id) == [id] && due.map(\.attempts) == [0])
        #expect(try await database.read { try $0.unacknowledged(of: "support") }.isEmpty)
    }
}
