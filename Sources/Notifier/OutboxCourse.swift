internal import Core
internal import MailTransport

/// Mails that were handed over together.
struct SentPart: Sendable {
    var mails: [ClaimedMail]
    /// What became of each, or why none was handed over.
    var result: Result<[DeliveryOutcome], any Error>

    var outcomes: [(ClaimedMail, DeliveryOutcome)] {
        switch result {
        case .success(let outcomes): Array(zip(mails, outcomes))
        case .failure: []
        }
    }
}

/// How a run of the outbox goes on: how many mails are under way, whether more are claimed, and what it came to.
///
/// Once something speaks against more mail, none is claimed, and what is under way is waited for.
struct OutboxCourse {
    /// How many mails are claimed and not settled at most; so many at most are sent twice after a crash.
    static let mostUnderWay = 64

    /// What becomes of the pause of the outgoing server.
    enum PauseChange: Equatable {
        /// The server has refused us, with these words.
        case begin(String)
        /// It has dealt with a mail.
        case end
    }

    /// How many mails are claimed and not settled.
    private(set) var underWay = 0
    private var report = OutboxReport()
    private var isStopping = false
    private var isRefused = false
    /// Why the connection failed under the latest mails; forgotten when the server judges one.
    private var loss: String?
    private var failure: (any Error)?

    /// Claims no more.
    mutating func stop() { isStopping = true }

    /// Takes what became of mails; says how many may be claimed, and what becomes of the pause.
    mutating func settle(_ parts: [SentPart]) -> (room: Int, pauseChange: PauseChange?) {
        var pauseChange: PauseChange?
        for part in parts {
            underWay -= part.mails.count
            if case .failure(let error) = part.result { failure = failure ?? error }
        }
        let outcomes = parts.flatMap(\.outcomes).map(\.1)
        if outcomes.contains(where: { !$0.isLost }) {
            loss = nil
            // What was under way when the server refused us says nothing about it any more.
            if !isRefused { pauseChange = .end }
        } else if let lost = outcomes.first {
            loss = lost.explanation
        }
        if !isRefused, let refusal = outcomes.first(where: { $0.verdict == .pauseTransport }) {
            isRefused = true
            pauseChange = .begin(refusal.explanation)
        }
        return (room, pauseChange)
    }

    private var room: Int {
        let isOver = isStopping || isRefused || report.hasReachedRate || loss != nil || failure != nil
        return isOver ? 0 : Self.mostUnderWay - underWay
    }

    /// So many more are under way.
    mutating func claimed(_ count: Int) { underWay += count }

    /// The server refuses us until then.
    mutating func paused(_ pause: TransportPause) {
        isRefused = true
        report.pause = pause
    }

    /// No more may be sent in this minute.
    mutating func reachedRate() { report.hasReachedRate = true }

    /// Counts what became of one mail.
    mutating func count(_ result: DeliveryResult) {
        switch result {
        case .sent: report.sent += 1
        case .retry, .keptBack: report.deferred += 1
        case .failed: report.failed += 1
        }
    }

    /// What the run came to, when nothing is under way any more.
    func end() throws -> OutboxReport {
        if let failure { throw failure }
        var report = report
        if report.pause == nil { report.lostConnection = loss }
        return report
    }
}
