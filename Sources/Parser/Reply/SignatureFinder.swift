import Core

/// Finds where the signature begins below what somebody wrote.
struct SignatureFinder {
    /// How many lines with text a signature without delimiter has at most.
    private static let blockLines = 14
    /// How many stand below a bare delimiter.
    private static let delimitedLines = 40
    /// The longest paragraph that is read as a notice, in octets.
    private static let noticeOctets = 6_000

    private let lines: ReplyLines
    private let sender: SenderName
    /// The lines of the text, in order.
    private let places: [Int]
    /// Where among them the signature begins, as far as is known.
    private var end: Int

    /// Where among some lines the signature begins; their number, if there is none.
    static func start(in places: [Int], of lines: ReplyLines, sender: SenderName) -> Int {
        var finder = SignatureFinder(lines: lines, sender: sender, places: places, end: places.count)
        return finder.find()
    }

    /// How many of the first lines warn that a mail came from outside: the gateway of the receiver wrote them.
    static func bannerLength(of lines: ReplyLines) -> Int {
        let start = lines.nextLine(from: 0)
        var text = FoldedText([])
        var place = start
        while place < lines.count, lines.isText(place), place < start + 8, text.count <= 1_000 {
            text = text.joined(with: lines.folded(place))
            place += 1
        }
        let bare = text.trimmed { "*_[]-!| ".utf8.contains($0) }
        // The frame of clear text that is signed.
        if bare.hasPrefix(Array("begin pgp signed message".utf8)) { return place }
        guard SignaturePhrases.bannerOpenings.begin(bare) else { return 0 }
        let isBanner = SignaturePhrases.bannerWords.contains { bare.contains($0) }
        // Without a blank line below, nobody knows where it ends.
        return isBanner && (place >= lines.count || lines.isBlank(place)) ? place : 0
    }

    /// Whether lines below a quote are nothing but a signature.
    static func isSignature(_ places: [Int], of lines: ReplyLines, sender: SenderName) -> Bool {
        guard let first = places.first(where: { !lines.isBlank($0) }) else { return true }
        let start = Self.start(in: places, of: lines, sender: sender)
        if places[..<start].allSatisfy({ lines.isBlank($0) }) { return true }
        let texts = places.filter { !lines.isBlank($0) }
        let isShort = texts.count <= 5 && texts.allSatisfy { SignatureLine.kind(of: lines.folded($0)) != .other }
        return isShort && SignatureLine.isClosing(lines.folded(first))
    }

    private mutating func find() -> Int {
        if let marked = markedStart() { end = marked }
        while peelNote() || peelNotice() {}
        if let start = blockStart() { end = start }
        if let start = delimiterStart() {
            end = start
            while peelNote() || peelNotice() {}
            if let start = blockStart() { end = start }
        }
        while end > 0, isBlank(end - 1) { end -= 1 }
        while end > 0, SignatureLine.isOrnament(lines, places[end - 1]), end == 1 || isBlank(end - 2) { end -= 1 }
        return hasText(end..<places.count) ? end : places.count
    }

    private func isBlank(_ index: Int) -> Bool { lines.isBlank(places[index]) }

    private func hasText(_ range: Range<Int>) -> Bool { range.contains { !isBlank($0) } }

    private func folded(_ index: Int) -> FoldedText { lines.folded(places[index]) }

    /// Where the HTML says that the signature begins, if nothing else follows.
    private func markedStart() -> Int? {
        guard lines.hasRoles else { return nil }
        var start = places.count
        while start > 0, isBlank(start - 1) || lines.roles(places[start - 1]).contains(.signature) { start -= 1 }
        return hasText(start..<places.count) ? start : nil
    }

    /// The last line above that has text.
    private func lastText() -> Int? { places[..<end].lastIndex { !lines.isBlank($0) } }

    /// Takes what a device wrote at the end, or a line that only sets something off.
    private mutating func peelNote() -> Bool {
        guard let last = lastText() else { return false }
        if folded(last).octets == Array("-----end pgp signature-----".utf8) { return peelArmor(last) }
        let isName = (last == 0 || isBlank(last - 1)) && SignatureLine.isDashedName(lines.content(places[last]))
        guard
            isName || SignatureLine.isDeviceNote(folded(last)) || SignatureLine.isOrnament(lines, places[last])
        else { return false }
        end = last
        return true
    }

