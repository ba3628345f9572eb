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
        compose(mail, with: MailBody(text: mail.text, html: mail.html))
    }

    /// The same with a body that was encoded before, for another recipient.
    static func compose(_ mail: OutgoingMail, with body: MailBody) -> [UInt8] {
        var writer = HeaderWriter()
        writer.append(addressing: mail)
        writer.append(threading: mail)
        writer.append("Auto-Submitted", [mail.autoSubmitted.rawValue])
        // QUIRK: Exchange sends out-of-office answers to automatic mail unless this field asks it not to.
        writer.append("X-Auto-Response-Suppress", ["All"])
        writer.append(unsubscribing: mail)
        writer.append("MIME-Version", ["1.0"])
        guard body.parts.count > 1 else { return writer.bytes + body.parts.flatMap(\.bytes) }
        return alternative(body.parts, in: mail.messageID, behind: writer)
    }

    /// A multipart/alternative entity, the simplest form first (RFC 2046 section 5.1.4).
    private static func alternative(
        _ parts: [BodyPart], in messageID: MessageID, behind header: HeaderWriter
    ) -> [UInt8] {
        let boundary = Boundary.separating(parts, seed: messageID.rawValue)
        var writer = header
        writer.append("Content-Type", ["multipart/alternative;", "boundary=\"\(boundary)\""])
        var bytes = writer.bytes
        bytes.reserveCapacity(bytes.count + parts.reduce(128) { $0 + $1.bytes.count + 64 })
        bytes += HeaderWriter.lineEnd
        for part in parts {
            bytes += "--\(boundary)\r\n".utf8
            bytes += part.bytes
        }
        bytes += "--\(boundary)--\r\n".utf8
        return bytes
    }
}

/// The body of a mail, encoded: its text, and the same in HTML where there is that.
struct MailBody {
    fileprivate let parts: [BodyPart]

    init(text: String, html: String?) {
        parts = [BodyPart(subtype: "plain", text: text)] + (html.map { [BodyPart(subtype: "html", text: $0)] } ?? [])
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

    /// What lets mail programs show a button that stops mails like it (RFC 2369 section 3.2, RFC 8058 section 3.1).
    fileprivate mutating func append(unsubscribing mail: OutgoingMail) {
        guard let link = mail.unsubscribeLink?.onOneLine, !link.isEmpty else { return }
        append("List-Unsubscribe", ["<\(link)>"])
        // One click is for https only; without, the link leads to the page where it is asked.
        if link.hasPrefix("https://") { append("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]) }
        append("Precedence", ["bulk"])
    }

    /// A field of at most twenty identifiers: the first, which opened the conversation, and the latest.
    private mutating func append(_ name: String, identifiers: [MessageID]) {
        let valid = identifiers.filter(\.isWellFormed)
        guard !valid.isEmpty else { return }
        let kept = valid.count <= 20 ? valid : valid.prefix(1) + valid.suffix(19)
        append(name, kept.map(\.description))
    }
}
