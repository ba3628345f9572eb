import Core

/// A report in JSON, as sending services mail it (Amazon SES through SNS).
///
/// Only the few strings needed are looked for, by name; it is not a parser of JSON.
struct ServiceNotification {
    /// What was not delivered, or was.
    private(set) var bounce: Bounce?
    /// What was complained about.
    private(set) var abuseReport: AbuseReport?

    private static let limit = 256 << 10

    /// Reads the text of a message, if it begins as such a report.
    init?(_ message: InboundMessage) {
        let text = message.text.utf8.prefix(Self.limit)
        guard text.first(where: { !$0.isWhiteSpace }) == UInt8(ascii: "{") else { return nil }
        // QUIRK: lines that were too long for mail are broken anywhere, also within a word.
        let json = Self.joined(Array(text))
        guard let type = Self.string("notificationType", in: json) ?? Self.string("eventType", in: json) else {
            return nil
        }
        switch type.lowercased() {
        case "bounce": bounce = Self.bounce(json)
        case "complaint": abuseReport = Self.complaint(json)
        case "delivery": bounce = Self.delivery(json)
        default: return nil
        }
    }

    /// Without line ends and the blank behind each, and without the escapes of a text within a text.
    private static func joined(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var isAfterLineEnd = false
        for (place, byte) in text.enumerated() {
            if byte == .lineFeed || byte == .carriageReturn {
                if result.last == UInt8(ascii: "!") { result.removeLast() }
                isAfterLineEnd = true
                continue
            }
            if isAfterLineEnd, byte == .space {
                isAfterLineEnd = false
                continue
            }
            isAfterLineEnd = false
            let isEscape = byte == .backslash && place + 1 < text.count && "\"\\".utf8.contains(text[place + 1])
            if !isEscape { result.append(byte) }
        }
        return result
    }

    /// The value of the first string of a name, from a place on.
    private static func string(_ name: String, in json: [UInt8], from start: Int = 0) -> String? {
        guard let end = end(of: name, in: json, from: start) else { return nil }
        let value = json[end...].drop { $0.isWhiteSpace || $0 == UInt8(ascii: ":") }
        guard value.first == .quote else { return nil }
        return String(decoding: value.dropFirst().prefix(4_096).prefix { $0 != .quote }, as: UTF8.self)
    }

    private static func place(of name: String, in json: [UInt8]) -> Int { end(of: name, in: json, from: 0) ?? 0 }

    /// Where a name in quotation marks first ends, from a place on.
    private static func end(of name: String, in json: [UInt8], from start: Int) -> Int? {
        let key = Array("\"\(name)\"".utf8)
        return json.withUnsafeBytes { octets in
            var place = start
            while let found = octets.firstIndex(of: .quote, in: place..<max(place, octets.count)) {
                if octets.hasPrefix(key, at: found) { return found + key.count }
                place = found + 1
            }
            return nil
        }
    }

    private static func bounce(_ json: [UInt8]) -> Bounce {
        let start = place(of: "bouncedRecipients", in: json)
        let said = Array((string("diagnosticCode", in: json, from: start) ?? "").utf8)
        let codes = ReplyCodes(said).best
        let isTransient = string("bounceType", in: json)?.lowercased() == "transient"
        let field = string("status", in: json, from: start).flatMap { ReplyCodes(Array($0.utf8)).pairs.first?.status }
        let status = field ?? codes.status ?? (isTransient ? "4.0.0" : "5.0.0")
        let reason = ReasonFinder(action: .failed, status: status, smtpCode: codes.smtpCode).reason(
            said: ReasonPhrases.Meaning(of: PhraseText.folded(said)), around: nil)
        let line = FieldGroups.onOneLine(said)
        let recipient = Bounce.Recipient(
            address: emailAddress(json, from: start), status: status, smtpCode: codes.smtpCode,
            reason: reason, diagnostic: line.isEmpty ? nil : line)
        return Bounce(recipients: [recipient], originalMessageID: originalMessageID(json))
    }

    private static func delivery(_ json: [UInt8]) -> Bounce {
        let start = place(of: "delivery", in: json)
        let said = FieldGroups.onOneLine((string("smtpResponse", in: json, from: start) ?? "").utf8)
        let codes = ReplyCodes(Array(said.utf8)).best
        let recipient = Bounce.Recipient(
            address: address(behind: "recipients", in: json, from: start), action: .delivered,
            status: codes.status ?? "2.0.0", smtpCode: codes.smtpCode, reason: .delivered,
            diagnostic: said.isEmpty ? nil : said)
        return Bounce(recipients: [recipient], originalMessageID: originalMessageID(json))
    }

    private static func complaint(_ json: [UInt8]) -> AbuseReport {
        let start = place(of: "complainedRecipients", in: json)
        return AbuseReport(
            feedbackType: string("complaintFeedbackType", in: json)?.lowercased() ?? "abuse",
            userAgent: string("userAgent", in: json), originalMailFrom: string("source", in: json),
            originalRecipients: [emailAddress(json, from: start)].compactMap { $0 },
            sourceIP: string("sourceIp", in: json))
    }

    /// The first string of an array.
    private static func address(behind name: String, in json: [UInt8], from start: Int) -> String? {
        guard let end = end(of: name, in: json, from: start) else { return nil }
        let value = json[end...].drop { $0 != .quote }
        let text = value.dropFirst().prefix(320).prefix { $0 != .quote }
        return ReportAddress.clean(text)
    }

    private static func emailAddress(_ json: [UInt8], from start: Int) -> String? {
        string("emailAddress", in: json, from: start).flatMap { ReportAddress.clean(Array($0.utf8)[...]) }
    }

    private static func originalMessageID(_ json: [UInt8]) -> MessageID? {
        let header = end(of: "Message-ID\",\"value", in: json, from: 0)
        let value = header.map { json[$0...].prefix(1_000).prefix { $0 != UInt8(ascii: "}") } }
        return value.flatMap { MessageID.all(in: Array($0)).first }
            ?? string("messageId", in: json).map(MessageID.init(rawValue:))
    }
}
