public import FoundationEssentials

/// How often a desk asks how it went, and what it aims at; data of a preset.
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
    /// So many of a hundred answers should be those of satisfied people.
    public var goal: Int

    /// Rules; if not said otherwise, each contact is asked at most once in 30 days, and has 30 days to answer.
    public init(
        isOn: Bool = true, customer: Customer = .contact, days: Int = 30, answerDays: Int = 30, goal: Int = 95
    ) {
        self.isOn = isOn
        self.customer = customer
        self.days = days
        self.answerDays = answerDays
        self.goal = goal
    }

    /// How long it can be answered, in seconds.
    public var lifetime: TimeInterval { TimeInterval(answerDays) * 86_400 }

    /// Since when nobody may have been asked; days of 24 hours, so that a change of clocks shortens none.
    public func start(before now: Date) -> Date { now.addingTimeInterval(TimeInterval(-days) * 86_400) }
}

/// What the settings of a desk mean for its surveys.
public struct SurveyTerms: Sendable, Equatable {
    /// Seconds from closing to the decision whether a survey is sent.
    public var delay: TimeInterval
    /// Whether there are pages on which it can be answered.
    public var hasPages: Bool

    /// Terms; if not said otherwise, there are no pages, and so no surveys.
    public init(delay: TimeInterval = 0, hasPages: Bool = false) {
        self.delay = delay
        self.hasPages = hasPages
    }
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

    /// What speaks against the mail whatever the rules of the desk; asked once more when the mail is to go out.
    public var objection: SurveyObjection? {
        if supportCase.status != .closed { return .reopened }
        if supportCase.mergedInto != nil { return .merged }
        if contact.kind != .contact || contact.membership(in: supportCase.account) == nil { return .notOfAccount }
        if contact.state == .deactivated { return .deactivated }
        if contact.isSuspended { return .suspended }
        return isOptedOut ? .optedOut : nil
    }
}

/// Whether a survey is sent whose time has come.
public enum SurveyVerdict: Sendable, Equatable {
    case send
    case leave(SurveyObjection)
}

extension SurveyRules {
    /// Whether the survey of a case is sent now; the first rule that forbids it says why.
    public func verdict(on facts: SurveyFacts, _ terms: SurveyTerms, at now: Date) -> SurveyVerdict {
        if let objection = facts.objection { return .leave(objection) }
        if !isOn { return .leave(.off) }
        if !terms.hasPages { return .leave(.noPages) }
        // A clock that was set back makes the last one lie in the future: that counts as just now.
        if let lastSent = facts.lastSent, lastSent > start(before: now) { return .leave(.askedLately(days: days)) }
        return .send
    }
}
