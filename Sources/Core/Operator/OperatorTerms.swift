/// Who is told how the desk itself is doing, when, and of what.
public struct OperatorTerms: Sendable, Equatable {
    /// Whom the mails go to; nobody gets any where it is empty, and the log tells all the same.
    public var addresses: [EmailAddress] = []
    /// When the digest comes.
    public var digest = DigestSchedule.daily(at: 7 * 60)
    /// So many mails with alerts in any hour at most; what comes beyond them is gathered.
    public var alertsPerHour = 6
    /// So long a worker may fail before that is an alert; a refused login and a full disk are at once.
    public var failingMinutes = 15
    /// So long a mail may wait in the outbox.
    public var outboxMinutes = 60
    /// So long a message may be held.
    public var heldHours = 24
    /// So many mebibytes should be free where the database is.
    public var freeMebibytes = 1024

    /// Nobody is told by mail.
    public init() {}
}
