public import FoundationEssentials

/// What the report on response times has to know of a case.
public struct ReportedCase: Sendable, Equatable {
    /// Its priority, as it is stored.
    public var priority: String
    /// When it was opened.
    public var created: Date
    /// When it was closed, if it is.
    public var closed: Date?
    /// When it had to be answered, and whether it was.
    public var response: ResponseRecord

    /// A case from its parts.
    public init(priority: String, created: Date, closed: Date? = nil, response: ResponseRecord = ResponseRecord()) {
        self.priority = priority
        self.created = created
        self.closed = closed
        self.response = response
    }

    /// What became of the promise of a first answer: each case is one of these.
    enum Verdict: Equatable {
        /// Answered within the target.
        case inTime
        /// Answered too late, or not at all though the time was over before it was closed.
        case missed
        /// Open and not answered, and there is time left.
        case pending
        /// Closed without an answer before the time was over.
        case unanswered
        /// Answered where nothing was promised.
        case answered
    }

    /// What became of the promise, for an answer that took so many seconds of the time that counts.
    ///
    /// The recorded due time decides, since that is what the desk was held to. An answer on a case whose time stood still
    /// has none: then the time that it took decides.
    func verdict(allowance: TimeInterval?, took seconds: TimeInterval?, at now: Date) -> Verdict {
        let due = allowance == nil ? nil : response.due
        guard let answered = response.answered else {
            if let due, (closed ?? now) > due { return .missed }
            return closed == nil ? .pending : .unanswered
        }
        guard let allowance else { return .answered }
        return due.map { answered <= $0 } ?? (seconds ?? 0 <= allowance) ? .inTime : .missed
    }
}
