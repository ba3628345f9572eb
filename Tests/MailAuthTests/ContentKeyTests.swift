import Core
import Foundation
import MailAuth
import Testing

@Suite("The key that tells the same message again")
struct ContentKeyTests {
    private func key(_ text: String, id: String? = "a@x") -> String {
        var message = InboundMessage()
        message.messageID = id.map { MessageID(rawValue: $0) }
        return Array(text.utf8).withUnsafeBytes { Digest.contentKey(of: message, raw: $0) }
    }

    @Test("line ends count alike, all else counts", arguments: ["a@x", nil])
    func lineEnds(_ id: String?) {
        let unix = key("Subject: s\n\nhello\n\nworld\n", id: id)
        #expect(key("Subject: s\r\n\r\nhello\r\n\r\nworld\r\n", id: id) == unix)
        #expect(key("Subject: s\r\n\r\nhello\n\r\nworld\n", id: id) == unix)
        #expect(key("Subject: s\n\nhello\n\nworld", id: id) != unix)
        #expect(key("Subject: s\n\nhello\n\nwo\rrld\n", id: id) != unix)
    }

    @Test("another body or identifier is another message")
    func differences() {
        #expect(key("\n\none\n") != key("\n\ntwo\n"))
        #expect(key("\n\none\n") != key("\n\none\n", id: "b@x"))
    }

    @Test(
        "begins with the second of the Date, in hexadecimal digits",
        arguments: [
            (nil, "00000000"), (0, "00000000"), (-1e12, "00000000"), (255.9, "000000ff"), (1_795_190_400, "6b006e80"),
            (1e12, "ffffffff"),
        ] as [(TimeInterval?, String)])
    func time(_ seconds: TimeInterval?, _ beginning: String) {
        let key = Digest.contentKey(digest: "d", date: seconds.map(Date.init(timeIntervalSince1970:)))
        #expect(key == beginning + "d")
        var message = InboundMessage()
        message.date = seconds.map(Date.init(timeIntervalSince1970:))
        let whole = Array("\n\nx".utf8).withUnsafeBytes { Digest.contentKey(of: message, raw: $0) }
        #expect(whole.hasPrefix(beginning) && whole.count == 72)
    }
}
