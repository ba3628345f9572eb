import Core
import Foundation
import MailAuth
import Testing

@Suite("What makes a test mail known")
struct LoopTestMarkTests {
    private let now = Date(timeIntervalSince1970: 1_795_000_000)
    private let tokens: ReplyTokens
    private let others: ReplyTokens

    init() throws {
        let key: (id: UInt8, bytes: [UInt8]) = (1, [UInt8](repeating: 7, count: 32))
        let other: (id: UInt8, bytes: [UInt8]) = (1, [UInt8](repeating: 8, count: 32))
        let ring = try #require(KeyRing([key]))
        let otherRing = try #require(KeyRing([other]))
        (tokens, others) = (ReplyTokens(keys: ring), ReplyTokens(keys: otherRing))
    }

    private func message(_ id: String?) -> InboundMessage {
        var message = InboundMessage()
        message.messageID = id.map(MessageID.init(rawValue:))
        return message
    }

    @Test("only this desk's own identifiers count, and for a week")
    func marks() throws {
        let id = tokens.loopTestID(5, domain: "example.org", at: now)
        #expect(id.isWellFormed)
        #expect(tokens.isLoopTest(message(id.rawValue), at: now))
        #expect(tokens.isLoopTest(message(id.rawValue), at: now + 6 * 86_400))
        #expect(!tokens.isLoopTest(message(id.rawValue), at: now + 8 * 86_400))
        #expect(!others.isLoopTest(message(id.rawValue), at: now), "another desk's keys")
        var changed = Array(id.rawValue)
        changed[20] = changed[20] == "a" ? "b" : "a"
        #expect(!tokens.isLoopTest(message(String(changed)), at: now))
        let reply = ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: ID(42))
        let answer = tokens.messageID(for: reply, unique: "casepost-test", domain: "example.org")
        #expect(!tokens.isLoopTest(message(answer.rawValue), at: now), "a token of another kind")
        for text in [nil, "", "@", ".@", "a.b@example.org", "casepost-test.@example.org"] {
            #expect(!tokens.isLoopTest(message(text), at: now))
        }
    }
}
