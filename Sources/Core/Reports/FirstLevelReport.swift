/// How many of the closed cases were solved by who had them first, by team.
public struct FirstLevelReport: Sendable {
    /// The statuses that a case solved at the first level never had: others had to help.
    public static let raisedStatuses: [CaseStatus] = [.assistRequest, .assignedToDevelopment]

    /// The cases of one team, or of all.
    public struct Row: Sendable, Equatable {
        /// The team.
        public var team: String
        /// How many are closed.
        public var closed: Int
        /// How many of those were solved at the first level.
        public var firstLevel: Int
        /// How many are open, so that nothing is known of them yet.
        public var open: Int

        /// A row from its parts.
        public init(team: String, closed: Int = 0, firstLevel: Int = 0, open: Int = 0) {
            self.team = team
            self.closed = closed
            self.firstLevel = firstLevel
            self.open = open
        }

        /// The share of those solved at the first level among the closed ones; `nil` where there are none.
        public var share: Double? { Percentage.share(of: firstLevel, in: closed) }
    }

    /// A row for each team that has cases: in the order of the preset, then those that it does not have.
    public let rows: [Row]

    /// A report of rows in any order, for a preset that has those teams.
    public init(_ rows: [Row], teams: [String]) {
        let known = teams.compactMap { team in rows.first { $0.team == team } }
        self.rows = known + rows.filter { !teams.contains($0.team) }.sorted { $0.team < $1.team }
    }

    /// All cases.
    public var total: Row {
        rows.reduce(into: Row(team: "")) { total, row in
            total.closed += row.closed
            total.firstLevel += row.firstLevel
            total.open += row.open
        }
    }
}
