public import FoundationEssentials

/// Something about the desk itself that a person should look at.
public struct OperatorAlert: Sendable, Equatable {
    /// What it is about; the same as long as it is the same.
    public var name: String
    /// What is wrong, without an address, a subject or a secret.
    public var text: String
    /// What to do, in one sentence.
    public var advice: String
    /// Grows where it becomes worse, so that it is told once more.
    public var level: Int64
    /// So long it may stand before anybody is told.
    public var patience: TimeInterval
    /// Whether its end is worth a word.
    public var tellsEnd: Bool

    /// An alert from its parts.
    public init(
        _ name: String, _ text: String, advice: String, level: Int64 = 0, patience: TimeInterval = 0,
        tellsEnd: Bool = true
    ) {
        self.name = name
        self.text = text
        self.advice = advice
        self.level = level
        self.patience = patience
        self.tellsEnd = tellsEnd
    }
}

/// An alert that stands, and what was told of it.
public struct StandingAlert: Sendable, Equatable {
    /// What is wrong.
    public var alert: OperatorAlert
    /// Since when.
    public var since: Date
    /// When the log told of it first; `nil` while it may still pass by itself.
    public var noted: Date?
    /// When a mail told of it last.
    public var told: Date?
    /// How bad it was then.
    public var toldLevel: Int64
    /// Since when nothing is wrong any more; it stands until that has lasted.
    public var gone: Date?

    /// An alert that begins.
    public init(_ alert: OperatorAlert, since: Date) {
        self.alert = alert
        self.since = since
        toldLevel = alert.level
    }
}

/// One thing that a mail to the operator tells.
public struct AlertNews: Sendable, Equatable {
    /// What became of it.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// It began, or became worse.
        case began
        /// It stands for a day more.
        case still
        /// It is over.
        case over
        /// It began and is over again, before there was room for a mail.
        case passed
    }

    /// What became of it.
    public var kind: Kind
    /// What it is.
    public var alert: OperatorAlert
    /// Since when it stood.
    public var since: Date

    /// News from its parts.
    public init(_ kind: Kind, _ alert: OperatorAlert, since: Date) {
        self.kind = kind
        self.alert = alert
        self.since = since
    }
}

/// What is to be done about alerts at one moment.
public struct AlertRound: Sendable, Equatable {
    /// So long all must be well before an alert is over: what comes and goes is one alert.
    public static let settling: TimeInterval = 300
    /// An alert that stands is told again after so long.
    public static let reminder: TimeInterval = 86_400

    /// The alerts that stand from now on.
    public private(set) var standing: [StandingAlert] = []
    /// What a mail tells; there is none where it is empty.
    public private(set) var news: [AlertNews] = []
    /// What the log tells: what began, and what is over.
    public private(set) var log: [AlertNews] = []

    /// What follows from what is `found` wrong, and what stood before.
    ///
    /// `hasRoom` says whether one more mail may go out now; where none may, what there is to tell waits. Alerts that
    /// `isLookedAt` is not true of stay as they are: nobody looked whether they are over.
    public init(
        found: [OperatorAlert], before: [StandingAlert], hasRoom: Bool, at now: Date,
        isLookedAt: (String) -> Bool = { _ in true }
    ) {
        for alert in found {
            var one = before.first { $0.alert.name == alert.name } ?? StandingAlert(alert, since: now)
            (one.alert, one.gone) = (alert, nil)
            // How long it may stand is known anew each time, and not kept.
            one.alert.patience = 0
            tell(&one, after: alert.patience, hasRoom: hasRoom, at: now)
            standing.append(one)
        }
        for one in before where !found.contains(where: { $0.name == one.alert.name }) {
            guard isLookedAt(one.alert.name) else {
                standing.append(one)
                continue
            }
            if let left = leave(one, hasRoom: hasRoom, at: now) { standing.append(left) }
        }
    }

    private mutating func tell(
        _ one: inout StandingAlert, after patience: TimeInterval, hasRoom: Bool, at now: Date
    ) {
        // A time that is yet to come was noted before the clock was set back.
        one.since = min(one.since, now)
        one.told = one.told.map { min($0, now) }
        guard now.timeIntervalSince(one.since) >= patience else { return }
        if one.noted == nil {
            one.noted = now
            log.append(AlertNews(.began, one.alert, since: one.since))
        }
        let kind: AlertNews.Kind
        switch one.told {
        case nil: kind = .began
        case .some where one.alert.level > one.toldLevel: kind = .began
        case .some(let told) where now.timeIntervalSince(told) >= Self.reminder: kind = .still
        case .some: return
        }
        guard hasRoom else { return }
        news.append(AlertNews(kind, one.alert, since: one.since))
        (one.told, one.toldLevel) = (now, one.alert.level)
    }

    /// What is left of an alert that was not found; `nil` where it is over.
    private mutating func leave(_ one: StandingAlert, hasRoom: Bool, at now: Date) -> StandingAlert? {
        guard one.noted != nil else { return nil }
        var one = one
        let gone = min(one.gone ?? now, now)
        one.gone = gone
        guard now.timeIntervalSince(gone) >= Self.settling else { return one }
        let isUntold = one.told == nil
        guard one.alert.tellsEnd || isUntold else { return nil }
        guard hasRoom else { return one }
        log.append(AlertNews(.over, one.alert, since: one.since))
        news.append(AlertNews(isUntold ? .passed : .over, one.alert, since: one.since))
        return nil
    }
}
