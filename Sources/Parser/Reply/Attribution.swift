import Core

/// Recognises the line that says who wrote what is quoted below it: `On Fri, 20 Nov 2026 at 15:03, Bob wrote:`.
enum Attribution {
    /// Over how many lines with text one may be wrapped.
    static let mostLines = 4
    /// The same, and how many there are with blank ones between.
    private static let lines = (text: mostLines, all: 9)

    /// Whether a line may be the last of one, going by its ends: a colon, dashes, or the mark of a quote.
    static func mayEnd(with line: ArraySlice<UInt8>) -> Bool {
        guard let last = line.last(where: { !isFrame($0) }) else { return true }
        return last == UInt8(ascii: ":") || last >= 0x80 || line.last == UInt8(ascii: "-") || QuoteMark.isUncommon(line)
    }

    /// Whether a line may begin with a date, the year first.
    static func mayBeginWithDate(_ line: ArraySlice<UInt8>) -> Bool {
        guard let first = line.first(where: { !isFrame($0) }) else { return false }
        return first.isDigit || first >= 0x80
    }

    /// Whether an octet may stand around one, as emphasis or as a rule.
    private static func isFrame(_ byte: UInt8) -> Bool { "-*_| ".utf8.contains(byte) }

    /// How many lines the attribution at a place takes, or `nil` where there is none.
    static func length(in lines: ReplyLines, at place: Int) -> Int? {
        guard lines.isText(place), lines.mayAttribute(place), mayStart(lines, place) else { return nil }
        var joined = FoldedText([])
        var texts = 0
        for line in place..<min(place + Self.lines.all, lines.count) {
            guard !lines.isBlank(line) else {
                // QUIRK: Polymail sets the address apart with blank lines.
                if texts == 0 || !mayContinue(lines, from: line, joined) { return nil }
                continue
            }
            guard lines.isText(line) || isOpen(joined) else { return nil }
            let next = lines.isQuoted(line) ? FoldedText("> \(lines.folded(line).string)") : lines.folded(line)
            if texts > 0, startsWithDate(next) { return nil }
            joined = joined.joined(with: next)
            texts += 1
            guard joined.count <= ReplyLines.longestMark, texts <= Self.lines.text else { return nil }
            let isSetApart = !isText(lines, place - 1) && !isText(lines, line + 1)
            if isAttribution(
                joined, isAboveQuote: isAboveQuote(lines, line), isWrapped: texts > 1, isSetApart: isSetApart)
            {
                return line - place + 1
            }
            if texts == 1, !startsAttribution(joined) { return nil }
        }
        return nil
    }

    /// Whether a text within a quote begins with an attribution.
    static func startsQuote(in lines: ReplyLines, at place: Int) -> Bool {
        var joined = FoldedText([])
        for line in place..<min(place + Self.lines.text, lines.count) where lines.isQuoted(line) {
            joined = joined.joined(with: lines.folded(line))
            guard line > place || startsAttribution(joined) else { return false }
            if isAttribution(joined, isAboveQuote: false, isWrapped: false, isSetApart: true) { return true }
        }
        return false
    }

    /// Whether a line, or several joined, is an attribution.
    ///
    /// `isSetApart` says that no text stands on the lines right above and below.
    static func isAttribution(
        _ line: FoldedText, isAboveQuote: Bool, isWrapped: Bool, isSetApart: Bool
    ) -> Bool {
        let text = line.trimmed(of: isFrame)
        guard text.count >= 6 else { return false }
        let endsWithColon = text.octets.last == UInt8(ascii: ":")
        let isRuled = line.hasPrefix([45, 45]) && line.hasSuffix([45, 45])
        let isOpened = startsAttribution(text)
        guard endsWithColon || isRuled || isOpened else { return false }
        let digits = text.digits
        let isDated = digits >= (isAboveQuote ? 3 : 4) || text.contains(UInt8(ascii: "@"))
        if endsWithColon, isAboveQuote, digits >= 5 || text.contains(UInt8(ascii: "@")) { return true }
        // QUIRK: Gmail in some languages has no verb: `пт, 20 нояб. 2026 г. в 15:03, Name <address>:`.
        if isOpened, digits >= 6, text.hasSuffix([62, 58]) { return true }
        if isOpened, isSetApart || isAboveQuote, isOldGmail(text, isAboveQuote: isAboveQuote) { return true }
        guard endsWithColon || isRuled || (isAboveQuote && isDated && isOpened) else { return false }
        guard AttributionPhrases.verbs.contains(where: { text.contains($0) }) else { return false }
        // QUIRK: Zoho writes `---- On … wrote ----`, Android `---- Name wrote ----`.
        if isRuled { return text.count <= 200 }
        return isAboveQuote && (isDated || !isWrapped) || isDated && isOpened
    }

