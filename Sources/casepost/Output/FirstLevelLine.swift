internal import Core

/// A line of `report first-level`; the last one is the total.
struct FirstLevelLine: ReportLine {
    @Nullable var team: String?
    var closed: Int
    var firstLevel: Int
    @Nullable var share: Double?
    var open: Int
    var total: Bool
    /// How many cases were left out because they became a part of another one; in the total only.
    @Nullable var merged: Int?

    init(_ row: FirstLevelReport.Row) {
        (team, closed, firstLevel, open, total) = (row.team, row.closed, row.firstLevel, row.open, false)
        share = row.share
    }

    init(total row: FirstLevelReport.Row, merged: Int) {
        self.init(row)
        (team, total, self.merged) = (nil, true, merged)
    }

    static let columns = ["team", "closed", "firstLevel", "share", "open"]

    var values: [String] {
        [total ? "Total" : team ?? "", String(closed), String(firstLevel), ReportValue.text(share), String(open)]
    }

    static let heads = ["Team", "Closed", "First level", "Share", "Still open"]
    static let firstNumber = 1

    var cells: [String] {
        [total ? "Total" : team ?? "", String(closed), String(firstLevel), ReportText.share(share), String(open)]
    }
}
