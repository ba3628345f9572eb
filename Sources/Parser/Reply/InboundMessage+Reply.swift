import Core

extension InboundMessage {
    /// Tells the new part of the text from what it quotes; `marks` are what the HTML says of the lines.
    mutating func splitReply(marks: [TextMark] = []) {
        let parts = ReplySplitter.split(text, marks: marks, from: from)
        replyText = parts.reply
        signature = parts.signature
        quotedText = parts.quoted
    }
}
