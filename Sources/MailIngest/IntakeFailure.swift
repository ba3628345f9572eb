/// Why a mailbox could not be read, in words for the operator.
public struct IntakeFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened.
    public var detail: String
    /// One sentence that says what to do.
    public var advice: String

    /// A failure from its parts.
    public init(_ detail: String, advice: String) {
        self.detail = detail
        self.advice = advice
    }

    /// What happened and what to do.
    public var description: String { "\(detail). \(advice)" }
}
