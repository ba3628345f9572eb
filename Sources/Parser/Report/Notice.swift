import Core

/// What a mail system wrote itself, above the message that it returns.
struct Notice {
    /// The text of the notice and of what follows it.
    let octets: [UInt8]
    /// The lines of the notice, without white space at either end, blank ones included.
    private(set) var lines: [Line] = []
    /// The fields of a report that stand in the text.
    private(set) var fields: ArraySlice<UInt8> = []
    /// What follows: the message that came back, if it stands in the text.
    private(set) var returned: ArraySlice<UInt8> = []

    /// A line of the notice.
    struct Line {
        var range: Range<Int>
        var isIndented: Bool
    }

    /// How much of a text is looked at; notices are short.
    static let limit = 256 << 10
    private static let mostLines = 5_000

    /// Splits a text where the fields of a report and the returned message begin.
    init(_ text: String) {
        octets = Array(text.utf8.prefix(Self.limit))
        var start = 0
        var fieldsStart: Int?
        var count = 0
        while start < octets.count, count < Self.mostLines {
            count += 1
            let end = octets[start...].firstIndex(of: .lineFeed) ?? octets.count
            let range = octets.withUnsafeBytes { $0.trimmed(start..<end) }
            let isIndented = range.lowerBound > start
            if let skip = Self.returnedBegins(in: octets[range], isIndented: isIndented), !lines.isEmpty || !skip {
                returned = octets[(skip ? min(end + 1, octets.count) : start)...]
                break
            }
            if fieldsStart == nil, Self.reportFields.matchesPrefix(of: octets[range].prefix(40).map(\.asciiLowercased))
            {
                fieldsStart = start
            }
            if fieldsStart == nil { lines.append(Line(range: range, isIndented: isIndented)) }
            start = end + 1
        }
        if let fieldsStart { fields = octets[fieldsStart..<max(fieldsStart, min(start, octets.count))] }
    }

    private static let reportFields = PhraseTable([
        "reporting-mta:", "final-recipient:", "original-recipient:", "content-type: message/delivery-status",
    ])

    func octets(of line: Line) -> ArraySlice<UInt8> { octets[line.range] }

    /// The text of some lines.
    func text(_ range: Range<Int>) -> ArraySlice<UInt8> {
        let range = range.clamped(to: lines.indices)
        guard let first = range.first, let last = range.last else { return [] }
        return octets[lines[first].range.lowerBound..<lines[last].range.upperBound]
    }

    /// The identifier that a notice gives among the fields that it quotes of the message.
    var messageID: MessageID? {
        for line in lines where octets(of: line).prefix(11).lowercasedASCII == "message-id:" {
            return MessageID.all(in: Array(octets(of: line).dropFirst(11))).first
        }
        return nil
    }

    /// All of the notice.
    var text: ArraySlice<UInt8> { text(lines.indices) }

    /// Whether the returned message begins with a line: `true` behind it, `false` with itself.
    private static func returnedBegins(in line: ArraySlice<UInt8>, isIndented: Bool) -> Bool? {
        guard line.count >= 8, line.count <= 2_000 else { return nil }
        let words = line.prefix(120).map(\.asciiLowercased)
        if !isIndented, fieldNames.matchesPrefix(of: words) { return false }
        let bare = words.drop { "-*=_#>+~ .<[".utf8.contains($0) }
        // Of these words, only a whole line counts; they are too common within one.
        let isRuled = bare.count < words.count
        if separators.matchesPrefix(of: Array(bare)) { return true }
        let end = bare.lastIndex { !"-*=_#:>+~ .]".utf8.contains($0) }
        let phrase = String(decoding: end.map { bare[...$0] } ?? [], as: UTF8.self)
        return wholeLines.contains(phrase) || isRuled && ruledLines.contains(phrase) ? true : nil
    }

    /// Fields with which nothing but a message begins.
    private static let fieldNames = PhraseTable([
        "received: ", "received:from ", "return-path: ", "return-path:<", "dkim-signature: ", "x-received: ",
        "delivered-to: ", "arc-seal: ", "domainkey-signature: ", "mime-version: 1", "message-id: <", "message-id:<",
        "x-google-smtp-source: ", "x-originating-ip: ", "x-gm-message-state: ", "x-google-dkim-signature: ",
        "x-ms-exchange-", "x-mimeole: ", "authentication-results: ",
    ])

    private static let separators = PhraseTable([
        "below this line is a copy of the message", "below this line is the original", "below is a copy of the",
        "original message follows", "original message headers follow", "original message headers:",
        "message headers follow", "message header follows", "the header of the original message",
        "the headers of the original", "enclosed is a copy of the message", "this is a copy of the message",
        "this is a copy of your message", "this is a copy of the headers", "unsent message follows",
        "returned mail follows", "returned message follows", "unsent message below", "undelivered message follows",
        "message text follows", "your original message follows", "the original message follows",
        "copy of your message", "copy of the original message", "here is your returned mail",
        "header of the original message", "the following is a copy of", "a copy of your message follows",
        "a copy of the original message", "begin original message", "start of original message",
        "start of returned message", "start of returned mail", "included is a copy of the message",
        "message returned", "contents of the original message", "content of the original message",
        "the first * lines of the message follow", "headers of the message follow", "full message headers follow",
        "kopie der nachricht", "es folgt die originalnachricht", "ursprüngliche nachricht", "originalnachricht",
        "en-têtes du message d'origine", "message d'origine", "encabezados originales del mensaje",
        "encabezado del mensaje original", "mensaje original", "mensagem original", "messaggio originale",
        "oorspronkelijk bericht", "ursprungligt meddelande", "исходное сообщение", "元のメッセージ", "原邮件",
        "cabeçalhos da mensagem original", "intestazioni originali del messaggio", "message originale",
    ])

    private static let wholeLines: Set<String> = [
        "original message", "returned message", "unsent message", "undelivered message", "returned mail",
        "forwarded message",
        "bounced e-mail", "bounced message", "original mail info", "original mail", "original headers",
        "message headers",
        "original message header", "original message headers", "message header", "message source", "unsent mail",
        "rejected message", "the returned message", "original message text", "mail header", "mail headers",
    ]

    /// What begins a returned message only where a rule of signs stands before it.
    private static let ruledLines: Set<String> = ["message", "mail", "headers", "header", "original", "your message"]
}
