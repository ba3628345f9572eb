import Core

/// Tells why a message was not delivered, from codes and words.
///
/// The closest sign wins: first the enhanced codes that mean one thing only, then clear words of the other host, then
/// other enhanced codes, vague words, what the notice says around them, and last the reply code.
struct ReasonFinder {
    /// Which command the other host refused.
    enum Command { case recipient, data }

    var action: Bounce.Action
    var status: String?
    var smtpCode: Int?
    var command: Command?
    /// What the reporting program itself takes it for.
    var category: String?

    /// The reason, given what the other host said, and what the notice says around that.
    func reason(said: ReasonPhrases.Meaning?, around: ReasonPhrases.Meaning?) -> BounceReason {
        switch action {
        case .delivered, .relayed, .expanded: return .delivered
        case .failed, .delayed: break
        }
        let found =
            status.flatMap(Self.certain) ?? said?.clear ?? closerThanCode(said?.vague) ?? status.flatMap(Self.probable)
            ?? category.flatMap { Self.categories[$0] } ?? said?.vague ?? around?.clear ?? byReplyCode ?? around?.vague
        return found.map(refined) ?? (action == .delayed ? .expired : .undetermined)
    }

    /// A vague word that says more than `x.7.0` or `x.7.1` (RFC 3463 section 3.8), which stand for any rule at all.
    private func closerThanCode(_ reason: BounceReason?) -> BounceReason? {
        guard let reason, let detail = status?.dropFirst(2), detail == "7.0" || detail == "7.1" else { return nil }
        switch reason {
        case .spamDetected, .virusDetected, .authFailure, .noRelaying, .badReputation, .blocked, .rateLimited:
            return reason
        default: return nil
        }
    }

    private func refined(_ reason: BounceReason) -> BounceReason {
        switch reason {
        case .userUnknown where isFilter: .filtered
        // What could not be looked up for now may exist.
        case .hostUnknown where action == .delayed || status?.utf8.first == UInt8(ascii: "4"): .networkError
        default: reason
        }
    }

    /// Whether `user unknown` is said by a filter: by who takes the recipient and refuses the content, or with a code
    /// that says of a mailbox that it does not accept mail (RFC 3463 section 3.3).
    private var isFilter: Bool {
        let detail = status.map { $0.dropFirst(2) } ?? ""
        switch command {
        case .data: return detail != "1.1"
        case .recipient: return detail == "2.0"
        case nil: return detail == "2.0" || detail == "2.1"
        }
    }

    /// Codes that are given for one reason only (RFC 3463, RFC 7372, and those of large providers).
    private static func certain(_ status: String) -> BounceReason? {
        let detail = status.dropFirst(2)
        if let provider = Int(detail.dropFirst(2)), detail.hasPrefix("7."), provider >= 500 {
            return exchangeOnline(provider)
        }
        return certainDetails[String(detail)]
    }

    /// Exchange Online's own details of `5.7`.
    private static func exchangeOnline(_ detail: Int) -> BounceReason? {
        switch detail {
        case 501: .spamDetected
        case 502, 503, 506, 606...649, 708: .blocked
        case 509, 515: .authFailure
        case 512: .notCompliantRFC
        case 650...659: .badReputation
        case 705: .rateLimited
        default: nil
        }
    }

    private static let certainDetails: [String: BounceReason] = [
        "1.6": .hasMoved, "2.2": .mailboxFull, "3.4": .messageTooLarge, "7.13": .suspended, "7.20": .authFailure,
        "7.21": .authFailure, "7.22": .authFailure, "7.23": .authFailure, "7.24": .authFailure, "7.25": .requirePTR,
        "7.26": .authFailure, "7.27": .notAccepted,
    ]

    /// PowerMTA's categories of bounces.
    private static let categories: [String: BounceReason] = [
        "bad-domain": .hostUnknown, "bad-mailbox": .userUnknown, "inactive-mailbox": .suspended,
        "message-expired": .expired, "no-answer-from-host": .networkError, "policy-related": .policyViolation,
        "quota-issues": .mailboxFull, "routing-errors": .networkError, "spam-related": .spamDetected,
        "virus-related": .virusDetected, "content-related": .contentError, "bad-connection": .networkError,
        "relaying-issues": .noRelaying, "protocol-errors": .syntaxError,
    ]

    /// What an enhanced code means where no words say it better (RFC 3463 section 3).
    private static func probable(_ status: String) -> BounceReason? { probableDetails[String(status.dropFirst(2))] }

    private static let probableDetails: [String: BounceReason] = [
        "1.0": .userUnknown, "1.1": .userUnknown, "1.2": .hostUnknown, "1.3": .userUnknown, "1.4": .filtered,
        "1.7": .rejected, "1.8": .rejected, "1.9": .rejected, "1.10": .notAccepted, "2.0": .filtered, "2.1": .filtered,
        "2.3": .quotaExceeded, "2.4": .filtered, "3.0": .systemError, "3.1": .systemFull, "3.2": .notAccepted,
        "3.3": .systemError, "3.5": .systemError, "4.0": .networkError, "4.1": .expired, "4.2": .networkError,
        "4.3": .systemError, "4.4": .hostUnknown, "4.5": .systemError, "4.6": .networkError, "4.7": .expired,
        "4.8": .networkError, "4.9": .networkError, "5.0": .syntaxError, "5.1": .syntaxError, "5.2": .syntaxError,
        "5.3": .rateLimited, "5.4": .syntaxError, "5.5": .systemError, "5.6": .syntaxError, "6.0": .contentError,
        "6.1": .contentError, "6.2": .contentError, "6.3": .contentError, "6.4": .contentError, "6.5": .contentError,
        "6.6": .contentError, "6.7": .contentError, "6.8": .contentError, "6.9": .contentError, "7.0": .securityError,
        "7.1": .securityError, "7.2": .securityError, "7.3": .securityError, "7.4": .securityError,
        "7.5": .securityError,
        "7.6": .securityError, "7.7": .securityError, "7.8": .securityError, "7.9": .securityError,
        "7.10": .securityError,
        "7.11": .securityError, "7.17": .hasMoved, "7.28": .rateLimited, "7.29": .authFailure, "7.30": .securityError,
    ]

    private var byReplyCode: BounceReason? {
        switch smtpCode {
        case 422, 552: .mailboxFull
        case 500, 501, 502, 503, 504: .syntaxError
        case 521, 556: .notAccepted
        case 530, 534, 535, 538: .securityError
        case 541: .spamDetected
        case 551: .hasMoved
        case 550, 553: .userUnknown
        case 452: .systemFull
        case 421, 442, 447: .expired
        case 451: .systemError
        default: nil
        }
    }
}
