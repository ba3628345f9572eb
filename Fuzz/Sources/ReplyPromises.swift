import Core

@testable import Parser

/// A plain text: what is new of it, the signature and the quotes.
enum ReplyPromises {
    static func check(_ octets: Octets) {
        var message = InboundMessage()
        message.text = Charset.decode(octets, declared: nil).text.withLineFeeds()
        message.splitReply()
        check(message)
    }

    /// Every word goes to exactly one of the three parts.
    static func check(_ message: InboundMessage) {
        let parts = [message.replyText, message.signature ?? "", message.quotedText ?? ""]
        let kept = parts.flatMap(words).sorted { $0.lexicographicallyPrecedes($1) }
        let all = words(of: message.text).sorted { $0.lexicographicallyPrecedes($1) }
        require(kept.elementsEqual(all) { $0.elementsEqual($1) }, "every word of the text is in one part")
    }

    private static func words(of text: String) -> [Substring.UTF8View] {
        text.utf8.split(whereSeparator: \.isWhiteSpace).map { Substring($0).utf8 }
    }
}
