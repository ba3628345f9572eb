import Core

/// Says what a line has of a signature.
enum SignatureLine {
    /// What kind a line below a letter is of.
    enum Kind {
        /// A telephone number, an address of mail or of the web.
        case contact
        /// `Best regards`, alone or with a name behind.
        case closing
        /// Few words that may be a name, a title, a company or a street.
        case short
        /// What nobody writes into a signature.
        case other
    }

    /// `-- ` alone on a line (RFC 3676 section 4.3); many programs lose the blank, some write a longer dash.
    static func isDelimiter(_ lines: ReplyLines, _ place: Int) -> Bool {
        guard lines.isText(place), (1...3).contains(lines.length(place)) else { return false }
        let text = lines.folded(place)
        return text.octets == [45, 45] || (text.octets == [45] && lines.length(place) == 3)
    }

    /// Whether a line below everything only sets off what is not there, such as `***`.
    static func isOrnament(_ lines: ReplyLines, _ place: Int) -> Bool {
        // QUIRK: add-ons of Gmail leave a Canadian syllable behind to find the message by.
        Separator.isRule(lines, place, atLeast: 2) || lines.content(place).elementsEqual("ᐧ".utf8)
    }

    /// A line that a telephone or a program puts below what was written.
    static func isDeviceNote(_ line: FoldedText) -> Bool {
        guard (8...200).contains(line.count) else { return false }
        let text = line.trimmed { "<>()[]*_-~\"' ".utf8.contains($0) }
        guard text.words <= 18 else { return false }
        if SignaturePhrases.deviceOpenings.begin(text) {
            let isSentence = text.words > 7 && endsAsText(text) && text.contains(UInt8(ascii: ","))
            return !isSentence || excuses.contains { text.contains($0) }
        }
        return text.words <= 10 && SignaturePhrases.deviceWords.contains { line.contains($0) }
    }

    /// What a note asks to be forgiven.
    private static let excuses = AttributionPhrases.phrases(
        "excuse", "typo", "brev", "brief", "error", "sorry", "pardon")

    /// QUIRK: some sign with a dash right before the name: `-Ann Lee`.
    static func isDashedName(_ line: ArraySlice<UInt8>) -> Bool {
        guard line.count <= 40, line.first == UInt8(ascii: "-") else { return false }
        let words = line.dropFirst().split(separator: .space, omittingEmptySubsequences: false)
        return words.count <= 3 && words.allSatisfy { $0.first.map { 0x41...0x5A ~= $0 } ?? false }
            && !line.contains { $0.isDigit || ":;()=/".utf8.contains($0) }
    }

    /// What a line has of a signature.
    static func kind(of line: FoldedText) -> Kind {
        guard (1...120).contains(line.count) else { return .other }
        if isClosing(line) { return .closing }
        if isContact(line) { return .contact }
        guard line.count <= 70, line.words <= 9, !isListItem(line) else { return .other }
        if line.octets.last == UInt8(ascii: ":") || (endsAsText(line) && line.words >= 4) { return .other }
        return .short
    }

    /// Whether a letter is closed here: `Best regards`, also with a name behind, as in `Regards, Ann`.
    static func isClosing(_ line: FoldedText) -> Bool {
        guard line.count <= 80 else { return false }
        let pieces = line.octets.split(maxSplits: 1) { ",.!;".utf8.contains($0) }
        guard let first = pieces.first, SignaturePhrases.closings.contains(FoldedText(first).string) else {
            return false
        }
        return pieces.count == 1 || FoldedText(pieces[1]).words <= 3
    }

    /// Whether a line holds little else than a number or an address to reach somebody by.
    private static func isContact(_ line: FoldedText) -> Bool {
        let words = line.words
        let digits = line.digits
        let letters = line.octets.count(where: \.isLetter)
        if digits >= 7, digits <= 30, letters <= 20, words <= 8, !isDate(line) { return true }
        if isLabelled(line), words <= 9 { return true }
        guard words <= 6, !endsAsText(line) || words <= 2 else { return false }
        return line.contains(UInt8(ascii: "@")) || line.contains(Array("www.".utf8))
            || line.contains(Array("http".utf8))
    }

    private static func isDate(_ line: FoldedText) -> Bool {
        line.contains(UInt8(ascii: "/")) && line.contains(UInt8(ascii: ":"))
    }

    /// Whether a line begins with what it holds: `Tel. +1 …`, `skype: …`.
    private static func isLabelled(_ line: FoldedText) -> Bool {
        let name = line.octets.prefix { $0.isLetter || $0 >= 0x80 }
        guard !name.isEmpty, name.count < line.count, labels.contains(String(decoding: name, as: UTF8.self)) else {
            return false
        }
        let rest = line.octets.dropFirst(name.count).prefix(3)
        return rest.contains { ":.|+".utf8.contains($0) } && line.count <= 100
    }

    private static let labels: Set<String> = [
        "t", "f", "m", "p", "e", "w", "c", "o", "d", "tel", "tél", "telephone", "téléphone", "phone", "ph", "fax",
        "mobile",
        "mob", "mobil", "cell", "office", "direct", "work", "home", "email", "mail", "web", "website", "skype",
        "linkedin",
        "twitter", "handy", "telefon", "telefono", "teléfono", "telefone", "móvil", "movil", "celular", "portable",
        "fixe", "puh", "gsm", "тел", "моб", "факс", "电话", "手机", "電話", "手機", "邮箱", "지점", "전화", "휴대폰", "هاتف", "טל",
        "נייד",
    ]

    private static func isListItem(_ line: FoldedText) -> Bool {
        let rest = line.octets.dropFirst(line.octets.prefix(while: \.isDigit).count)
        if rest.count < line.count { return rest.first == UInt8(ascii: ")") || rest.starts(with: ". ".utf8) }
        return ["- ", "* ", "• "].contains { line.octets.starts(with: $0.utf8) }
    }

    /// Whether a line ends as a sentence does, and not with an abbreviation (`Inc.`, `Ph.D.`).
    private static func endsAsText(_ line: FoldedText) -> Bool {
        guard let last = line.octets.last, ".?!".utf8.contains(last) else { return false }
        let word = line.octets.dropLast().split(separator: .space).last ?? []
        return last != UInt8(ascii: ".") || word.count > 3 && !word.contains(UInt8(ascii: "."))
    }
}
