import Core

/// Tells what a sender newly wrote from the signature and from what they quoted.
///
/// Every line of the text goes to exactly one of the three. Where a quote is answered piece by piece, it stays in the
/// reply; a message that is forwarded without a word is the reply.
struct ReplySplitter {
    /// The three parts of a text, blank lines at their ends removed, and what stands at its top.
    struct Parts: Equatable {
        /// What was newly written, without the commands that mean something.
        var reply: String
        var signature: String?
        var quoted: String?
        var commands: [MailCommand] = []
        var fields: [String: String] = [:]
    }

    private enum Role { case reply, signature, quoted, command }

    private let lines: ReplyLines
    private let sender: SenderName
    private let quotes: [QuoteFinder.Quote]
    private let cut: QuoteFinder.Cut?
    private var roles: [Role]

    /// Splits a text with LF line ends; `marks` are what its HTML says of the lines, `from` are who sent it.
    static func split(
        _ text: String, marks: [TextMark] = [], from: [NamedAddress] = [], fieldNames: MailFieldNames = .standard
    ) -> Parts {
        var splitter = ReplySplitter(ReplyLines(text, marks: marks), sender: SenderName(from))
        splitter.assign()
        let opening = splitter.opening(fieldNames)
        splitter.set(opening.knownCommandLines, .command)
        return splitter.parts(opening)
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
        let isAnsweredBelow = !quotes.isEmpty && isAnswer(below)
        removeQuotes(isAnsweredBelow: isAnsweredBelow)
        if isAnsweredBelow || quotes.isEmpty {
            sign(below)
        } else {
            set(below, .signature)
            let start = (quotes.last?.attribution ?? quotes.last?.lines)?.lowerBound ?? 0
            sign((0..<start).filter { roles[$0] == .reply })
        }
        if case let banner = SignatureFinder.bannerLength(of: lines), banner > 0,
            roles[..<banner].allSatisfy({ $0 == .reply })
        {
            set(0..<banner, .signature)
        }
        keepWhole()
    }

    /// Whether lines below all quotes are more than a signature; a single `Thanks` is, if nothing stands above.
    private func isAnswer(_ below: [Int]) -> Bool {
        let start = (quotes.first?.attribution ?? quotes.first?.lines)?.lowerBound ?? 0
        guard (0..<start).contains(where: { lines.isText($0) && roles[$0] == .reply }) else {
            let signature = SignatureFinder.start(in: below, of: lines, sender: sender)
            return below[..<signature].contains { lines.isText($0) }
        }
        return !SignatureFinder.isSignature(below, of: lines, sender: sender)
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

    /// What is read at the top of the new text, which ends above all that is quoted, forwarded or signed.
    private func opening(_ names: MailFieldNames) -> ReplyOpening {
        let other = roles.indices.first { roles[$0] != .reply && !lines.isBlank($0) } ?? lines.count
        let firstQuote = quotes.first.map { ($0.attribution ?? $0.lines).lowerBound } ?? lines.count
        let end = min(other, firstQuote, cut?.place ?? lines.count)
        return ReplyOpening(lines, end: end, names: names)
    }

    private func parts(_ opening: ReplyOpening) -> Parts {
        Parts(
            reply: text(.reply) ?? "", signature: text(.signature), quoted: text(.quoted), commands: opening.commands,
            fields: opening.fields)
    }

    private func text(_ role: Role) -> String? { lines.text(roles.indices.filter { roles[$0] == role }) }
}
