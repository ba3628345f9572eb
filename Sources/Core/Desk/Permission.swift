public import FoundationEssentials

/// A written permission to test in a customer's site, or to change its data or configuration.
///
/// It keeps what was asked word for word, and what an authorized contact answered.
public struct Permission: Sendable, Equatable {
    /// What became of the question.
    public enum State: String, Sendable, CaseIterable { case asked, granted, declined }

    /// The words that were asked.
    public var wording: String
    /// Who asked; an address, or `operator`.
    public var askedBy: String
    /// When.
    public var asked: Date
    /// What became of it.
    public var state = State.asked
    /// Who answered: an address.
    public var answeredBy: String?
    /// When.
    public var answered: Date?
    /// How it was proven that they did, as a sentence.
    public var proof: String?

    /// A question that nobody has answered.
    public init(wording: String, askedBy: String, asked: Date) {
        self.wording = wording
        self.askedBy = askedBy
        self.asked = asked
    }
}
