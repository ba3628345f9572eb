import Core

/// What a message has to read and what came with it, told apart from the tree of its parts.
struct MessageContent {
    private(set) var attachments: [Attachment] = []
    private(set) var defects: [Defect] = []
    /// What HTML says of the lines of the text.
    private(set) var marks: [TextMark] = []
    private let raw: Octets
    private let limits: Limits
    /// Text that is also a file, in case there is no other.
    private var namedText: Part?
    /// Text with marks, and its place among the attachments, in case there is no other.
    private var enriched: (part: Part, index: Int)?
    /// The pieces of the readable body, in their order.
    private var pieces: [BodyPiece] = []
    /// The Content-IDs of parts by their Content-Location.
    private var locations: [String: String] = [:]
    /// Bodies found within TNEF, in case the message itself has none.
    private var substitutes: [BodyPiece] = []

    init(_ raw: Octets, limits: Limits) {
        self.raw = raw
        self.limits = limits
    }

    /// Takes a part and all below it.
    mutating func collect(_ part: Part) {
        switch part.contentType {
        case _ where part.children.isEmpty: collectLeaf(part)
        case "multipart/alternative": collectAlternatives(part.children)
        case "multipart/related": collectRelated(part)
        default: part.children.forEach { collect($0) }
        }
    }

    /// The body that the pieces make: readable text, and HTML if there is some.
    mutating func finish(_ message: inout InboundMessage) {
        if pieces.allSatisfy(\.isBlank), !substitutes.allSatisfy(\.isBlank) { pieces = substitutes }
        if pieces.allSatisfy(\.isBlank) { takeEnriched() }
        if let namedText, pieces.allSatisfy(\.isBlank) { pieces.append(piece(namedText)) }
        showReferenced()
        message.attachments = attachments
        let contentIDs = Set(attachments.compactMap(\.contentID))
        let images = RelatedImages(contentIDs: contentIDs, locations: locations)
        var composer = BodyComposer(limits: limits, images: images)
        for piece in pieces { composer.add(piece) }
        message.text = composer.text
        marks = composer.marks
        message.html = composer.html
        defects += composer.defects
    }

    private mutating func collectLeaf(_ part: Part) {
        guard part.isBodyText else {
            if part.isNamedText, namedText == nil { namedText = part }
            if part.isEnrichedText, enriched == nil { enriched = (part, attachments.count) }
            return attach(part)
        }
        pieces.append(piece(part))
    }

    private mutating func piece(_ part: Part) -> BodyPiece {
        let text = read(part)
        return part.contentType == "text/html" ? BodyPiece(html: text) : BodyPiece(plain: text)
    }

    /// Text with marks is the body of a message that has no other, and then no attachment.
    private mutating func takeEnriched() {
        guard let (part, index) = enriched, attachments.indices.contains(index) else { return }
        attachments.remove(at: index)
        let text = read(part)
        pieces.append(BodyPiece(plain: EnrichedText.plain(text, isRichText: part.contentType == "text/richtext")))
    }

    /// QUIRK: images that are called attachments and shown by the HTML all the same.
    private mutating func showReferenced() {
        let shown = attachments.contains { !$0.isInline && $0.contentID != nil } ? pieces.compactMap(\.html) : []
        guard !shown.isEmpty else { return }
        let referenced = shown.reduce(into: Set<String>()) { $0.formUnion(ContentReferences.identifiers(in: $1)) }
        for index in attachments.indices {
            let attachment = attachments[index]
            guard let id = attachment.contentID, attachment.contentType != "message/rfc822" else { continue }
            if referenced.contains(id) { attachments[index].isInline = true }
        }
    }

    /// One piece with the plain and the HTML form of the same; what is no text comes with it (RFC 2046 section 5.1.4).
    private mutating func collectAlternatives(_ parts: [Part]) {
        let outer = pieces
        pieces = []
        for part in parts where !Self.isForOthers(part) || parts.count == 1 { collect(part) }
        let plain = pieces.compactMap(\.plain).filter { !$0.isBlank }
        let html = pieces.compactMap(\.html)
        pieces = outer
        if !plain.isEmpty || !html.isEmpty {
            let plainText = plain.isEmpty ? nil : plain.joined(separator: "\n")
            pieces.append(BodyPiece(plain: plainText, html: html.isEmpty ? nil : html.joined()))
        }
    }

    /// Whether it is a form of the text for certain readers only: AMP pages of web mail, and watches.
    private static func isForOthers(_ part: Part) -> Bool {
        part.contentType == "text/x-amp-html" || part.contentType == "text/watch-html"
    }

    /// The root, and what it refers to (RFC 2387).
    private mutating func collectRelated(_ part: Part) {
        let start = part.type.text("start").flatMap { MessageID.all(in: $0).first?.rawValue }
        let root = start.flatMap { id in part.children.firstIndex { $0.contentID == id } } ?? 0
        for (index, child) in part.children.enumerated() {
            if index == root || child.isMultipart { collect(child) } else { attach(child, isRelated: true) }
        }
    }

