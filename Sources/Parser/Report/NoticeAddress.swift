import Core

/// An address in a line of a notice, and what stands around it.
struct NoticeAddress {
    /// How surely it is that of a recipient.
    enum Standing: Int, Comparable {
        /// The line begins with it.
        case heading
        /// Words before it say that mail to it failed.
        case labelled
        /// It stands in a line that is about something else.
        case mentioned
        /// Words before it say that it is the sender's.
        case sender

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    var address: String
    var standing: Standing
    /// Where what is said about it begins.
    var end: Int

    /// The addresses of a line.
    ///
    /// No more than 20 are read of one, and no line further than 2,000 octets.
    static func all(in octets: [UInt8], _ line: Range<Int>) -> [NoticeAddress] {
        var found: [NoticeAddress] = []
        let line = line.lowerBound..<min(line.upperBound, line.lowerBound + 2_000)
        var place = line.lowerBound
        while found.count < 20, let at = octets[place..<line.upperBound].firstIndex(of: UInt8(ascii: "@")) {
            var start = at
            while start > place, isAtomText(octets[start - 1]) { start -= 1 }
            start = quotedStart(octets, start, at: at, notBefore: place)
            var end = at + 1
            while end < line.upperBound, isDomainText(octets[end]) { end += 1 }
            place = max(end, at + 1)
            while end > at + 1, octets[end - 1] == .dot || octets[end - 1] == UInt8(ascii: "-") { end -= 1 }
            guard start < at, end > at + 1 else { continue }
            let text = String(decoding: octets[start..<end], as: UTF8.self)
            let before = octets[line.lowerBound..<start]
            found.append(NoticeAddress(address: text, standing: standing(behind: before), end: end))
        }
        return found
    }

    /// Where a quoted local part begins, if there is one.
    private static func quotedStart(_ octets: [UInt8], _ start: Int, at: Int, notBefore limit: Int) -> Int {
        guard start == at, at > limit + 1, octets[at - 1] == .quote else { return start }
        return octets[limit..<(at - 1)].lastIndex(of: .quote) ?? start
    }

    private static func standing(behind before: ArraySlice<UInt8>) -> Standing {
        let isMark: (UInt8) -> Bool = { $0.isBlank || "<\"'([*-+=>#".utf8.contains($0) }
        // QUIRK: bullets of other characters, such as those of Outlook's notices.
        if before.allSatisfy({ isMark($0) || $0 >= 0x80 }), before.count < 24 { return .heading }
        let text = before.suffix(60).map(\.asciiLowercased)
        let label = text.prefix(text.lastIndex { !isMark($0) && $0 != UInt8(ascii: ":") }.map { $0 + 1 } ?? 0)
        if senderLabels.contains(where: { ends(label, with: $0) }) { return .sender }
        if isReply(label) { return .labelled }
        // The recipients of the message, echoed with its other fields, need not be those that failed.
        if label.elementsEqual("to".utf8) || label.elementsEqual("cc".utf8) { return .mentioned }
        return recipientLabels.contains { ends(label, with: $0) } ? .labelled : .mentioned
    }

    /// Whether nothing but the codes of a reply stands before: `550 5.1.1 <ann@example.org>... User unknown`.
    private static func isReply(_ text: ArraySlice<UInt8>) -> Bool {
        text.count >= 3 && text.allSatisfy { $0.isDigit || $0 == .dot || $0.isBlank || $0 == UInt8(ascii: "-") }
    }

    private static func ends(_ text: ArraySlice<UInt8>, with label: String) -> Bool {
        guard text.suffix(label.utf8.count).elementsEqual(label.utf8) else { return false }
        let before = text.dropLast(label.utf8.count).last
        return before.map { !$0.isLetter } ?? true
    }

    private static let senderLabels = [
        "from", "sender", "mailfrom", "original sender", "return-path", "envelope-sender", "message-id", "by",
        "reply-to",
        "contact", "mail to postmaster", "send mail to", "send email to", "e-mail to postmaster", "subject", "mailto",
        "message-id is", "messageid", "id", "assistance", "von", "de", "call", "administrator",
        "ultimately generated from",
        "expanded from", "sorry", "dear", "hello",
    ]

    private static let recipientLabels = [
        "recipient", "recipients", "rcpt to", "rcpt", "to", "address", "addresses", "user", "mailbox", "account", "for",
        "mail address", "email address", "e-mail address", "e-mail", "email", "recipient address", "delivering to",
        "deliver to", "delivered to", "addressed to", "undeliverable to", "unknown user", "unknown local user",
        "recipient(s)", "rejected recipient", "permanent errors", "userid", "failed", "an", "destinatario",
        "destinataire",
        "empfänger", "получатель", "宛先", "à", "a", "para", "message to", "mail for", "address(es)", "allowed size",
        "no such user", "attempts", "user name", "unknown recipient", "not deliver to", "invalid recipient",
    ]

    private static func isAtomText(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte >= 0x80 || "._%+-=!#$&*/?^{|}~".utf8.contains(byte)
    }

    private static func isDomainText(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte == UInt8(ascii: "-") || byte == .dot || byte >= 0x80
            || "_#".utf8.contains(byte)
    }
}
