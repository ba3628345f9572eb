/// What a survey asks about, each rated from 1 to 5; a contract with those who read the figures.
public enum SurveyArea: String, Sendable, CaseIterable, Codable {
    case courtesy, knowledge, timeliness, quality, overall

    /// As people see it.
    public var title: String {
        switch self {
        case .courtesy: "Courtesy"
        case .knowledge: "Knowledge"
        case .timeliness: "Timeliness"
        case .quality: "Quality"
        case .overall: "Overall Service"
        }
    }

    /// What is asked about it.
    public var question: String {
        switch self {
        case .courtesy: "Were we friendly and respectful?"
        case .knowledge: "Did we know what we were talking about?"
        case .timeliness: "Did you hear from us soon enough?"
        case .quality: "Was the solution a good one?"
        case .overall: "How was our service as a whole?"
        }
    }
}
