internal import Core
internal import FoundationEssentials
internal import MailAuth
internal import Parser

/// A received message with all that can be said about it without asking the database.
struct UnderstoodMessage: Sendable {
    var message: InboundMessage
    var report: AuthenticationReport
    var thread: ThreadMatch
    /// The number of the mail of ours that came back, by the address to which undeliverable mail returns.
    var returnedMail: ID<OutboxEntry>?
    /// Whether it is a mail by which the desk tests the way out and back.
    var isLoopTest = false
    var contentKey: String
    var attachments: [NewAttachment]
}

extension UnderstoodMessage {
    /// What its author says on a case, in those words; its HTML as well where that says no more than they do.
    func post(by author: Person, _ text: String, isInternal: Bool = false) -> NewPost {
        NewPost(
            author: author, channel: .email, visibility: isInternal ? .internal : .public, text: text,
            html: message.quotedText == nil && message.commands.isEmpty ? message.html : nil,
            messageID: message.messageID,
            references: message.references.isEmpty ? message.inReplyTo : message.references,
            attachments: attachments)
    }
}

/// Why nothing is understood of a message; the next one is read all the same.
enum ReadingFailure: Error, Sendable {
    /// It is empty, or more than the parser takes.
    case noMessage(MessageFailure)
    /// Its kept octets cannot be read.
    case unreadable(String)
}

/// Makes sense of octets: parser, identity, tokens; the DNS is asked for keys, and nothing else happens.
struct MessageReader: Sendable {
    private let parser: MessageParser
    private let authenticator: MessageAuthenticator
    private let tokens: ReplyTokens
    private let mailbox: MailboxConfiguration
    private let limits = AttachmentLimits()

    init(
        mailbox: MailboxConfiguration, fieldNames: MailFieldNames, tokens: ReplyTokens, resolver: (any TXTResolver)?
    ) {
        parser = MessageParser(fieldNames: fieldNames)
        authenticator = MessageAuthenticator(trust: mailbox.trust, resolver: resolver)
        self.mailbox = mailbox
        self.tokens = tokens
    }

    /// What the octets say, and what is still to be asked of the DNS.
    private typealias ParsedMessage = (understood: UnderstoodMessage, prepared: PreparedAuthentication)

    /// What is understood, or why nothing is; keys that the DNS does not give before `deadline` are left open.
    func read(
        _ raw: RawContent, at now: Date, deadline: ContinuousClock.Instant
    ) async -> Result<UnderstoodMessage, ReadingFailure> {
        switch parse(raw) {
        case .failure(let failure): return .failure(failure)
        case .success(let parsed):
            var understood = parsed.understood
            understood.isLoopTest = tokens.isLoopTest(understood.message, at: now)
            understood.report = await authenticator.report(parsed.prepared, at: now, deadline: deadline)
            return .success(understood)
        }
    }

    private func parse(_ raw: RawContent) -> Result<ParsedMessage, ReadingFailure> {
        do {
            return try raw.withBytes { bytes in
                Failpoint.trap(on: bytes)
                do throws(MessageFailure) {
                    return .success(understood(try parser.parse(bytes), bytes, of: raw))
                } catch { return .failure(.noMessage(error)) }
            }
        } catch { return .failure(.unreadable("\(error)")) }
    }

    private func understood(
        _ message: InboundMessage, _ bytes: UnsafeRawBufferPointer, of raw: RawContent
    ) -> ParsedMessage {
        let prepared = authenticator.prepare(message, bytes)
        let envelope = prepared.report.envelopeRecipient
        let understood = UnderstoodMessage(
            message: message, report: prepared.report,
            thread: thread(of: message, envelope),
            returnedMail: mailbox.bounceAddress.flatMap {
                tokens.returnedMail(of: message, base: $0, envelope: envelope)
            },
            contentKey: Digest.contentKey(of: message, raw: bytes), attachments: attachments(of: message, bytes, raw))
        return (understood, prepared)
    }

    /// The case that its tokens name; those at the mailbox's own address stay good where a reply domain came later.
    private func thread(of message: InboundMessage, _ envelope: EmailAddress?) -> ThreadMatch {
        let match = tokens.thread(of: message, base: mailbox.replyAddress, envelope: envelope)
        guard match == .none, mailbox.replyAddress != mailbox.address else { return match }
        return tokens.thread(of: message, base: mailbox.address, envelope: envelope)
    }

    /// The files in their order: those within the limits with their octets, the others with why they are left out.
    private func attachments(
        of message: InboundMessage, _ bytes: UnsafeRawBufferPointer, _ raw: RawContent
    ) -> [NewAttachment] {
        var keptCount = 0
        return message.attachments.enumerated().map { index, attachment in
            let body: NewAttachment.Body
            if let reason = limits.refusal(ofSize: attachment.size, after: keptCount) {
                body = .omitted(reason: reason)
            } else {
                body = kept(attachment, bytes, raw)
                keptCount += 1
            }
            return NewAttachment(
                filename: attachment.filename ?? "attachment-\(index + 1)", contentType: attachment.contentType,
                contentID: attachment.contentID, size: attachment.size, body: body)
        }
    }

    /// A large file of a kept message is decoded once for its digest, and once more when it is written: ten of them together
    /// would be 150 MB.
    private func kept(
        _ attachment: Attachment, _ bytes: UnsafeRawBufferPointer, _ raw: RawContent
    ) -> NewAttachment.Body {
        guard case .file = raw, attachment.size > RawContent.memoryLimit else {
            let octets = attachment.decoded(from: bytes)
            return .kept(octets, sha256: Digest.sha256(octets))
        }
        let digest = Digest.sha256(ofPieces: { take in attachment.forEachDecodedPiece(from: bytes, take) })
        return .streamed(
            { take in try raw.withBytes { try attachment.forEachDecodedPiece(from: $0, take) } }, sha256: digest)
    }
}
