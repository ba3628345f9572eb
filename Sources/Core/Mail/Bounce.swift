/// What a bounce says: for whom a message was not delivered, or not yet, and which message that was (RFC 3464).
///
/// Nothing of it proves anything: anyone can write such a report.
public struct Bounce: Sendable, Equatable {
    /// What became of the message for one recipient (RFC 3464 section 2.3.3).
    public enum Action: String, Sendable, CaseIterable {
        case failed, delayed, delivered, relayed, expanded
    }

    /// What is said about one recipient.
    public struct Recipient: Sendable, Equatable {
        /// The address as the report gives it, without `rfc822;` and brackets; `nil` where it names none.
        public var address: String?
        /// What became of the message.
        public var action: Action
        /// The enhanced status code, such as `5.1.1` (RFC 3463).
        public var status: String?
        /// The code of the SMTP reply, such as 550 (RFC 5321 section 4.2).
        public var smtpCode: Int?
        /// Why, as far as codes and words tell.
        public var reason: BounceReason
        /// What the other server said, on one line.
        public var diagnostic: String?

        /// Describes the fate of a message for one recipient.
        public init(
            address: String?, action: Action = .failed, status: String? = nil, smtpCode: Int? = nil,
            reason: BounceReason = .undetermined, diagnostic: String? = nil
        ) {
            self.address = address
            self.action = action
            self.status = status
            self.smtpCode = smtpCode
            self.reason = reason
            self.diagnostic = diagnostic
        }

        /// Whether trying again cannot help: a failure that no code calls temporary.
        public var isPermanent: Bool {
            action == .failed && status?.utf8.first != UInt8(ascii: "4") && !(smtpCode.map { $0 / 100 == 4 } ?? false)
        }

        /// Whether the address is dead: it does not exist, has moved, or its host takes no mail.
        public var isHard: Bool {
            guard action == .failed, reason.meansDeadAddress else { return false }
            return reason != .notAccepted || isPermanent
        }
    }

    /// The recipients in the order of the report.
    public var recipients: [Recipient]
    /// The Message-ID of the message that was not delivered, from the returned header section.
    public var originalMessageID: MessageID?

    /// Describes a bounce.
    public init(recipients: [Recipient] = [], originalMessageID: MessageID? = nil) {
        self.recipients = recipients
        self.originalMessageID = originalMessageID
    }
}
