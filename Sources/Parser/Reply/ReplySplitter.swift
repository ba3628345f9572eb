import Core

/// Tells what a sender newly wrote from the signature and from what they quoted.
///
/// Every line of the text goes to exactly one of the three. Where a quote is answered piece by piece, it stays in the
/// reply; a message that is forwarded without a word is the reply.
struct ReplySplitter {
    /// The three parts of a text, blank lines at their ends removed.
    struct Parts: Equatable {
        var reply: String
        var signature: String?
        var quoted: String?
    }

    private enum Role { case reply, signature, quoted }

    private let lines: ReplyLines
    private let sender: SenderName
    private let quotes: [QuoteFinder.Quote]
    private let cut: QuoteFinder.Cut?
    private var roles: [Role]

    /// Splits a text with LF line ends; `marks` are what its HTML says of the lines, `from` are who sent it.
    static func split(_ text: String, marks: [TextMark] = [], from: [NamedAddress] = []) -> Parts {
        var splitter = ReplySplitter(ReplyLines(text, marks: marks), sender: SenderName(from))
        splitter.assign()
        return splitter.parts()
    }

    private init(_ lines: ReplyLines, sender: SenderName) {
        self.lines = lines
        self.sender = sender
        let finder = QuoteFinder(lines)
        quotes = finder.quotes
        cut = finder.cut
        roles = Array(repeating: .reply, count: lines.count)
        for range in finder.bareAttributions { set(range, .quoted) }
        if let place = cut?.place { set(place..<lines.count, .quoted) }
    }

    private mutating func set(_ range: some Sequence<Int>, _ role: Role) {
        for place in range { roles[place] = role }
    }

    private mutating func assign() {
        let end = cut?.place ?? lines.count
        let lastQuote = quotes.last?.lines.upperBound ?? 0
        let below = Array(lastQuote..<max(lastQuote, end))
        let isAnsweredBelow = !quotes.isEmpty && !SignatureFinder.isSignature(below, of: lines, sender: sender)
        removeQuotes(isAnsweredBelow: isAnsweredBelow)
        if isAnsweredBelow || quotes.isEmpty {
            sign(below)
        } else {
            set(below, .signature)
            let start = (quotes.last?.attribution ?? quotes.last?.lines)?.lowerBound ?? 0
            sign((0..<start).filter { roles[$0] == .reply })
        }
        keepWhole()
    }

    /// Takes the quotes out that are no part of an answer given piece by piece; attributions go in any case.
    private mutating func removeQuotes(isAnsweredBelow: Bool) {
        for (index, quote) in quotes.enumerated() {
            if let attribution = quote.attribution { set(attribution, .quoted) }
            let isAnswered = isAnsweredBelow || index < quotes.count - 1
            let isPartial = quotes.count > 1 || quote.attribution == nil
            guard !isAnswered || !isPartial else { continue }
            set((quote.attribution ?? quote.lines).lowerBound..<quote.lines.upperBound, .quoted)
        }
    }

    /// Finds the signature at the end of some lines.
    private mutating func sign(_ places: [Int]) {
        let start = SignatureFinder.start(in: places, of: lines, sender: sender)
        set(places[start...], .signature)
    }

    /// Leaves the reply empty only where the sender certainly wrote nothing.
    private mutating func keepWhole() {
        guard !hasText(.reply) else { return }
        if let cut {
            // What is forwarded without a word is what they have to say.
            if cut.isForward { set(cut.place..<lines.count, .reply) }
            return
        }
        let isAttributed = quotes.contains {
            $0.attribution != nil || Attribution.startsQuote(in: lines, at: $0.lines.lowerBound)
        }
        if !isAttributed { set(roles.indices, .reply) }
    }

    private func hasText(_ role: Role) -> Bool {
        roles.indices.contains { roles[$0] == role && !lines.isBlank($0) }
    }

    private func parts() -> Parts {
        Parts(reply: text(.reply) ?? "", signature: text(.signature), quoted: text(.quoted))
    }

    private func text(_ role: Role) -> String? { lines.text(roles.indices.filter { roles[$0] == role }) }
}
