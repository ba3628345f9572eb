import Core

/// Something that a mail system says about a recipient: the words, and what they mean.
struct Statement {
    /// The words, cut to what is kept of them.
    let text: ArraySlice<UInt8>
    /// The codes that they quote.
    let codes: ReplyCodes.Pair
    let meaning: ReasonPhrases.Meaning
    /// Which command was refused, as far as it is said.
    let command: ReasonFinder.Command?

    /// Octets of a diagnostic that are kept.
    static let longestText = 2_000

    /// Reads a text, of which no more than `limit` octets are looked at.
    init(_ text: ArraySlice<UInt8>, limit: Int = 4_096) {
        self.text = text.prefix(Self.longestText)
        codes = ReplyCodes(Array(text.prefix(limit))).best
        let folded = PhraseText.folded(text, limit: limit)
        meaning = ReasonPhrases.Meaning(of: folded)
        command =
            Self.recipientCommand.matches(folded) ? .recipient : Self.dataCommand.matches(folded) ? .data : nil
    }

    /// Whether it has neither a code nor clear words.
    var isSilent: Bool { codes.smtpCode == nil && codes.status == nil && meaning.clear == nil }

    /// The words on one line; `nil` where there are none.
    var line: String? {
        let line = FieldGroups.onOneLine(text)
        return line.isEmpty ? nil : line
    }

    private static let recipientCommand = PhraseTable([
        "in reply to rcpt to", "after rcpt", "rcpt_to", "like recipient", "like our rcpt", ">>> rcpt to",
        "following rcpt", "response to rcpt", "(rcpt",
    ])

    private static let dataCommand = PhraseTable([
        "end of data", "smtp command data ", "after end of message", "final data", "after i sent the message", "(data)",
        "reply to data", "after data", "sending message data",
    ])
}
