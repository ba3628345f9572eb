public import Core

/// Makes and reads the signed tokens that bring an answer back to its case, and a bounce back to its mail.
///
/// A token names a case and whom it was issued to; it proves nothing about who uses it.
public struct ReplyTokens: Sendable {
    let keys: KeyRing

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
    /// `nil` when the local part of `base` leaves no room: RFC 5321 section 4.5.3.1.1 allows 64 octets in all.
    public func address(for token: ReplyToken, at base: EmailAddress) -> EmailAddress? {
        base.tagged(self.token(for: token))
    }

    /// A Message-ID that carries the token: `unique.TOKEN@domain`.
    public func messageID(for token: ReplyToken, unique: String, domain: String) -> MessageID {
        MessageID(rawValue: "\(unique).\(self.token(for: token))@\(domain)")
    }

    /// The address to which a mail of ours returns if it cannot be delivered (VERP): `bounces+TOKEN@…`.
    public func returnAddress(of mail: ID<OutboxEntry>, at base: EmailAddress) -> EmailAddress? {
        base.tagged(SignedToken(.bounce, mail.rawValue, 0).text(signedWith: keys))
    }
}

extension ReplyTokens {
    /// How many addresses, and how many identifiers from the end of References, are looked at.
    private static let addressLimit = 1000, referenceLimit = 50

    /// The case that a message answers: by the address it was sent to, else by the messages it refers to.
    ///
    /// `base` is the address that tokens are added to. `envelope` is the address it was delivered to, where the mailbox
    /// knows it; when that carries a token, nothing else counts.
    public func thread(of message: InboundMessage, base: EmailAddress, envelope: EmailAddress? = nil) -> ThreadMatch {
        if let envelope, let token = base.tag(of: envelope).flatMap({ read($0) }) {
            return .token(token, .recipientAddress)
        }
        let byAddress = Self.recipients(of: message).compactMap { base.tag(of: $0).flatMap { read($0) } }
        if let match = Self.single(byAddress, .recipientAddress) { return match }
        let answered = message.inReplyTo.prefix(1) + message.references.suffix(Self.referenceLimit).reversed()
        return answered.lazy.compactMap { read(messageID: $0) }.first.map { .token($0, .messageID) } ?? .none
    }

    /// The mail of ours that returned with a message, by the address it was sent to.
    public func returnedMail(
        of message: InboundMessage, base: EmailAddress, envelope: EmailAddress? = nil
    ) -> ID<OutboxEntry>? {
        let addresses = [envelope].compactMap { $0 } + Self.recipients(of: message)
        return addresses.lazy.compactMap { address in
            base.tag(of: address).flatMap { SignedToken($0, .bounce, keys: self.keys) }.map { ID($0.first) }
        }.first
    }

    private static func recipients(of message: InboundMessage) -> [EmailAddress] {
        (message.to + message.cc).prefix(addressLimit).compactMap(\.emailAddress)
    }

    private static func single(_ tokens: [ReplyToken], _ source: ThreadMatch.Source) -> ThreadMatch? {
        guard let first = tokens.first else { return nil }
        return tokens.allSatisfy { $0.caseNumber == first.caseNumber } ? .token(first, source) : .ambiguous
    }

    private func read(messageID: MessageID) -> ReplyToken? {
        let text = messageID.rawValue
        guard let at = text.lastIndex(of: "@"), let dot = text[..<at].lastIndex(of: ".") else { return nil }
        return read(text[text.index(after: dot)..<at])
    }
}

extension EmailAddress {
    /// The address with a tag behind a plus sign; `nil` where it leaves no room.
    fileprivate func tagged(_ tag: String) -> EmailAddress? { EmailAddress("\(localPart)+\(tag)@\(domain)") }

    /// What stands behind the last plus sign of an address at the same domain.
    ///
    /// The part before it is not compared: an alias may have been written to, and the tag is signed.
    fileprivate func tag(of address: EmailAddress) -> Substring? {
        guard address.domain == domain, let plus = address.localPart.lastIndex(of: "+") else { return nil }
        return address.localPart[address.localPart.index(after: plus)...]
    }
}
