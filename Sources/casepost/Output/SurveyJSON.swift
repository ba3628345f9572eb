internal import Core
internal import FoundationEssentials
internal import Store

/// A survey as `survey list --json` prints it.
struct SurveyJSON: Encodable {
    var `case`: String
    var contact: String
    var state: String
    @Nullable var why: String?
    @Nullable var sent: Date?
    @Nullable var answered: Date?
    /// By the names of the areas.
    @Nullable var ratings: [String: Int]?
    @Nullable var comment: String?

    init(_ listing: SurveyListing) {
        let survey = listing.survey
        `case` = survey.caseNumber.description
        contact = listing.contact
        state = survey.state.rawValue
        why = survey.why.isEmpty ? nil : survey.why
        (sent, answered) = (survey.sent, survey.answered)
        ratings = survey.answer.map { answer in
            Dictionary(uniqueKeysWithValues: SurveyArea.allCases.map { ($0.rawValue, answer[$0]) })
        }
        comment = survey.answer.flatMap { $0.comment.isEmpty ? nil : $0.comment }
    }
}
