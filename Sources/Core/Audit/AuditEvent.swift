public import FoundationEssentials

/// Something that changed who may see or do what, or what a person decided; kept for good and in order.
public struct AuditEvent: Sendable, Equatable {
    /// What was done.
    public enum Action: String, Sendable, CaseIterable {
        case contactsImported, advisorsImported, contactAdded, contactDeactivated, contactReactivated, contactFlagged
        case contactSuspended, contactResumed, membershipEnded, digestChosen
        case surveysStopped, surveysResumed
        case challengeSent, challengeConfirmed, challengeDisowned, challengeExpired
        case messageReleased, messageRejected
        case exceptionOpened, exceptionTransitioned
        case keyRotated, keyRevoked, caseTokensVoided
        case statusChanged, caseMerged
        case mailRetried
        case noticeOpened, noticeUpdated, noticeClosed
        case retentionRun, caseRemoved, auditTrimmed, contentRedacted, holdSet, holdReleased, dataExported
        case deskBackedUp, deskRestored, mailImported, quarantineRetried
    }

    /// When.
    public var at: Date
    /// Who did it: an address, `operator` or `system`.
    public var actor: String
    /// What was done.
    public var action: Action
    /// What it was done to: an address, a case's number, a message's number.
    public var subject: String
    /// What else there is to say; never the text of a message, never a secret.
    public var detail: String

    /// An event from its parts.
    public init(_ action: Action, of subject: String, by actor: String, detail: String = "", at: Date) {
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail
    }

    /// The name of whoever works on the machine itself.
    public static let operatorName = "operator"
    /// The name of the desk where nobody asked it to.
    public static let systemName = "system"
}

/// What writing down events needs of a transaction of the store.
public protocol AuditTransaction {
    /// Adds an event behind all earlier ones, tied to them by a digest.
    func audit(_ event: AuditEvent) throws
}

/// An event as it stands in the log.
public struct AuditLine: Sendable, Equatable {
    /// Its place, counted from 1 without gaps.
    public var number: Int64
    /// What happened.
    public var event: AuditEvent
    /// The digest over it and all before it.
    public var hash: String

    /// A line from its parts.
    public init(number: Int64, event: AuditEvent, hash: String) {
        self.number = number
        self.event = event
        self.hash = hash
    }
}
