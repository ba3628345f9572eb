import Core

extension InboundMessage {
    /// Tells the new part of the text from what it quotes, and reads the commands and fields at its top.
    ///
    /// `marks` are what the HTML says of the lines, `fieldNames` those that people may fill in.
    mutating func splitReply(marks: [TextMark] = [], fieldNames: MailFieldNames = .standard) {
        let parts = ReplySplitter.split(text, marks: marks, from: from, fieldNames: fieldNames)
        replyText = parts.reply
        signature = parts.signature
        quotedText = parts.quoted
        commands = parts.commands
        fields = parts.fields
    }
}
