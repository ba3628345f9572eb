internal import Core

/// A line of `report response-times`; the last one is the total.
struct ResponseTimesLine: ReportLine {
    @Nullable var priority: String?
    @Nullable var target: String?
    var cases: Int
    var answered: Int
    @Nullable var withinTarget: Int?
    @Nullable var share: Double?
    @Nullable var missed: Int?
    var pending: Int
    var unanswered: Int
    @Nullable var averageMinutes: Int?
    @Nullable var medianMinutes: Int?
    var total: Bool
    /// How many cases were left out because they became a part of another one; in the total only.
    @Nullable var merged: Int?

    init(_ row: ResponseTimesReport.Row) {
        self.init(row.tally, isPromised: row.tally.target != nil)
        priority = row.priority
    }

    init(total tally: ResponseTally, merged: Int) {
        self.init(tally, isPromised: true)
        (total, self.merged) = (true, merged)
    }

    private init(_ tally: ResponseTally, isPromised: Bool) {
        (cases, answered) = (tally.cases, tally.answered)
        (pending, unanswered, total) = (tally.pending, tally.unanswered, false)
        (target, share) = (tally.target, tally.share)
        withinTarget = isPromised ? tally.withinTarget : nil
        missed = isPromised ? tally.missed : nil
        (averageMinutes, medianMinutes) = (tally.durations.averageMinutes, tally.durations.medianMinutes)
    }

    static let columns = [
        "priority", "target", "cases", "answered", "withinTarget", "share", "missed", "pending", "unanswered",
        "averageMinutes", "medianMinutes",
    ]

    var values: [String] {
        [
            total ? "Total" : priority ?? "", target ?? "", String(cases), String(answered),
            ReportValue.text(withinTarget), ReportValue.text(share), ReportValue.text(missed), String(pending),
            String(unanswered), ReportValue.text(averageMinutes), ReportValue.text(medianMinutes),
        ]
    }

    static let heads = [
        "Priority", "Target", "Cases", "Answered", "In time", "Share", "Missed", "Pending", "Unanswered", "Average",
        "Median",
    ]
    static let firstNumber = 2

    var cells: [String] {
        [
            total ? "Total" : priority ?? "", target ?? (total ? "" : "–"), String(cases), String(answered),
            ReportText.count(withinTarget), ReportText.share(share), ReportText.count(missed), String(pending),
            String(unanswered), ReportText.minutes(averageMinutes), ReportText.minutes(medianMinutes),
        ]
    }
}
