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

    /// Every line goes to exactly one of the three parts.
    static func check(_ message: InboundMessage) {
        let parts = [message.replyText, message.signature ?? "", message.quotedText ?? ""]
        let lines = parts.flatMap(lines).sorted { $0.lexicographicallyPrecedes($1) }
        let all = Self.lines(of: message.text).sorted { $0.lexicographicallyPrecedes($1) }
        require(lines.elementsEqual(all) { $0.elementsEqual($1) }, "every line of the text is in one part")
        require(message.text.isBlank || !message.replyText.isBlank, "where there is text there is a reply")
    }

    private static func lines(of text: String) -> [Substring.UTF8View] {
        text.utf8.split(separator: .lineFeed).filter { !$0.allSatisfy(\.isWhiteSpace) }.map { Substring($0).utf8 }
    }
}
