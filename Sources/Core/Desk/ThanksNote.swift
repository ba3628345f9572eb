/// Tells a plain "thank you" from everything else that somebody may write to a closed case.
///
/// Every word must be one of thanks, of things being well, or of politeness; one that is none, a question or a number
/// makes it an ordinary post. So a case that should be opened again is, and at worst one is that need not.
public enum ThanksNote {
    /// As many words as thanks have at most.
    private static let longest = 25

    /// Whether a text thanks and says nothing else; `names` are those of the people on the case.
    public static func isPlain(_ text: String, names: [String] = []) -> Bool {
        guard text.utf8.count < 400, !text.contains("?"), !text.contains(where: \.isNumber) else { return false }
        let words = text.lowercased().replacing("’", with: "'").split { !$0.isLetter && $0 != "'" }.map(String.init)
        guard words.count <= longest, words.contains(where: thanks.contains) else { return false }
        let known = Set(names.flatMap { $0.lowercased().split { !$0.isLetter }.map(String.init) })
        return words.allSatisfy { thanks.contains($0) || polite.contains($0) || known.contains($0) }
    }

    private static let thanks: Set<String> = [
        "thank", "thanks", "thanx", "thx", "ty", "cheers", "appreciated", "appreciate", "danke", "gracias", "merci",
    ]
    private static let polite: Set<String> = [
        "a", "again", "all", "and", "awesome", "best", "bunch", "day", "dear", "everyone", "excellent", "fine", "fixed",
        "for", "fast", "good", "great", "have", "hello", "help", "helping", "hi", "i", "is", "it", "it's", "kind",
        "lot", "lots", "lovely", "many", "million", "much", "nice", "now", "of", "ok", "okay", "perfect", "perfectly",
        "quick", "regards", "reply", "resolved", "so", "solved", "sorted", "super", "support", "team", "that", "that's",
        "the", "this", "time", "ton", "tons", "very", "we", "weekend", "well", "wonderful", "work", "working", "works",
        "worked", "you", "your", "yes",
    ]
}