    private mutating func attach(_ part: Part, isRelated: Bool = false) {
        guard !unpack(part) else { return }
        if let location = part.contentLocation, let identifier = part.contentID { locations[location] = identifier }
        let octets = raw.slice(part.body)
        let name = AttachmentName.given(to: part, octets, limits: limits)
        let cleaned = name.map { AttachmentName.clean($0) ?? "attachment-\(attachments.count + 1)" }
        // Documents are files even where a program calls them inline: nothing shows them within the text.
        let isDocument = part.contentType.hasPrefix("application/") || part.contentType.hasPrefix("message/")
        let isShowable = isRelated && !isDocument || part.contentType.hasPrefix("image/")
        let isMeant = isRelated || part.contentID != nil || part.disposition == .inline
        let isInline = part.disposition != .attachment && isShowable && isMeant
        let (size, isDamaged) = part.encoding.measure(octets)
        if isDamaged { noteDamage(of: part) }
        attachments.append(
            Attachment(
                filename: cleaned, contentType: part.contentType, isInline: isInline, contentID: part.contentID,
                size: size, content: .encoded(part.body, part.encoding)))
    }

    /// Notes once that something was read around in a part.
    private mutating func noteDamage(of part: Part) {
        let kind: Defect.Kind =
            switch part.encoding {
            case .base64: .damagedBase64
            case .uuencode: .damagedUUEncode
            case .quotedPrintable, .sevenBit, .eightBit, .binary: .damagedQuotedPrintable
            }
        let defect = Defect(kind, at: part.body.lowerBound)
        if !defects.contains(defect) { defects.append(defect) }
    }

    /// Takes what is in a TNEF part; whether that is all there is in it, so that nobody needs the part itself.
    private mutating func unpack(_ part: Part) -> Bool {
        guard let unpacked = UnpackedTNEF(part, raw, limits: limits) else { return false }
        attachments += unpacked.attachments
        substitutes.append(unpacked.body)
        if unpacked.isDamaged { defects.append(Defect(.damagedTNEF, at: part.body.lowerBound)) }
        return unpacked.isUnderstood
    }

    /// The text of a part; one that is longer than the limit is kept whole as an attachment too.
    private mutating func read(_ part: Part) -> String {
        let isHTML = part.contentType == "text/html"
        let limit = isHTML ? limits.htmlOctets : limits.textOctets
        var decoded = part.encoding.decode(raw.slice(part.body), limit: limit)
        if !isHTML { takeFiles(from: &decoded, of: part) }
        if decoded.isDamaged { noteDamage(of: part) }
        if decoded.isTruncated {
            defects.append(Defect(isHTML ? .truncatedHTML : .truncatedText, at: part.body.lowerBound))
            attach(part)
        }
        let defectCount = defects.count
        let shown = decoded.octets.withUnsafeBytes { text($0, of: part, isHTML: isHTML) }
        // QUIRK: plain text that is said to be base64.
        guard decoded.isDamaged, part.encoding == .base64, defects.count > defectCount else { return shown }
        return readableSource(of: part)?.withLineFeeds() ?? shown
    }

    /// A body as it stands in the message, if that is printable ASCII.
    private func readableSource(of part: Part) -> String? {
        let source = raw.slice(part.body)
        guard source.count <= limits.textOctets else { return nil }
        let isReadable = source.allSatisfy { $0 >= 0x20 && $0 < 0x7F || $0.isWhiteSpace }
        return isReadable ? String(decoding: source, as: UTF8.self) : nil
    }

    /// Makes attachments of the files that stand within a text; they may be longer than a text may.
    private mutating func takeFiles(from decoded: inout TransferEncoding.Decoded, of part: Part) {
        guard decoded.octets.withUnsafeBytes({ EmbeddedFiles.begin(in: $0) }) else { return }
        if decoded.isTruncated { decoded = part.encoding.decode(raw.slice(part.body)) }
        let embedded = decoded.octets.withUnsafeBytes { EmbeddedFiles(in: $0, limit: limits.parts) }
        decoded.octets = Array(embedded.text.prefix(limits.textOctets))
        decoded.isTruncated = embedded.text.count > limits.textOctets
        for file in embedded.files {
            attachments.append(file.attachment(charset: part.type.text("charset"), number: attachments.count + 1))
            if let defect = file.defect { defects.append(Defect(defect, at: part.body.lowerBound)) }
        }
    }

    private mutating func text(_ octets: Octets, of part: Part, isHTML: Bool) -> String {
        let ownCharset = isHTML ? HTMLCharset.declared(in: octets) : nil
        let decoded = Charset.decode(octets, declared: part.type.text("charset") ?? ownCharset, hint: ownCharset)
        if let defect = decoded.defect { defects.append(Defect(defect, at: part.body.lowerBound)) }
        var text = decoded.text.withLineFeeds()
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        return isHTML ? text : FlowedText(part.type)?.unwrap(text) ?? text
    }
}

/// One piece of the readable body, in one or two forms.
struct BodyPiece {
    var plain: String?
    /// HTML source, not to be trusted.
    var html: String?

    var isBlank: Bool { plain?.isBlank ?? true && html?.isBlank ?? true }
}
