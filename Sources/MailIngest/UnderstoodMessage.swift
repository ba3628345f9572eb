internal import Core
internal import MailAuth
internal import Parser

/// A received message with all that can be said about it without asking the database.
struct UnderstoodMessage: Sendable {
    var message: InboundMessage
    var sender: SenderVerification
    var thread: ThreadMatch
    var contentKey: String
    var attachments: [NewAttachment]
}

/// Why nothing is understood of a message; the next one is read all the same.
enum ReadingFailure: Error, Sendable {
    /// It is empty, or more than the parser takes.
    case noMessage(MessageFailure)
    /// Its kept octets cannot be read.
    case unreadable(String)
}

/// Makes sense of octets: parser, identity, tokens; pure but for mapping a large message's file.
struct MessageReader: Sendable {
    private let parser = MessageParser()
    private let verifier: SenderVerifier
    private let tokens: ReplyTokens
    private let address: EmailAddress
    private let limits = AttachmentLimits()

    init(mailbox: MailboxConfiguration, tokens: ReplyTokens) {
        verifier = SenderVerifier(authservIDs: mailbox.authservIDs)
        address = mailbox.address
        self.tokens = tokens
    }

    /// What is understood, or why nothing is.
    func read(_ raw: RawContent) -> Result<UnderstoodMessage, ReadingFailure> {
        do {
            return try raw.withBytes { bytes in
                do throws(MessageFailure) {
                    return .success(understood(try parser.parse(bytes), bytes))
                } catch { return .failure(.noMessage(error)) }
            }
        } catch { return .failure(.unreadable("\(error)")) }
    }

    private func understood(_ message: InboundMessage, _ bytes: UnsafeRawBufferPointer) -> UnderstoodMessage {
        let envelope = verifier.envelopeRecipient(of: message)
        return UnderstoodMessage(
            message: message, sender: verifier.verify(message),
            thread: tokens.thread(of: message, mailbox: address, envelope: envelope),
            contentKey: Digest.contentKey(of: message, raw: bytes),
            attachments: attachments(of: message, bytes))
    }

    /// The files in their order: those within the limits with their octets, the others with why they are left out.
    private func attachments(of message: InboundMessage, _ bytes: UnsafeRawBufferPointer) -> [NewAttachment] {
        var kept = 0
        return message.attachments.enumerated().map { index, attachment in
            let body: NewAttachment.Body
            if let reason = limits.refusal(ofSize: attachment.size, after: kept) {
                body = .omitted(reason: reason)
            } else {
                let octets = attachment.decoded(from: bytes)
                body = .kept(octets, sha256: Digest.sha256(octets))
                kept += 1
            }
            return NewAttachment(
                filename: attachment.filename ?? "attachment-\(index + 1)", contentType: attachment.contentType,
                contentID: attachment.contentID, size: attachment.size, body: body)
        }
    }
}
