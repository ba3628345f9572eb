import Core

/// Makes a ``Bounce`` of the fields and the words of a report.
struct BounceReader {
    private let notice: Notice
    private let reader: NoticeReader
    private let status: DeliveryStatus?
    private let returned: ReturnedMessage?
    private let signs: HeaderSigns
    /// What the whole notice and the subject say, for want of anything closer.
    private let wholeNotice: [UInt8]

    /// Octets of a diagnostic that are kept.
    private static let longestDiagnostic = 2_000

    init(_ notice: Notice, status: DeliveryStatus?, returned: ReturnedMessage?, signs: HeaderSigns) {
        self.notice = notice
        self.status = status
        self.returned = returned
        self.signs = signs
        reader = NoticeReader(notice, strangers: signs.strangers)
        let words = PhraseText.folded(notice.text, limit: 16 << 10)
        // The subject says less than the text: `Mail System Error`.
        let isSilent = ReasonPhrases.clearReason(for: words) == nil
        wholeNotice = isSilent ? words + PhraseText.folded(signs.subject.utf8, limit: 400) : words
    }

    /// What the report says.
    var bounce: Bounce {
        var recipients = fromFields
        if recipients.isEmpty { recipients = fromWords }
        let identifier = returned?.messageID ?? status?.originalMessageID ?? notice.messageID ?? signs.answeredMessageID
        return Bounce(recipients: recipients, originalMessageID: identifier)
    }

    /// A recipient for each block of fields; what these leave out, the notice may tell.
    private var fromFields: [Bounce.Recipient] {
        let blocks = status?.recipients ?? []
        return blocks.map { recipient($0, isAlone: blocks.count == 1) }
    }

    private func recipient(_ fields: DeliveryStatus.Recipient, isAlone: Bool) -> Bounce.Recipient {
        let said = fields.address.flatMap(reader.text(about:)) ?? (isAlone ? notice.text : [])
        let diagnostic = Array((fields.diagnostic ?? "").utf8)
        let words = diagnostic.isEmpty ? Array((fields.comment ?? "").utf8) : diagnostic
        let text = words.isEmpty ? Array(said.prefix(Self.longestDiagnostic)) : words
        let codes = ReplyCodes(text).best
        let smtpCode = codes.smtpCode ?? ReplyCodes(Array(said.prefix(8 << 10))).best.smtpCode
        let action = fields.action ?? signs.action
        let status = Self.closer(fields.status, codes) ?? Self.general(action, smtpCode)
        var finder = ReasonFinder(action: action, status: status, smtpCode: smtpCode)
        finder.command = Self.command(said)
        finder.category = fields.category
        let reason = finder.reason(
            diagnostic: PhraseText.folded(text), notice: said.isEmpty ? wholeNotice : PhraseText.folded(said))
        return Bounce.Recipient(
            address: fields.address, action: action, status: status, smtpCode: smtpCode, reason: reason,
            diagnostic: Self.onOneLine(text))
    }

    private var fromWords: [Bounce.Recipient] {
        let entries = reader.entries(named: signs.failedRecipients)
        guard !entries.isEmpty else { return [recipient(nameless, said: [])].compactMap { $0 } }
        // Of several recipients in a row, what follows the last one is about all of them.
        var following: ArraySlice<UInt8> = []
        var recipients: [Bounce.Recipient] = []
        for entry in entries.reversed() {
            if entry.text.contains(where: \.isLetter) { following = entry.text }
            recipients.append(recipient(entry.address, said: following))
        }
        return recipients.reversed()
    }

    /// Whom a notice that names nobody is about.
    private var nameless: String? {
        if let local = localPartAlone { return local }
        // The header of the returned message tells only where it names one.
        return returned?.recipients.count == 1 ? returned?.recipients.first : nil
    }

    /// QUIRK: AOL lists its own users by their names alone.
    private var localPartAlone: String? {
        guard let domain = signs.senderDomain else { return nil }
        for (line, next) in zip(notice.lines, notice.lines.dropFirst())
        where notice.octets(of: line).last == UInt8(ascii: ":") {
            let word = notice.octets(of: next)
            guard next.isIndented, (2...64).contains(word.count), word.allSatisfy({ $0.isLetter || $0.isDigit }) else {
                continue
            }
            return String(decoding: word, as: UTF8.self) + "@" + domain
        }
        return nil
    }

    private func recipient(_ address: String?, said: ArraySlice<UInt8>) -> Bounce.Recipient {
        let near = ReplyCodes(Array(said.prefix(Self.longestDiagnostic))).best
        let tellsCode = near.smtpCode != nil || near.status != nil
        let folded = PhraseText.folded(said)
        // What is said above the address counts where nothing is said below it.
        let isSilent = !tellsCode && ReasonPhrases.clearReason(for: folded) == nil
        let text = isSilent ? notice.text : said
        let codes = isSilent ? ReplyCodes(Array(text.prefix(8 << 10))).best : near
        let status = codes.status ?? Self.general(signs.action, codes.smtpCode)
        var finder = ReasonFinder(action: signs.action, status: status, smtpCode: codes.smtpCode)
        finder.command = Self.command(text)
        return Bounce.Recipient(
            address: address, action: signs.action, status: status, smtpCode: codes.smtpCode,
            reason: finder.reason(diagnostic: folded, notice: wholeNotice), diagnostic: Self.onOneLine(text))
    }

    /// Which command was refused, as far as it is said.
    private static func command(_ text: ArraySlice<UInt8>) -> ReasonFinder.Command? {
        let text = PhraseText.folded(text, limit: 2_000)
        if recipientCommand.matches(text) { return .recipient }
        return dataCommand.matches(text) ? .data : nil
    }

    private static let recipientCommand = PhraseTable([
        "in reply to rcpt to", "after rcpt", "rcpt_to", "like recipient", "like our rcpt", ">>> rcpt to",
        "following rcpt", "response to rcpt", "(rcpt",
    ])

    private static let dataCommand = PhraseTable([
        "end of data", "smtp command data ", "after end of message", "final data", "after i sent the message", "(data)",
        "reply to data", "after data", "sending message data",
    ])

    /// Of the field's code and those in the words, the one that tells more.
    ///
    /// QUIRK: Sendmail gives every refusal of a recipient as 5.1.1, whatever the other host's own code was.
    private static func closer(_ field: String?, _ words: ReplyCodes.Pair) -> String? {
        guard let field, let said = words.status else { return field ?? words.status }
        if said.hasSuffix(".0.0") { return field }
        return words.smtpCode != nil || field.hasSuffix(".0") || field.hasSuffix(".4.7") ? said : field
    }

    /// `x.0.0` (RFC 3463 section 3.1): no more is known than whether it may pass.
    private static func general(_ action: Bounce.Action, _ smtpCode: Int?) -> String? {
        switch (action, smtpCode.map { $0 / 100 }) {
        case (_, 4): "4.0.0"
        case (.failed, _): "5.0.0"
        case (.delayed, _): "4.0.0"
        default: "2.0.0"
        }
    }

    private static func onOneLine(_ text: some Collection<UInt8>) -> String? {
        let line = FieldGroups.onOneLine(text.prefix(longestDiagnostic))
        return line.isEmpty ? nil : line
    }
}
