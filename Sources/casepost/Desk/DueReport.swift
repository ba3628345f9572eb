internal import Core
internal import FoundationEssentials

/// What was done because it was due.
struct DueReport: Equatable {
    private(set) var reminded = 0
    private(set) var closed = 0
    private(set) var warned = 0
    private(set) var resumed = 0
    /// What became of surveys.
    var surveys = SurveyReport()
    /// How many mails tell what was kept back.
    var toldLater = 0
    /// How many challenges nobody answered in time.
    var expiredChallenges = 0
    /// What became of digests.
    var digests = DigestWork.Report()

    mutating func count(_ act: CaseAct) {
        switch act {
        case .remind: reminded += 1
        case .close: closed += 1
        case .warn: warned += 1
        case .wake: resumed += 1
        case .assign, .route, .move, .resolve, .reopen, .prioritize, .classify, .fill, .setDueDate, .schedule, .link,
            .release, .escalate, .askPermission, .answerPermission:
            break
        }
    }

    /// As lines for people; none where nothing was done.
    var lines: [String] {
        let cases = [
            (reminded, "reminded"), (closed, "closed"), (warned, "warned of"), (resumed, "taken up again"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return [
            cases.isEmpty ? nil : "cases: " + cases.joined(separator: ", "),
            surveys.line,
            toldLater > 0 ? "kept back: told by \(toldLater) mails" : nil,
            expiredChallenges > 0 ? "challenges: \(expiredChallenges) expired" : nil,
            digests.queued > 0 ? "digests: \(digests.queued) made" : nil,
        ].compactMap(\.self)
    }
}
