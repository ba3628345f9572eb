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

    /// Nothing is lost and nothing doubled, though a line may be parted where a quote begins within it, and commands go.
    static func check(_ message: InboundMessage) {
        let parts = [message.replyText, message.signature ?? "", message.quotedText ?? ""]
        let (kept, all) = (census(of: parts), census(of: [message.text]))
        let hasCommands = message.commands.contains(where: \.isKnown)
        require(hasCommands || kept == all, "every character of the text is in one part")
        require(zip(kept, all).allSatisfy { $0 <= $1 }, "no character is in two parts")
        for command in message.commands { check(command) }
        require(message.fields.allSatisfy { !$0.key.isEmpty && !$0.value.isEmpty }, "a field has a name and a value")
        let octets = message.fields.reduce(0) { $0 + $1.value.utf8.count }
        require(octets <= message.text.utf8.count, "fields are taken from the text")
    }

    private static func check(_ command: MailCommand) {
        let isWord = command.name.utf8.allSatisfy {
            $0.isDigit || $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0)
        }
        require((1...40).contains(command.name.utf8.count) && isWord, "the name of a command is a short word")
        require(!(command.argument ?? "x").utf8.contains(.lineFeed), "an argument stands on one line")
        require(command.argument?.isEmpty != true, "an argument is not empty")
    }

    /// How often each octet of ASCII occurs that is no white space, beyond which there are blanks too, and no quote mark:
    /// that of an empty line goes as the line does.
    private static func census(of texts: [String]) -> [Int] {
        var counts = [Int](repeating: 0, count: 256)
        for octet in texts.lazy.flatMap(\.utf8) where octet > 0x20 && octet < 0x7F && octet != UInt8(ascii: ">") {
            counts[Int(octet)] += 1
        }
        return counts
    }
}
