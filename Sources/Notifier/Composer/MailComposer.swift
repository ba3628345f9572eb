internal import Core

/// Writes the octets of a mail; the only place that makes header fields.
///
/// The same values give the same octets. Every line ends in CRLF and has at most 998 octets before it, header lines
/// have at most 78 unless one address or identifier is longer, and everything but international addresses is ASCII.
public enum MailComposer {
    /// The octets of `mail`, ready for the wire but for dot-stuffing.
    ///
    /// Identifiers that are not well-formed are left out.
    public static func compose(_ mail: OutgoingMail) -> [UInt8] {
        var writer = HeaderWriter()
        writer.append(addressing: mail)
        writer.append(threading: mail)
        writer.append("Auto-Submitted", [mail.autoSubmitted.rawValue])
        // QUIRK: Exchange sends out-of-office answers to automatic mail unless this field asks it not to.
        writer.append("X-Auto-Response-Suppress", ["All"])
        writer.append("MIME-Version", ["1.0"])
        let text = BodyPart(subtype: "plain", text: mail.text)
        guard let html = mail.html else { return writer.bytes + text.bytes }
        return writer.bytes + alternative([text, BodyPart(subtype: "html", text: html)], in: mail.messageID)
    }

    /// A multipart/alternative entity, the simplest form first (RFC 2046 section 5.1.4).
    private static func alternative(_ parts: [BodyPart], in messageID: MessageID) -> [UInt8] {
        let boundary = Boundary.separating(parts, seed: messageID.rawValue)
        var writer = HeaderWriter()
        writer.append("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""])
        var bytes = writer.bytes + HeaderWriter.lineEnd
        for part in parts {
            bytes += "--\(boundary)\r\n".utf8
            bytes += part.bytes
        }
        bytes += "--\(boundary)--\r\n".utf8
        return bytes
    }
}

extension HeaderWriter {
    fileprivate mutating func append(addressing mail: OutgoingMail) {
        append("Date", [mail.date.dateTime])
        append("From", mail.from)
        append("To", mail.to)
        if let replyTo = mail.replyTo { append("Reply-To", OutgoingMail.Party(address: replyTo)) }
        append("Subject", HeaderText.unstructured(mail.subject, after: "Subject".utf8.count + 2))
    }

    private mutating func append(_ name: String, _ party: OutgoingMail.Party) {
        let address = party.address.description.onOneLine
        let phrase = HeaderText.phrase(party.name ?? "", after: name.utf8.count + 2)
        append(name, phrase.isEmpty ? [address] : phrase + ["<\(address)>"])
    }

    fileprivate mutating func append(threading mail: OutgoingMail) {
        append("Message-ID", identifiers: [mail.messageID])
        append("In-Reply-To", identifiers: mail.inReplyTo)
        append("References", identifiers: mail.references)
    }

    /// A field of at most twenty identifiers: the first, which opened the conversation, and the latest.
    private mutating func append(_ name: String, identifiers: [MessageID]) {
        let valid = identifiers.filter(\.isWellFormed)
        guard !valid.isEmpty else { return }
        let kept = valid.count <= 20 ? valid : valid.prefix(1) + valid.suffix(19)
        append(name, kept.map(\.description))
    }
}
