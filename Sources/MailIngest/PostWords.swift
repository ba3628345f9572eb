internal import Core

/// What a message says on a case: in parentheses what it lacks, and what is not shown of it.
struct PostWords {
    /// The longest subject of a case, in Unicode scalars.
    private static let longestSubject = 250

    /// The subject on one line that fits a list; never empty.
    let subject: String
    /// The text to be shown; never empty.
    let text: String

    /// The words of a reply are those that are new; of a first message, all of them.
    init(_ message: InboundMessage, isReply: Bool) {
        let scalars = message.subject.unicodeScalars
        let isCut = scalars.count > Self.longestSubject
        let head = String(String.UnicodeScalarView(scalars.prefix(Self.longestSubject)))
        subject = head.isEmpty ? "(no subject)" : isCut ? head + "…" : head

        var paragraphs = [Self.body(of: message, isReply: isReply)]
        if isCut { paragraphs.append("(The subject goes on in the message.)") }
        if message.defects.contains(where: { $0.kind == .truncatedText || $0.kind == .truncatedHTML }) {
            paragraphs.append("(The text goes on in the message; it was too long to be shown.)")
        }
        text = paragraphs.joined(separator: "\n\n")
    }

    private static func body(of message: InboundMessage, isReply: Bool) -> String {
        let own = isReply ? newWords(of: message) : message.text
        if own.contains(where: { !$0.isWhitespace }) { return own }
        guard message.text.contains(where: { !$0.isWhitespace }) else { return "(The message had no text.)" }
        return "(The message had no text of its own, only this:)\n\n" + message.text
    }

    /// What is new in a reply, with the commands at its top; whoever carries them out asks for the text without them.
    private static func newWords(of message: InboundMessage) -> String {
        let commands = message.commands.filter(\.isKnown).map { command in
            "#" + [command.name, command.argument].compactMap(\.self).joined(separator: " ")
        }
        return (commands + [message.replyText]).filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
