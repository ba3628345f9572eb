import Core
import Foundation
import MailAuth
import Testing

private let oldKey: (id: UInt8, bytes: [UInt8]) = (3, [UInt8](repeating: 7, count: 32))
private let newKey: (id: UInt8, bytes: [UInt8]) = (4, [UInt8](repeating: 9, count: 32))
private let token = ReplyToken(caseNumber: CaseNumber(1_000_001), recipient: ID(42))

private func tokens(_ keys: [(id: UInt8, bytes: [UInt8])]) throws -> ReplyTokens {
    ReplyTokens(keys: try #require(KeyRing(keys)))
}

@Suite("Reply tokens")
struct ReplyTokensTests {
    private let mailbox: EmailAddress

    init() throws { mailbox = try #require(EmailAddress("support@example.org")) }

    @Test("say what they were made for, in any case of letters")
    func roundTrip() throws {
        let tokens = try tokens([newKey])
        let text = tokens.token(for: token)
        #expect(text.count == 39)
        #expect(tokens.read(text) == token)
        #expect(tokens.read(text.uppercased()) == token)
    }

    @Test("are worth nothing with any one character changed")
    func tampering() throws {
        let tokens = try tokens([newKey])
        let text = Array(tokens.token(for: token))
        for index in text.indices {
            var changed = text
            changed[index] = changed[index] == "a" ? "b" : "a"
            #expect(tokens.read(String(changed)) == nil)
        }
    }

    @Test(
        "of a wrong form are like none",
        arguments: ["", "a", String(repeating: "a", count: 39), String(repeating: "a", count: 10_000), "0189"])
    func garbage(_ text: String) throws { #expect(try tokens([newKey]).read(text) == nil) }

    @Test("of a retired key still hold, those of a removed or another desk's key do not")
    func keys() throws {
        let old = try tokens([oldKey]).token(for: token)
        #expect(try tokens([newKey, oldKey]).read(old) == token)
        #expect(try tokens([newKey]).read(old) == nil)
        #expect(try tokens([(oldKey.id, newKey.bytes)]).read(old) == nil)
        let ring = try #require(KeyRing([newKey, oldKey]))
        let live = ReplyTokens(keys: ring)
        #expect(live.read(old) == token)
        #expect(ring.replace(with: [newKey]) && live.read(old) == nil, "a key that is taken away counts at once")
        #expect(!ring.replace(with: []), "a ring without keys is none")
    }

    @Test("of one desk are worth nothing at another one that has the same keys")
    func tenants() throws {
        let here = ReplyTokens(keys: try #require(KeyRing([newKey], tenant: "here")))
        let there = ReplyTokens(keys: try #require(KeyRing([newKey], tenant: "there")))
        #expect(here.read(here.token(for: token)) == token)
        #expect(there.read(here.token(for: token)) == nil)
    }

    @Test("of one kind are never taken for another, though all look alike", arguments: TokenKind.allCases)
    func kinds(_ kind: TokenKind) throws {
        let ring = try #require(KeyRing([newKey]))
        let text = CapabilityTokens(keys: ring).token(kind, for: 7)
        for other in TokenKind.allCases {
            #expect(CapabilityTokens(keys: ring).read(text, other, at: .now) == (other == kind ? 7 : nil))
        }
    }

    @Test(
        "of a link end, with five minutes for clocks that differ",
        arguments: [(-301.0, false), (-299, true), (1, true)])
    func expiry(_ rest: Double, _ isGood: Bool) throws {
        let tokens = CapabilityTokens(keys: try #require(KeyRing([newKey])))
        let end = Date(timeIntervalSince1970: 1_800_000_000)
        let text = tokens.token(.challenge, for: 7, expires: end)
        #expect(tokens.read(text, .challenge, at: end.addingTimeInterval(-rest)) == (isGood ? 7 : nil))
    }

    @Test("bring a returned mail back to its number, by the address it came to")
    func returnedMail() throws {
        let ours = try tokens([newKey])
        let base = try #require(EmailAddress("bounces@example.org"))
        let address = try #require(ours.returnAddress(of: ID(12), at: base))
        var message = InboundMessage()
        message.to = [NamedAddress(address: address.description)]
        #expect(ours.returnedMail(of: message, base: base) == ID(12))
        #expect(ours.thread(of: message, base: mailbox) == .none)
        #expect(try tokens([oldKey]).returnedMail(of: message, base: base) == nil)
    }

    @Test("a ring needs keys of 32 octets with ids of their own")
    func rings() {
        #expect(KeyRing([]) == nil)
        #expect(KeyRing([oldKey, oldKey]) == nil)
        #expect(KeyRing([(1, [1, 2, 3])]) == nil)
        #expect(KeyRing([(16, newKey.bytes)]) == nil)
    }

    @Test("find the case by the address first, then by the messages referred to")
    func matching() throws {
        let tokens = try tokens([newKey])
        let other = ReplyToken(caseNumber: CaseNumber(1_000_002), recipient: ID(42))
        let address = try #require(tokens.address(for: token, at: mailbox))
        let otherAddress = try #require(tokens.address(for: other, at: mailbox))
        var message = InboundMessage()
        #expect(tokens.thread(of: message, base: mailbox) == .none)
        message.references = [
            tokens.messageID(for: other, unique: "u.1", domain: "example.org"), MessageID(rawValue: "x@y"),
        ]
        #expect(tokens.thread(of: message, base: mailbox) == .token(other, .messageID))
        message.to = [NamedAddress(address: address.description)]
        #expect(tokens.thread(of: message, base: mailbox) == .token(token, .recipientAddress))
        message.cc = [NamedAddress(address: otherAddress.description)]
        #expect(tokens.thread(of: message, base: mailbox) == .ambiguous)
        #expect(
            tokens.thread(of: message, base: mailbox, envelope: otherAddress) == .token(other, .recipientAddress))
    }

    @Test("at another domain are somebody else's")
    func foreignDomain() throws {
        let tokens = try tokens([newKey])
        let elsewhere = try #require(EmailAddress("support@elsewhere.example"))
        var message = InboundMessage()
        message.to = [NamedAddress(address: try #require(tokens.address(for: token, at: elsewhere)).description)]
        #expect(tokens.thread(of: message, base: mailbox) == .none)
    }

    @Test("do not fit an address whose local part leaves no room")
    func longMailbox() throws {
        let long = try #require(EmailAddress(String(repeating: "s", count: 30) + "@example.org"))
        #expect(try tokens([newKey]).address(for: token, at: long) == nil)
    }
}
