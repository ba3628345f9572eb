internal import Core

/// A line of the report on satisfaction; the last one is the total.
struct SatisfactionLine: ReportLine {
    /// By what the surveys are told apart.
    var by: String
    @Nullable var name: String?
    var sent: Int
    var answered: Int
    @Nullable var answerShare: Double?
    @Nullable var average: Double?
    /// How many answers gave each rating, the worst first.
    var ratings: [Int]
    var satisfied: Int
    @Nullable var rate: Double?
    var goal: Int
    @Nullable var reachesGoal: Bool?
    var total: Bool

    init(_ row: SatisfactionReport.Row, by grouping: SatisfactionReport.Grouping, goal: Int) {
        (by, name, total, self.goal) = (grouping.rawValue, row.name, false, goal)
        (sent, answered, ratings, satisfied) = (row.sent, row.answered, row.ratings, row.satisfied)
        answerShare = row.answerShare
        average = row.average
        rate = row.rate
        reachesGoal = row.reaches(goal)
    }

    init(total row: SatisfactionReport.Row, by grouping: SatisfactionReport.Grouping, goal: Int) {
        self.init(row, by: grouping, goal: goal)
        (name, total) = (nil, true)
    }

    static let columns =
        ["by", "name", "sent", "answered", "answerShare", "average"] + SurveyAnswer.scale.map { "rated\($0)" } + [
            "satisfied", "rate",
        ]

    var values: [String] {
        [
            by, total ? "Total" : name ?? "", String(sent), String(answered), ReportValue.text(answerShare),
            ReportValue.text(average),
        ] + ratings.map(String.init) + [String(satisfied), ReportValue.text(rate)]
    }

    static let heads = ["Surveys", "Sent", "Answered", "Share", "Mean", "Satisfied", "Rate"]
    static let firstNumber = 1

    var cells: [String] {
        [
            total ? "Total" : name ?? "", String(sent), String(answered), ReportText.share(answerShare),
            average.map { "\($0)" } ?? "–", String(satisfied), ReportText.share(rate),
        ]
    }
}
