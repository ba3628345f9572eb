internal import Core

/// A mail that may be offered to the server that ``SMTPExtensions/admit(_:)`` was asked about, and nothing else: what
/// goes over the wire is made of checked parts only.
struct AdmittedMail: Sendable, Equatable {
    /// The argument of MAIL FROM: the path and the parameters that the server understands.
    let reversePath: String
    /// The argument of RCPT TO.
    let forwardPath: String
    /// The message; every line of it ends in CRLF.
    let content: [UInt8]

    fileprivate init(_ mail: MailObject, _ summary: ContentSummary, _ extensions: SMTPExtensions) {
        let envelope = mail.envelope
        var reversePath = "<\(envelope.reversePath?.description ?? "")>"
        if extensions.size { reversePath += " SIZE=\(mail.content.count)" }
        if !summary.isASCII { reversePath += " BODY=8BITMIME" }
        if mail.isInternational { reversePath += " SMTPUTF8" }
        self.reversePath = reversePath
        forwardPath = "<\(envelope.recipient)>" + (extensions.dsn && envelope.neverNotify ? " NOTIFY=NEVER" : "")
        content = mail.content
    }
}

/// Whether a server may be offered a mail.
enum Admission: Equatable {
    case admitted(AdmittedMail)
    /// In the words of a server.
    case refused(SMTPReply)
}

extension SMTPExtensions {
    /// Checks everything about `mail` that can be known before the server hears of it.
    func admit(_ mail: MailObject) -> Admission {
        let summary = ContentSummary(of: mail.content)
        if let defect = summary.defect { return .refused(554, "5.6.0 \(defect)") }
        guard mail.envelope.addresses.allSatisfy(\.mayStandInPath) else {
            return .refused(553, "5.1.3 An address of the envelope cannot be sent")
        }
        guard smtpUTF8 || !mail.isInternational else {
            return .refused(553, "5.6.7 The address needs SMTPUTF8, which the mail server does not offer")
        }
        guard eightBitMIME || summary.isASCII else {
            return .refused(554, "5.6.3 The mail server takes no octets beyond ASCII")
        }
        if let sizeLimit, mail.content.count > sizeLimit {
            let text = "5.3.4 The message has \(mail.content.count) octets, the mail server takes at most \(sizeLimit)"
            return .refused(552, text)
        }
        return .admitted(AdmittedMail(mail, summary, self))
    }
}

extension Admission {
    fileprivate static func refused(_ code: Int, _ text: String) -> Self {
        .refused(SMTPReply(code: code, lines: [text]))
    }
}

extension MailObject {
    /// Whether it can be sent with SMTPUTF8 only.
    fileprivate var isInternational: Bool {
        hasInternationalHeader || envelope.addresses.contains { !$0.utf8.allSatisfy { $0 < 0x80 } }
    }
}

extension Envelope {
    fileprivate var addresses: [String] { [reversePath, recipient].compactMap { $0?.description } }
}

extension String {
    /// Whether the address cannot end its command and begin another (RFC 5321 section 4.1.2), whoever checked it before.
    fileprivate var mayStandInPath: Bool {
        // RFC 5321 section 4.5.3.1.3: 256 octets with the brackets.
        utf8.count <= 254 && unicodeScalars.count { $0 == "@" } == 1 && unicodeScalars.allSatisfy(\.mayStandInPath)
    }
}

extension Unicode.Scalar {
    fileprivate var mayStandInPath: Bool {
        if isASCII { return value > 0x20 && value < 0x7F && self != "<" && self != ">" }
        switch properties.generalCategory {
        case .control, .spaceSeparator, .lineSeparator, .paragraphSeparator: return false
        default: return true
        }
    }
}
