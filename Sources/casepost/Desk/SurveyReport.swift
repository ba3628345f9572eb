internal import Core

/// What became of the surveys whose time had come.
struct SurveyReport: Equatable {
    private(set) var sent = 0
    private(set) var left = 0
    var expired = 0

    mutating func count(_ verdict: SurveyVerdict) {
        switch verdict {
        case .send: sent += 1
        case .leave: left += 1
        }
    }

    /// As a line for people; `nil` where nothing was done.
    var line: String? {
        let parts = [(sent, "sent"), (left, "not sent"), (expired, "expired")].filter { $0.0 > 0 }
        return parts.isEmpty ? nil : "surveys: " + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
