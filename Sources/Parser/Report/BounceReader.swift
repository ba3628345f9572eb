import Core

/// Makes a ``Bounce`` of the fields and the words of a report.
struct BounceReader {
    private let notice: Notice
    private let reader: NoticeReader
    private let status: DeliveryStatus?
    private let returned: ReturnedMessage?
    private let signs: HeaderSigns
    /// The whole notice.
    private let whole: Statement
    /// What the notice means, or else the subject.
    private let around: ReasonPhrases.Meaning

    init(_ notice: Notice, status: DeliveryStatus?, returned: ReturnedMessage?, signs: HeaderSigns) {
        self.notice = notice
        self.status = status
        self.returned = returned
        self.signs = signs
        reader = NoticeReader(notice, strangers: signs.strangers)
        whole = Statement(notice.text, limit: 16 << 10)
        // The subject says less than the text: `Mail System Error`.
        let subject = PhraseText.folded(signs.subject.utf8, limit: 400)
        around = whole.meaning.clear == nil ? ReasonPhrases.Meaning(of: subject) : whole.meaning
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
        var statements: [String: Statement] = [:]
        return blocks.map { block in
            let address = block.address ?? ""
            let said = statements[address] ?? reader.text(about: address).map { Statement($0) }
            statements[address] = said
            return recipient(block, said: said, elsewhere: blocks.count == 1 ? whole : nil)
        }
    }

    /// `said` stands beside the address; `elsewhere` in a notice that does not name it.
    private func recipient(
        _ fields: DeliveryStatus.Recipient, said: Statement?, elsewhere: Statement?
    ) -> Bounce.Recipient {
        let field = (fields.diagnostic ?? fields.comment).map { Statement(Array($0.utf8)[...]) }
        let said = said ?? elsewhere
        let closest = field ?? said
        let smtpCode = closest?.codes.smtpCode ?? said?.codes.smtpCode
        let action = fields.action ?? signs.action
        let status = Self.closer(fields.status, closest?.codes) ?? Self.general(action, smtpCode)
        var finder = ReasonFinder(action: action, status: status, smtpCode: smtpCode)
        finder.command = field?.command ?? said?.command
        finder.category = fields.category
        let reason = finder.reason(said: closest?.meaning, around: field == nil ? around : said?.meaning ?? around)
        return Bounce.Recipient(
            address: fields.address, action: action, status: status, smtpCode: smtpCode, reason: reason,
            diagnostic: closest?.line)
    }

    private var fromWords: [Bounce.Recipient] {
        let entries = reader.entries(named: signs.failedRecipients)
        guard !entries.isEmpty else { return [recipient(nameless, said: nil)] }
        // Of several recipients in a row, what follows the last one is about all of them.
        var following: Statement?
        var recipients: [Bounce.Recipient] = []
        for entry in entries.reversed() {
            if entry.text.contains(where: \.isLetter) { following = Statement(entry.text) }
            recipients.append(recipient(entry.address, said: following))
        }
        return recipients.reversed()
    }

    private func recipient(_ address: String?, said: Statement?) -> Bounce.Recipient {
        // What is said above the address counts where nothing is said below it.
        let closest = said.flatMap { $0.isSilent ? nil : $0 } ?? whole
        let status = closest.codes.status ?? Self.general(signs.action, closest.codes.smtpCode)
        var finder = ReasonFinder(action: signs.action, status: status, smtpCode: closest.codes.smtpCode)
        finder.command = closest.command
        return Bounce.Recipient(
            address: address, action: signs.action, status: status, smtpCode: closest.codes.smtpCode,
            reason: finder.reason(said: said?.meaning, around: around), diagnostic: closest.line)
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

    /// Of the field's code and those in the words, the one that tells more.
    ///
    /// QUIRK: Sendmail gives every refusal of a recipient as 5.1.1, whatever the other host's own code was.
    private static func closer(_ field: String?, _ words: ReplyCodes.Pair?) -> String? {
        guard let field, let words, let said = words.status else { return field ?? words?.status }
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
}
