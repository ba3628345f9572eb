import Core

@testable import Parser

/// A whole message.
enum MessagePromises {
    static func check(_ octets: Octets) {
        let parser = MessageParser()
        let first = Result { try parser.parse(octets) }
        let second = Result { try parser.parse(octets) }
        switch (first, second) {
        case (.success(let message), .success(let again)):
            require(message == again, "the same octets give the same message")
            check(message, octets, parser.limits)
        case (.failure, .failure): break
        default: require(false, "the same octets give the same result")
        }
    }

    private static func check(_ message: InboundMessage, _ octets: Octets, _ limits: Limits) {
        require(message.text.utf8.count <= limits.textOctets, "the text is no longer than the limit")
        require(!message.text.utf8.contains { $0 == 0 || $0 == .carriageReturn }, "lines of text end with LF alone")
        require(message.header.fields.count <= limits.fields, "no more fields than the limit")
        require(message.attachments.count <= 2 * limits.parts, "no more attachments than parts")
        for attachment in message.attachments { check(attachment, octets) }
        if let html = message.html { SafeMarkup.check(html) }
        ReplyPromises.check(message)
        for defect in message.defects {
            require(
                defect.offset.map { (0...octets.count).contains($0) } ?? true, "a defect has a place in the message")
        }
    }

    /// What the size says, and how the octets come.
    static func check(_ attachment: Attachment, _ octets: Octets) {
        attachment.filename.map(HeaderPromises.checkName)
        let decoded = attachment.decoded(from: octets)
        require(decoded.count == attachment.size, "an attachment has the size that it says")
        var pieces: [UInt8] = []
        attachment.forEachDecodedPiece(from: octets, size: 100) { pieces += $0 }
        require(pieces == decoded, "pieces of an attachment make the whole")
    }
}
