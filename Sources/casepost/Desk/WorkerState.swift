internal import Core
internal import FoundationEssentials

/// What is known of a worker that does the same again and again, from the signs that it gives.
struct WorkerState: Sendable, Equatable {
    /// So long a worker may be silent at work: RFC 5321 section 4.5.3.2.6 has it wait ten minutes for one answer.
    static let patience = Duration.seconds(900)

    /// How it last came to an end of what there was to do.
    enum End: Equatable {
        case success
        case failure(WorkerFailure)
    }

    private var lastSign: ContinuousClock.Instant?
    private var silence = Self.patience
    private var lastEnd: End?
    private(set) var lastSuccess: Date?
    private(set) var failures = 0

    init() {}

    /// It is at work.
    mutating func sign(at instant: ContinuousClock.Instant) { (lastSign, silence) = (instant, Self.patience) }

    /// It has come to an end, and begins anew after that pause.
    mutating func end(_ end: End, pause: Duration, at instant: ContinuousClock.Instant, _ date: Date) {
        (lastSign, silence, lastEnd) = (instant, pause + Self.patience, end)
        switch end {
        case .success: lastSuccess = date
        case .failure: failures += 1
        }
    }

    /// Why it does not seem to work any more.
    func complaint(at instant: ContinuousClock.Instant) -> String? {
        guard let lastSign else { return "has not begun" }
        let silent = instant - lastSign
        guard silent > silence else { return nil }
        return "gave no sign of life for \(silent.components.seconds / 60) minutes"
    }

    /// Why it could not do its work the last time.
    var failure: WorkerFailure? {
        guard case .failure(let failure) = lastEnd else { return nil }
        return failure
    }

    /// What it could not do the last time.
    var trouble: String? {
        guard let failure else { return nil }
        let since = lastSuccess.map { " since \($0.formatted(.iso8601))" } ?? ""
        return "fails\(since) and tries again: \(failure.summary)"
    }
}
