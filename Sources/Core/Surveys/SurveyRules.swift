public import FoundationEssentials

/// How often a desk asks how it went; data of a preset.
public struct SurveyRules: Sendable, Equatable {
    /// Who is not asked twice.
    public enum Customer: String, Sendable, CaseIterable { case contact, account }

    /// Whether the desk asks at all.
    public var isOn: Bool
    /// Who is not asked twice within so many days.
    public var customer: Customer
    /// For so many days after a survey nobody asks the same customer again; at least 1.
    public var days: Int
    /// For so many days it can be answered.
    public var answerDays: Int

    /// Rules; if not said otherwise, each contact is asked at most once in 30 days, and has 30 days to answer.
    public init(isOn: Bool = true, customer: Customer = .contact, days: Int = 30, answerDays: Int = 30) {
        self.isOn = isOn
        self.customer = customer
        self.days = days
        self.answerDays = answerDays
    }

    /// How long it can be answered, in seconds.
    public var lifetime: TimeInterval { TimeInterval(answerDays) * 86_400 }

    /// Since when nobody may have been asked; days of 24 hours, so that a change of clocks shortens none.
    public func start(before now: Date) -> Date { now.addingTimeInterval(TimeInterval(-days) * 86_400) }
}

/// What has to be known to decide whether a survey is sent.
public struct SurveyFacts: Sendable, Equatable {
    /// The case as it is now.
    public var supportCase: SupportCase
    /// Its contact as they are now.
    public var contact: Person
    /// Whether they want no surveys.
    public var isOptedOut: Bool
    /// When the same customer was asked last.
    public var lastSent: Date?

    /// Facts from their parts.
    public init(supportCase: SupportCase, contact: Person, isOptedOut: Bool, lastSent: Date?) {
        self.supportCase = supportCase
        self.contact = contact
        self.isOptedOut = isOptedOut
        self.lastSent = lastSent
    }
}

/// Whether a survey is sent whose time has come.
public enum SurveyVerdict: Sendable, Equatable {
    case send
    /// It is not, for a reason that people can read.
    case withhold(String)
    /// It is not, since the case is open.
    case cancel(String)
}

extension SurveyRules {
    /// Whether the survey of a case is sent now; the first rule that forbids it says why.
    public func verdict(on facts: SurveyFacts, at now: Date) -> SurveyVerdict {
        guard facts.supportCase.status == .closed else { return .cancel("the case was opened again") }
        if !isOn { return .withhold("this desk sends no surveys") }
        if facts.supportCase.mergedInto != nil { return .withhold("the case was merged into another") }
        guard facts.contact.kind == .contact, facts.contact.membership(in: facts.supportCase.account) != nil else {
            return .withhold("not a contact of the account")
        }
        if facts.contact.state == .deactivated { return .withhold("the contact is deactivated") }
        if facts.contact.isSuspended { return .withhold("the address takes no mail") }
        if facts.isOptedOut { return .withhold("opted out") }
        // A clock that was set back makes the last one lie in the future: that counts as just now.
        if let lastSent = facts.lastSent, lastSent > start(before: now) { return .withhold("within \(days) days") }
        return .send
    }
}
