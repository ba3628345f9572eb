internal import Core

/// A line of `report volume`; the last one is the total.
struct VolumeLine: ReportLine {
    /// By what the cases are told apart.
    var by: String
    @Nullable var name: String?
    var opened: Int
    var closed: Int
    var open: Int
    @Nullable var share: Double?
    var total: Bool
    /// How many cases were left out because they became a part of another one; in the total only.
    @Nullable var merged: Int?

    init(_ row: VolumeReport.Row, by grouping: VolumeReport.Grouping) {
        (by, name, total) = (grouping.rawValue, row.name, false)
        (opened, closed, open) = (row.opened, row.closed, row.open)
        share = row.share
    }

    init(total row: VolumeReport.Row, by grouping: VolumeReport.Grouping, merged: Int) {
        self.init(row, by: grouping)
        (name, total, self.merged) = (nil, true, merged)
    }

    static let columns = ["by", "name", "opened", "closed", "open", "share"]

    var values: [String] {
        [by, total ? "Total" : name ?? "", String(opened), String(closed), String(open), ReportValue.text(share)]
    }

    static let heads = ["Cases", "Opened", "Closed", "Still open", "Share"]
    static let firstNumber = 1

    var cells: [String] {
        [total ? "Total" : name ?? "", String(opened), String(closed), String(open), ReportText.share(share)]
    }
}
