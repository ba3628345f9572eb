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

    /// Nothing is lost and nothing doubled, though a line may be parted where a quote begins within it.
    static func check(_ message: InboundMessage) {
        let parts = [message.replyText, message.signature ?? "", message.quotedText ?? ""]
        require(census(of: parts) == census(of: [message.text]), "every character of the text is in one part")
    }

    /// How often each octet occurs that is no white space.
    private static func census(of texts: [String]) -> [Int] {
        var counts = [Int](repeating: 0, count: 256)
        for text in texts {
            for octet in text.utf8 where !octet.isWhiteSpace { counts[Int(octet)] += 1 }
        }
        return counts
    }
}
