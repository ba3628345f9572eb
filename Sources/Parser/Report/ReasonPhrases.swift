import Core

/// A reason, and the phrases by which mail systems give it.
struct PhraseList: Sendable {
    let reason: BounceReason
    let phrases: [String]

    /// Phrases with bars between them; an underscore at either end of one stands for a space.
    init(_ reason: BounceReason, _ text: String) {
        self.reason = reason
        phrases = text.utf8.split { $0 == UInt8(ascii: "|") || $0 == .lineFeed }.compactMap { part in
            var phrase = Array(String(decoding: part, as: UTF8.self).trimmingBlanks.utf8)
            if let last = phrase.last, last == UInt8(ascii: "_") { phrase[phrase.count - 1] = .space }
            if let first = phrase.first, first == UInt8(ascii: "_") { phrase[0] = .space }
            return phrase.isEmpty ? nil : String(decoding: phrase, as: UTF8.self)
        }
    }
}

/// What mail systems say, and what they mean by it.
///
/// The lists are in order of weight: of several phrases within one text, that of the earliest list counts. Words are as
/// ``PhraseText`` writes them: small letters, `@` for any address, `#` for any numeric host address; `*` for a few words.
enum ReasonPhrases {
    private static let clearLists = aboutMessages + aboutRecipients
    private static let clear = table(clearLists)
    private static let vague = table(vagueLists)

    /// What the words of a text mean; the text is as ``PhraseText`` writes it.
    struct Meaning: Sendable {
        /// What it says in words that have one meaning.
        let clear: BounceReason?
        /// What its words may mean.
        let vague: BounceReason?

        init(of text: [UInt8]) {
            clear = ReasonPhrases.clear.smallest(in: text).map { clearLists[$0].reason }
            vague = clear ?? ReasonPhrases.vague.smallest(in: text).map { vagueLists[$0].reason }
        }
    }

    private static func table(_ lists: [PhraseList]) -> PhraseTable {
        PhraseTable(lists.enumerated().flatMap { index, list in list.phrases.map { ($0, index) } })
    }
}
