internal import Core

/// What was done about cases because it was due.
struct DueReport: Equatable {
    private(set) var reminded = 0
    private(set) var closed = 0
    private(set) var warned = 0
    private(set) var resumed = 0

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

    /// As a line for people; `nil` where nothing was done.
    var line: String? {
        let parts = [
            (reminded, "reminded"), (closed, "closed"), (warned, "warned of"), (resumed, "taken up again"),
        ].filter { $0.0 > 0 }
        return parts.isEmpty ? nil : "cases: " + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
