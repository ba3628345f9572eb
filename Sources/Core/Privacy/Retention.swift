public import FoundationEssentials

/// How long what is kept: the rules, which look at one thing at a time.
public struct Retention: Sendable, Equatable {
    /// For how many days; `nil` is for good.
    public struct Periods: Sendable, Equatable {
        /// The octets of a message that became a case or a post, from then on.
        public var rawDays: Int? = 90
        /// A message that is held, ignored or only recorded, from then on.
        public var heldDays: Int? = 30
        /// The texts that are kept of mails that were sent: answers and digests.
        public var sentDays: Int? = 90
        /// The words and files of a case, from its closing on.
        public var caseDays: Int?
        /// The lines of the audit log: seven years.
        public var auditDays: Int? = 2557
        /// What differs for the cases of an account, by its name in small letters.
        public var accounts: [String: Int] = [:]

        /// What holds where nobody says anything.
        public init() {}
    }

    /// One thing that may be removed.
    public enum Thing: Sendable, Equatable {
        /// A message as it came, and what became of it at that time.
        case message(InboundOutcome, ended: Date)
        /// The text of a mail that is not sent any more, put into the outbox at that time.
        case mailText(queued: Date)
        /// A case of an account that is closed since then.
        case supportCase(account: String, closed: Date)
        /// The oldest line of the audit log; whether anything at all is on hold.
        case auditLine(at: Date, anythingHeld: Bool)
    }

    /// What becomes of it.
    public enum Verdict: Sendable, Equatable {
        case goes
        case stays(Reason)
    }

    /// Why something stays.
    public enum Reason: Sendable, Equatable {
        /// Nobody said when it goes.
        case forGood
        /// It is not old enough.
        case tooYoung
        /// Somebody keeps it.
        case held
    }

    /// For how long what is kept.
    public var periods: Periods

    /// Rules with these periods.
    public init(_ periods: Periods = Periods()) { self.periods = periods }

    /// What becomes of a thing at `now`, where `hold` keeps it.
    public func verdict(on thing: Thing, hold: LegalHold? = nil, at now: Date) -> Verdict {
        let (days, since): (Int?, Date) =
            switch thing {
            case .message(let outcome, let ended): (days(for: outcome), ended)
            case .mailText(let queued): (periods.sentDays, queued)
            case .supportCase(let account, let closed): (days(ofAccount: account), closed)
            case .auditLine(let at, _): (periods.auditDays, at)
            }
        guard let days else { return .stays(.forGood) }
        guard since <= Self.limit(days, before: now) else { return .stays(.tooYoung) }
        if case .auditLine(_, anythingHeld: true) = thing { return .stays(.held) }
        return hold?.counts(at: now) == true ? .stays(.held) : .goes
    }

    /// For how many days a message is kept of which that became.
    public func days(for outcome: InboundOutcome) -> Int? {
        switch outcome {
        case .opened, .posted: periods.rawDays
        case .held, .bounce, .autoReply, .duplicate, .ignored, .quarantined, .command: periods.heldDays
        }
    }

    /// For how many days the cases of an account are kept when they are closed; `0` there is for good as well.
    public func days(ofAccount name: String) -> Int? {
        guard let days = periods.accounts[name.lowercased()] else { return periods.caseDays }
        return days == 0 ? nil : days
    }

    /// The time so many days before `now`: what is of then or older is old enough.
    public static func limit(_ days: Int, before now: Date) -> Date { now.addingTimeInterval(-86_400 * Double(days)) }
}