    /// Whether a line can be the first of an attribution.
    private static func startsAttribution(_ line: FoldedText) -> Bool {
        let text = line.trimmed(of: isFrame)
        guard let first = text.octets.first else { return false }
        // Letters beyond Latin ones have leads from 0xCE on: there are no words to look for.
        if first.isDigit || first >= 0xCE { return true }
        // Or it begins with the name and the address: `Name <address> schrieb am …`.
        if text.contains(UInt8(ascii: "<")) || text.contains(UInt8(ascii: "@")) { return true }
        return AttributionPhrases.openings.begin(text) || startsWithDay(text)
    }

    /// `Thu, Nov 20`, `to 20. marrask.`: a day of the week, and a date soon.
    private static func startsWithDay(_ text: FoldedText) -> Bool {
        AttributionPhrases.days.candidates(for: text).contains { day in
            guard text.hasPrefix(day) else { return false }
            let isWord = text.octets.dropFirst(day.count).first.map { $0.isLetter || $0 >= 0x80 } ?? true
            return day.count > 2 || !isWord ? text.octets.prefix(day.count + 12).contains(where: \.isDigit) : false
        }
    }

    /// Whether a line by itself begins an attribution, so that the lines above belong to none.
    private static func startsWithDate(_ text: FoldedText) -> Bool {
        startsWithYear(text.octets)
            || text.octets.prefix(16).contains(where: \.isDigit) && AttributionPhrases.datedOpenings.begin(text)
    }

    private static func mayStart(_ lines: ReplyLines, _ place: Int) -> Bool {
        (4...ReplyLines.longestMark).contains(lines.length(place))
    }

    /// Whether the address of an attribution has been opened, and not closed.
    private static func isOpen(_ text: FoldedText) -> Bool {
        let opened = text.octets.lastIndex(of: UInt8(ascii: "<"))
        guard let opened else { return false }
        let closed = text.octets.lastIndex(of: UInt8(ascii: ">"))
        return closed.map { $0 < opened } ?? true || text.octets.count { $0 == 60 } > text.octets.count { $0 == 62 }
    }

    /// Whether an attribution goes on behind a blank line: with its address.
    private static func mayContinue(_ lines: ReplyLines, from blank: Int, _ joined: FoldedText) -> Bool {
        let next = lines.nextLine(from: blank)
        guard next < lines.count, joined.digits >= 4 else { return false }
        return isOpen(joined) || lines.content(next).first == UInt8(ascii: "<")
    }

    private static func isText(_ lines: ReplyLines, _ line: Int) -> Bool {
        line >= 0 && line < lines.count && lines.isText(line)
    }

    private static func isAboveQuote(_ lines: ReplyLines, _ line: Int) -> Bool {
        let next = lines.nextLine(from: line + 1)
        return next < lines.count && (lines.isQuoted(next) || QuoteMark.isUncommon(lines.content(next)))
    }

    /// Whether a line begins with a date, the year first.
    private static func startsWithYear(_ octets: [UInt8]) -> Bool {
        octets.count >= 10 && octets.prefix(4).allSatisfy(\.isDigit) && "-/".utf8.contains(octets[4])
    }

    /// QUIRK: Gmail once wrote `2016-02-01 4:58 GMT+01:00 Name` or `2013/7/20 Name <address>` in every language.
    private static func isOldGmail(_ text: FoldedText, isAboveQuote: Bool) -> Bool {
        let octets = text.octets
        guard startsWithYear(octets), octets[5].isDigit, octets[6...8].contains(octets[4]) else { return false }
        if text.contains(Array(" gmt".utf8)), text.words >= 4, text.words <= 9 { return true }
        return text.contains(UInt8(ascii: "@")) && (text.hasSuffix([62]) || isAboveQuote)
    }
}

/// Marks of quotes other than `>`.
enum QuoteMark {
    /// QUIRK: some programs quote with `|`, some with the initials or the name of the author: `BO> text`.
    static func isUncommon(_ line: ArraySlice<UInt8>) -> Bool {
        if line.first == UInt8(ascii: "|") { return true }
        let name = line.prefix(16).prefix { $0.isLetter }
        return !name.isEmpty && line.dropFirst(name.count).first == UInt8(ascii: ">")
    }
}
