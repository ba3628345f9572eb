public import Core

/// Makes and reads the signed tokens that bring an answer back to its case, and a bounce back to its mail.
///
/// A token names a case and whom it was issued to; it proves nothing about who uses it.
public struct ReplyTokens: Sendable {
    private let keys: KeyRing

    /// Tokens signed with these keys.
    public init(keys: KeyRing) { self.keys = keys }

    /// The token of a case for one person.
    public func token(for token: ReplyToken) -> String {
        SignedToken(.reply, epoch: token.epoch, token.caseNumber.rawValue, token.recipient.rawValue)
            .text(signedWith: keys)
    }

    /// What a token says, or `nil` if it is not one of ours; wrong form and wrong code are not told apart.
    public func read(_ text: some StringProtocol) -> ReplyToken? {
        SignedToken(text, .reply, keys: keys).map {
            ReplyToken(caseNumber: CaseNumber($0.first), recipient: ID($0.second), epoch: $0.epoch)
        }
    }

    /// The reply address of a case for one person: `support+TOKEN@…`.
    ///
    /// `nil` when the mailbox's local part leaves no room: RFC 5321 section 4.5.3.1.1 allows 64 octets in all.
    public func address(for token: ReplyToken, at mailbox: EmailAddress) -> EmailAddress? {
        EmailAddress("\(mailbox.localPart)+\(self.token(for: token))@\(mailbox.domain)")
    }

    /// A Message-ID that carries the token: `unique.TOKEN@domain`.
    public func messageID(for token: ReplyToken, unique: String, domain: String) -> MessageID {
        MessageID(rawValue: "\(unique).\(self.token(for: token))@\(domain)")
    }
}

extension ReplyTokens {
    /// How many addresses, and how many identifiers from the end of References, are looked at.
    private static let addressLimit = 1000, referenceLimit = 50

    /// The case that a message answers: by the address it was sent to, else by the messages it refers to.
    ///
    /// `envelope` is the address it was delivered to, where the mailbox knows it; when that carries a token, nothing else counts.
    public func thread(
        of message: InboundMessage, mailbox: EmailAddress, envelope: EmailAddress? = nil
    ) -> ThreadMatch {
        if let envelope, let token = read(address: envelope, mailbox: mailbox) {
            return .token(token, .recipientAddress)
        }
        let recipients = (message.to + message.cc).prefix(Self.addressLimit).compactMap(\.emailAddress)
        let byAddress = recipients.compactMap { read(address: $0, mailbox: mailbox) }
        if let match = Self.single(byAddress, .recipientAddress) { return match }
        let answered = message.inReplyTo.prefix(1) + message.references.suffix(Self.referenceLimit).reversed()
        return answered.lazy.compactMap { read(messageID: $0) }.first.map { .token($0, .messageID) } ?? .none
    }

    private static func single(_ tokens: [ReplyToken], _ source: ThreadMatch.Source) -> ThreadMatch? {
        guard let first = tokens.first else { return nil }
        return tokens.allSatisfy { $0.caseNumber == first.caseNumber } ? .token(first, source) : .ambiguous
    }

    private func read(address: EmailAddress, mailbox: EmailAddress) -> ReplyToken? {
        guard address.domain == mailbox.domain, let plus = address.localPart.lastIndex(of: "+") else { return nil }
        return read(address.localPart[address.localPart.index(after: plus)...])
    }

    private func read(messageID: MessageID) -> ReplyToken? {
        let text = messageID.rawValue
        guard let at = text.lastIndex(of: "@"), let dot = text[..<at].lastIndex(of: ".") else { return nil }
        return read(text[text.index(after: dot)..<at])
    }
}
