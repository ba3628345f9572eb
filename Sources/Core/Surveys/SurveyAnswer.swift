/// What a contact says about a closed case: a rating of each area, and a comment if they like.
public struct SurveyAnswer: Sendable, Equatable {
    /// The worst and the best rating.
    public static let scale = 1...5
    /// So many characters of a comment are kept.
    public static let longestComment = 4_000
    /// Who rates the service as a whole like that or better is satisfied.
    public static let satisfying = 4
    /// Who rates it like that or worse is heard at once.
    public static let alarming = 2

    /// Each area's rating; all of them are there.
    public let ratings: [SurveyArea: Int]
    /// What else they say; may be empty.
    public let comment: String

    /// An answer with a rating of the scale for each area; `nil` without.
    public init?(ratings: [SurveyArea: Int], comment: String = "") {
        guard SurveyArea.allCases.allSatisfy({ ratings[$0].map(Self.scale.contains) ?? false }) else { return nil }
        self.ratings = ratings
        // A form has CRLF between its lines, and could have anything.
        let lines = comment.map { $0.isNewline ? "\n" : $0 }.filter { character in
            character == "\n" || !character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        }
        self.comment = String(String(lines).trimmed.prefix(Self.longestComment))
    }

    /// The rating of that area.
    public subscript(area: SurveyArea) -> Int { ratings[area] ?? Self.scale.lowerBound }

    /// Whether it counts for the satisfaction rate.
    public var isSatisfied: Bool { self[.overall] >= Self.satisfying }

    /// Whether the desk should hear of it at once.
    public var isAlarming: Bool { self[.overall] <= Self.alarming }

    /// All ratings in one line, the one that counts in front.
    public var summary: String {
        let others = SurveyArea.allCases.filter { $0 != .overall }.map { "\($0.title) \(self[$0])" }
        return "Overall Service \(self[.overall]) of \(Self.scale.upperBound); " + others.joined(separator: ", ")
    }

    /// As it stands on the case.
    func words(isChange: Bool) -> String {
        let lines = SurveyArea.allCases.map { "\($0.title): \(self[$0]) of \(Self.scale.upperBound)" }
        let head = isChange ? "Changed the answer to the survey of this case." : "Answered the survey of this case."
        return ([head, ""] + lines + (comment.isEmpty ? [] : ["", comment])).joined(separator: "\n")
    }
}