    /// Takes the signature of clear text that is signed, which is no text.
    private mutating func peelArmor(_ last: Int) -> Bool {
        let begin = FoldedText("-----begin pgp signature-----")
        let start = (max(0, last - 200)..<last).last { folded($0) == begin }
        if let start { end = start }
        return start != nil
    }

    /// Takes a paragraph about secrecy, viruses or lists.
    private mutating func peelNotice() -> Bool {
        guard let last = lastText() else { return false }
        var start = last
        var octets = lines.length(places[last])
        while start > 0, !isBlank(start - 1), !lines.isQuoted(places[start - 1]), octets <= Self.noticeOctets {
            start -= 1
            octets += lines.length(places[start])
        }
        guard octets <= Self.noticeOctets, octets >= 40 else { return false }
        var text: [UInt8] = []
        for index in start...last { text += FoldedText(lines.content(places[index])).octets + [.space] }
        let needed = octets >= 120 ? 3 : 2
        guard SignaturePhrases.noticeWords.count(in: text, most: needed) == needed else { return false }
        end = start
        return true
    }

    /// Where a block of name, title, numbers and addresses begins that nothing sets off.
    private func blockStart() -> Int? {
        var start: Int?
        var texts = 0
        var contacts = 0
        var index = end - 1
        while index >= 0, texts < Self.blockLines {
            defer { index -= 1 }
            guard !isBlank(index) else { continue }
            let line = folded(index)
            guard !lines.isQuoted(places[index]), !SignatureLine.isOrnament(lines, places[index]) else { break }
            let kind = SignatureLine.kind(of: line)
            guard kind != .other else { break }
            texts += 1
            if kind == .contact { contacts += 1 }
            if kind == .closing, contacts > 0 || start != nil { return hasText(0..<index) ? index : nil }
            guard start == nil || !isName(line, contacts: contacts) else {
                start = index
                continue
            }
            if isName(line, contacts: contacts) || isBlockStart(index, line, texts: texts, contacts: contacts) {
                start = index
            }
        }
        return start.flatMap { start in hasText(0..<start) && !isIntroduced(start) ? start : nil }
    }

    /// Whether a line names the sender as the first of a signature does.
    private func isName(_ line: FoldedText, contacts: Int) -> Bool {
        sender.isName(line) || contacts > 0 && sender.isNamed(in: line) && SignatureLine.kind(of: line) == .short
    }

    /// Whether a block starts here even if nobody knows the name: enough below says how to reach somebody.
    private func isBlockStart(_ index: Int, _ line: FoldedText, texts: Int, contacts: Int) -> Bool {
        guard texts >= 3, contacts >= 2, contacts * 4 >= texts, index == 0 || isBlank(index - 1) else { return false }
        let words = lines.content(places[index]).split(separator: .space)
        return (2...5).contains(words.count)
            && words.allSatisfy { word in word.first.map { $0 < 0x61 && !$0.isDigit || $0 >= 0x80 } ?? false }
    }

    /// Whether the text above announces what follows: then it is what was asked for.
    private func isIntroduced(_ start: Int) -> Bool {
        guard let above = places[..<start].lastIndex(where: { !lines.isBlank($0) }) else { return false }
        return lines.content(places[above]).last == UInt8(ascii: ":")
    }

    /// Where the text ends with a delimiter below which a signature stands.
    private func delimiterStart() -> Int? {
        var below = 0
        var found: Int?
        for index in places.indices.reversed() where !isBlank(index) {
            if SignatureLine.isDelimiter(lines, places[index]), below <= Self.delimitedLines {
                if index < end { found = index }
            } else if isRuleAboveSignature(index, below: below) {
                found = index
            }
            below += 1
            if below > Self.delimitedLines { break }
        }
        return found
    }

    /// A drawn line with a blank one above, and little below that can be something else than a signature.
    private func isRuleAboveSignature(_ index: Int, below: Int) -> Bool {
        guard index < end, below <= Self.blockLines, Separator.isRule(lines, places[index], atLeast: 3) else {
            return false
        }
        guard index == 0 || isBlank(index - 1) else { return false }
        if !hasText(index + 1..<end) { return true }
        let kinds = (index + 1..<end).filter { !isBlank($0) }.map { SignatureLine.kind(of: folded($0)) }
        let isSigned = end < places.count || below <= 2 || kinds.contains(.contact)
        return isSigned && !kinds.contains(.other) || below == 1 && lines.content(places[index]).first == 95
    }
}
