import Core

/// A file in TNEF: its attributes, and the properties that say more.
struct TNEFFile {
    /// Where its octets are; `nil` for one that is only referred to.
    private(set) var data: Range<Int>?
    private let object: TNEFObject

    private static let embeddedMessage = 5

    init(_ object: TNEFObject) {
        self.object = object
        data = object.attributes[.attachData] ?? object.binary(.attachData)
        // An object starts with the identifier of its interface.
        if object.attributes[.attachData] == nil, object.properties[.attachData]?.type == MAPIType.object {
            data = data.flatMap { $0.count >= 16 ? $0.lowerBound + 16..<$0.upperBound : nil }
        }
    }

    /// It as an attachment.
    func attachment(_ data: Range<Int>, number: Int) -> Attachment {
        let data = macBinaryFork(of: data) ?? data
        let declared = object.text(.attachMIMETag).flatMap { PartHeader.safeType($0.utf8.lowercasedASCII) }
        let contentType = isMessage ? "application/ms-tnef" : declared ?? "application/octet-stream"
        let contentID = object.text(.attachContentID).flatMap {
            MessageID.all(in: Array("<\($0)>".utf8)).first?.rawValue
        }
        return Attachment(
            filename: filename ?? "attachment-\(number)", contentType: contentType,
            isInline: contentID != nil && isShown(contentType), contentID: contentID, size: data.count,
            content: .bytes(Array(object.octets.slice(data))))
    }

    /// A message within the message, as a file that any mail program opens; and whether that is all of it.
    func message(limits: Limits, _ budget: inout TNEFBudget) -> (attachment: Attachment, isWhole: Bool)? {
        guard isMessage, budget.depth > 0, let data else { return nil }
        budget.depth -= 1
        defer { budget.depth += 1 }
        guard let message = TNEFMessage(object.octets, range: data, limits: limits, budget: &budget),
            !message.isDamaged
        else { return nil }
        let written = TNEFMessageWriter.write(message, depth: budget.depth)
        guard budget.spend(written.count) else { return nil }
        // A subject is no path.
        let subject = message.subject.map { String($0.map { "/\\".contains($0) ? "_" : $0 }) }
        let name = subject.flatMap { AttachmentName.clean($0) } ?? filename ?? "message"
        let attachment = Attachment(
            filename: AttachmentName.clean("\(name).eml"), contentType: "message/rfc822", size: written.count,
            content: .bytes(written))
        return (attachment, message.isUnderstood)
    }

    private var isMessage: Bool { object.number(.attachMethod) == Self.embeddedMessage }

    private var filename: String? {
        let name =
            object.text(.attachLongFilename) ?? object.text(.attachTransportFilename) ?? object.text(.attachTitle)
        return (name ?? object.text(.attachFilename) ?? object.text(.displayName)).flatMap { AttachmentName.clean($0) }
    }

    /// Whether the text shows it: hidden from the list, or marked as referred to, or else a picture.
    private func isShown(_ contentType: String) -> Bool {
        let isReferredTo = (object.number(.attachFlags) ?? 0) & 4 != 0
        let isHidden = (object.number(.attachmentHidden) ?? 0) & 0xFF != 0
        return contentType.hasPrefix("image/") || isReferredTo || isHidden
    }

    /// The data fork of a file that comes as MacBinary, if the rendering data say so ([MS-OXTNEF] section 2.1.3.3.15).
    private func macBinaryFork(of data: Range<Int>) -> Range<Int>? {
        guard let rendering = object.attributes[.attachRenderingData], rendering.count >= 14, data.count >= 128,
            object.octets[rendering.lowerBound + 10] & 1 == 1
        else { return nil }
        let start = data.lowerBound
        let length = (83..<87).reduce(0) { $0 << 8 | Int(object.octets[start + $1]) }
        guard object.octets[start] == 0, length <= data.count - 128 else { return nil }
        return start + 128..<start + 128 + length
    }
}
