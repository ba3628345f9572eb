public import Core
public import FoundationEssentials

/// What makes a mail known as a test of the way out and back: a token in its identifier, `casepost-test.TOKEN@domain`.
extension ReplyTokens {
    /// A mail that was held up on its way so long is still known; whoever copies its identifier only has mail ignored.
    private static let lifetime: TimeInterval = 7 * 86_400

    /// An identifier that only this desk can make, of a test of that number.
    public func loopTestID(_ number: Int64, domain: String, at now: Date) -> MessageID {
        let token = CapabilityTokens(keys: keys).token(
            .loopTest, for: number, expires: now.addingTimeInterval(Self.lifetime))
        return MessageID(rawValue: "casepost-test.\(token)@\(domain)")
    }

    /// Whether a message has such an identifier.
    public func isLoopTest(_ message: InboundMessage, at now: Date) -> Bool {
        guard let text = message.messageID?.rawValue, let at = text.lastIndex(of: "@"),
            let dot = text[..<at].lastIndex(of: ".")
        else { return false }
        return CapabilityTokens(keys: keys).read(text[text.index(after: dot)..<at], .loopTest, at: now) != nil
    }
}
