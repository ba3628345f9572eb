import Core

extension InboundMessage {
    /// Tells the new part of the text from what it quotes.
    mutating func splitReply() {
        let parts = ReplySplitter.split(text)
        replyText = parts.reply
        signature = parts.signature
        quotedText = parts.quoted
    }
}
