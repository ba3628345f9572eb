public import FoundationEssentials

/// How much a bounce counts against the address it is about.
public enum BounceEffect: String, Sendable, CaseIterable {
    /// The other side will never take mail for the address.
    case hard
    /// It did not take this mail.
    case soft
    /// It refused for reasons of its own (5.7.x): our fault or its rules, never the address's.
    case policy
    /// It says something that counts nothing: late, delivered, passed on.
    case note

    /// What a report says about one recipient (RFC 3464 section 2.3.3, RFC 3463).
    public init(_ recipient: Bounce.Recipient) {
        guard recipient.action == .failed else {
            self = .note
            return
        }
        let digits = recipient.status?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        switch (digits.first, digits.dropFirst().first) {
        case ("5", "7"): self = .policy
        case ("5", _): self = .hard
        case (nil, _) where recipient.smtpCode.map({ $0 / 100 }) == 5: self = .hard
        default: self = .soft
        }
    }

    /// A bounce in no standard form, known only by the address it came to.
    public static let ofUnreadableReport = Self.soft
}

/// A bounce that was noted.
public struct PastBounce: Sendable, Equatable {
    /// When it came.
    public var at: Date
    /// How much it counts.
    public var effect: BounceEffect

    /// A bounce from its parts.
    public init(at: Date, effect: BounceEffect) {
        self.at = at
        self.effect = effect
    }
}

/// The rule about addresses that mail does not reach: after enough bounces nothing more is sent there.
public enum Suspension {
    /// What a bounce leads to.
    public enum Verdict: Sendable, Equatable {
        case stays, suspend
        /// A person should look: the other side refuses us, whatever the address.
        case alert
    }

    /// Hard bounces on so many different days (UTC) suspend.
    public static let hardDays = 3
    /// So many soft bounces within ``softWindow`` suspend.
    public static let softCount = 10
    /// Fourteen days.
    public static let softWindow: TimeInterval = 14 * 86_400

    /// What the latest bounce leads to, after earlier ones in any order.
    public static func verdict(on latest: PastBounce, after earlier: [PastBounce]) -> Verdict {
        let all = earlier + [latest]
        switch latest.effect {
        case .note: return .stays
        case .policy: return .alert
        case .hard:
            let days = Set(all.filter { $0.effect == .hard }.map { day($0.at) })
            return days.count >= hardDays ? .suspend : .stays
        case .soft:
            let start = latest.at.addingTimeInterval(-softWindow)
            let count = all.count { $0.effect == .soft && $0.at > start && $0.at <= latest.at }
            return count >= softCount ? .suspend : .stays
        }
    }

    private static func day(_ date: Date) -> Int { Int((date.timeIntervalSince1970 / 86_400).rounded(.down)) }
}
