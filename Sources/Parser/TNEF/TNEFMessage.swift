import Core

/// A message in TNEF, the format of Outlook and Exchange that comes as `winmail.dat` ([MS-OXTNEF]).
struct TNEFMessage {
    /// Its readable form: plain text, HTML source, or both.
    private(set) var body = BodyPiece()
    private(set) var attachments: [Attachment] = []
    /// Whether something was read around or is missing.
    private(set) var isDamaged = false
    /// Whether a message within it has more to say than could be read.
    private var isPartial = false
    private(set) var object: TNEFObject
    private var files: [TNEFObject] = []
    private let limits: Limits

    /// `nil` where these octets are no TNEF.
    init?(_ octets: Octets, range: Range<Int>, limits: Limits, budget: inout TNEFBudget) {
        guard var stream = TNEFStream(octets, range: range) else { return nil }
        self.limits = limits
        object = TNEFObject(octets: octets)
        while let attribute = stream.next() {
            if let name = attribute.name { take(name, attribute.data) }
        }
        isDamaged = isDamaged || stream.isDamaged || object.properties.isDamaged
        readCodePage()
        readBody(&budget)
        for file in files { add(file, &budget) }
    }

    /// Whether it is an ordinary message that came out whole; anything else has more to say than we can read.
    var isUnderstood: Bool {
        let messageClass = object.text(.messageClass, .messageClass)?.utf8.map(\.asciiLowercased) ?? []
        let isNote = ["", "ipm", "ipm.note", "ipm.microsoft mail.note"].contains { messageClass.elementsEqual($0.utf8) }
        let isCut =
            body.plain?.utf8.count ?? 0 > limits.textOctets || body.html?.utf8.count ?? 0 > limits.htmlOctets
        return isNote && !isDamaged && !isPartial && !isCut && !(body.isBlank && attachments.isEmpty)
    }

    var subject: String? { object.text(.subject, .subject) }

    private mutating func take(_ name: TNEFAttributeName, _ data: Range<Int>) {
        switch name {
        case .attachRenderingData: beginFile(name, data)
        case .attachTitle, .attachData, .attachTransportFilename, .attachment:
            // Each attachment begins with its rendering data; programs that leave them out have one.
            if files.isEmpty { beginFile(name, data) } else { files[files.count - 1].add(name, data) }
        default: object.add(name, data)
        }
    }

    private mutating func beginFile(_ name: TNEFAttributeName, _ data: Range<Int>) {
        guard files.count < limits.parts else {
            isDamaged = true
            return
        }
        files.append(TNEFObject(octets: object.octets))
        files[files.count - 1].add(name, data)
    }

    private mutating func readCodePage() {
        guard let data = object.attributes[.oemCodePage] else { return }
        var reader = LittleEndianReader(object.octets, range: data)
        if let number = reader.number(UInt32.self) { object.codePage = Int(number) }
    }

    private mutating func readBody(_ budget: inout TNEFBudget) {
        body.plain = object.text(.body, .body)?.withLineFeeds()
        body.html = html()
        guard body.html == nil, let rtf = object.binary(.rtfCompressed) else { return }
        let unpacked = CompressedRTF(object.octets, range: rtf, limit: min(limits.htmlOctets * 2, budget.left))
        budget.spend(unpacked.octets.count)
        isDamaged = isDamaged || unpacked.isDamaged
        guard let (text, isHTML) = unpacked.octets.withUnsafeBytes({ RTFReader.read($0) }) else { return }
        if isHTML { body.html = text } else if body.plain?.isBlank ?? true { body.plain = text }
    }

    private func html() -> String? {
        guard let value = object.binary(.bodyHTML) else { return object.text(.bodyHTML)?.withLineFeeds() }
        let octets = object.octets.slice(value)
        let charset = object.number(.internetCodePage).map { CodePage.charset($0) } ?? HTMLCharset.declared(in: octets)
        return Charset.decode(octets, declared: charset).text.withLineFeeds()
    }

    private mutating func add(_ parts: TNEFObject, _ budget: inout TNEFBudget) {
        var parts = parts
        parts.codePage = object.codePage
        let file = TNEFFile(parts)
        isDamaged = isDamaged || parts.properties.isDamaged
        guard let data = file.data, budget.spend(data.count) else {
            isDamaged = true
            return
        }
        if let message = file.message(limits: limits, &budget) {
            attachments.append(message.attachment)
            isPartial = isPartial || !message.isWhole
        } else {
            attachments.append(file.attachment(data, number: attachments.count + 1))
        }
    }
}

/// How much may be unpacked from one TNEF stream, and how many messages deep.
struct TNEFBudget {
    private(set) var left: Int
    var depth = 4

    /// Files are no larger than the stream in which they stand; text may be.
    init(stream: Int, limits: Limits) { left = 4 * stream + limits.htmlOctets }

    /// Whether there was so much left.
    @discardableResult
    mutating func spend(_ octets: Int) -> Bool {
        guard octets <= left else { return false }
        left -= octets
        return true
    }
}
