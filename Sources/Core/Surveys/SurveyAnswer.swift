/// What a contact says about a closed case: a rating of each area, and a comment if they like.
public struct SurveyAnswer: Sendable, Equatable {
    /// The worst and the best rating.
    public static let scale = 1...5
    /// So many characters of a comment are kept.
    public static let longestComment = 4_000
    /// Who gives that or more is satisfied.
    public static let satisfying = 4
    /// Of an answer that has such a rating or a lower one the team hears at once.
    public static let alarming = 2

    /// Each area's rating; all of them are there.
    public let ratings: [SurveyArea: Int]
    /// What else they say; may be empty.
    public let comment: String

    /// An answer with a rating of the scale for each area; `nil` without.
    public init?(ratings: [SurveyArea: Int], comment: String = "") {
        guard SurveyArea.allCases.allSatisfy({ ratings[$0].map(Self.scale.contains) ?? false }) else { return nil }
        self.ratings = ratings
        self.comment = String(comment.trimmed.prefix(Self.longestComment))
    }

    /// The rating of that area.
    public subscript(area: SurveyArea) -> Int { ratings[area] ?? Self.scale.lowerBound }

    /// Whether it counts for the satisfaction rate.
    public var isSatisfied: Bool { self[.overall] >= Self.satisfying }

    /// Whether the team should hear of it at once.
    public var isAlarming: Bool { ratings.values.contains { $0 <= Self.alarming } }
}
