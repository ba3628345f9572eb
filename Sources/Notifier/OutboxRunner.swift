public import Core
public import FoundationEssentials
public import Logging
public import MailTransport
internal import Synchronization

/// Sends what is due: claims mails by lease, renders them, hands them over, and notes what became of each.
///
/// All of that goes on at once for different mails: while some are sent, others are rendered, and one transaction notes
/// what became of those before and claims as many again. However many mails wait, no more than ``OutboxCourse`` allows are
/// in memory. A mail whose handing-over was cut short is sent again with the same Message-ID and Date when its lease has
/// run out. What became of those that were handed over is kept in memory while the store has no room for it. After a pause
/// one mail is tried before all others.
public struct OutboxRunner<Storage: DeskStorage>: Sendable {
    /// How many mails are rendered and handed over together.
    private static var partSize: Int { 16 }
    /// Longer than any server may think about a batch.
    private static var lease: TimeInterval { 30 * 60 }

    private let storage: Storage
    private let sink: any MailSink
    private let renderer: MailRenderer
    private let rate: SendingRate
    private let patience: WritePatience
    private let schedule = RetrySchedule()
    private let log: Logger
    private let now: @Sendable () -> Date

    /// A runner that hands mails to `sink`, no more of them in a minute than `rate` allows.
    ///
    /// For so long as `patience` says, half an hour at the most, it tries to note what became of mails while the disk is full.
    public init(
        storage: Storage, sink: any MailSink, renderer: MailRenderer, rate: SendingRate = SendingRate(perMinute: 0),
        patience: Duration, log: Logger, now: @escaping @Sendable () -> Date
    ) {
        self.storage = storage
        self.sink = sink
        self.renderer = renderer
        self.rate = rate
        // Later another run may have claimed them.
        self.patience = WritePatience(limit: min(patience, .seconds(Self.lease)))
        self.log = log
        self.now = now
    }

    /// Sends all that is due now, or as much as is sent before `stop` says so.
    public func run(until stop: @Sendable () -> Bool = { false }) async throws -> OutboxReport {
        var course = OutboxCourse()
        let sent = SentParts()
        try await withThrowingTaskGroup(of: Void.self) { group in
            repeat {
                if stop() { course.stop() }
                let claimed = try await settle(sent.takeAll(), &course, until: stop)
                for start in stride(from: 0, to: claimed.count, by: Self.partSize) {
                    let part = Array(claimed[start..<min(start + Self.partSize, claimed.count)])
                    group.addTask { sent.add(part, await send(part)) }
                }
                while course.underWay > 0, sent.isEmpty { try await group.next() }
            } while course.underWay > 0
        }
        return try course.end()
    }

    /// Says goodbye to the outgoing server.
    public func close() async { await sink.close() }

    // MARK: Sending

    /// Renders mails and hands them over.
    private func send(_ part: [ClaimedMail]) async -> Result<[DeliveryOutcome], any Error> {
        do {
            let outcomes = await sink.deliver(try await render(part))
            Failpoint.outboxDelivered.pass()
            return .success(outcomes)
        } catch {
            return .failure(error)
        }
    }

    private func render(_ claimed: [ClaimedMail]) async throws -> [MailObject] {
        let contents = try await storage.read { try $0.contents(of: claimed.map(\.entry)) }
        var words: MailRenderer.Words?
        return try zip(claimed, contents).map { claimed, content in
            let mail = try renderer.mail(claimed, content, after: &words)
            if let fallback = mail.fallback {
                log.warning("shipped template used", metadata: ["reason": "\(fallback)"])
            }
            return mail.object
        }
    }

    // MARK: Claiming and noting

    private enum Claim {
        case mails([ClaimedMail])
        case paused(TransportPause)
        case rateReached
    }

    /// Notes what became of mails, and claims as many as there is room for; all that in one transaction.
    private func settle(
        _ parts: [SentPart], _ course: inout OutboxCourse, until stop: @Sendable () -> Bool
    ) async throws -> [ClaimedMail] {
        let judged = now()
        let results = parts.flatMap(\.outcomes).map { mail, outcome in
            (mail: mail, result: DeliveryResult(outcome, of: mail, schedule: schedule, at: judged))
        }
        let turn = course.settle(parts)
        guard turn.room > 0 || !results.isEmpty else { return [] }
        let (underWay, rate) = (course.underWay, rate)
        let (pause, hadPause, claim) = try await write(isPatient: !results.isEmpty, until: stop) { transaction, time in
            for (mail, result) in results { try Self.record(result, of: mail, in: transaction, at: judged) }
            let (pause, hadPause) = try Self.setPause(turn.pauseChange, in: transaction, at: time)
            let claim = try Self.claim(turn.room, beside: underWay, pause, rate, in: transaction, at: time)
            return (pause, hadPause, claim)
        }
        if !results.isEmpty { Failpoint.outboxRecorded.pass() }
        for (mail, result) in results { note(mail, result, &course) }
        note(pause, turn.pauseChange, hadPause)
        switch claim {
        case .mails(let mails):
            course.claimed(mails.count)
            if !mails.isEmpty { Failpoint.outboxClaimed.pass() }
            return mails
        case .paused(let pause): course.paused(pause)
        case .rateReached: course.reachedRate()
        }
        return []
    }

    /// Writes at once, or as soon as there is room for it; the time is that of the attempt.
    private func write<Value: Sendable>(
        isPatient: Bool, until stop: @Sendable () -> Bool,
        _ body: @escaping @Sendable (Storage.Transaction, Date) throws -> Value
    ) async throws -> Value {
        let patience = isPatient ? patience : WritePatience(limit: .zero)
        return try await patience.write(until: stop) { failure in
            log.error("mails were sent and can't be noted yet; it is tried again", metadata: ["error": "\(failure)"])
        } _: {
            let time = now()
            return try await storage.write { try body($0, time) }
        }
    }

    private static func claim(
        _ room: Int, beside underWay: Int, _ pause: TransportPause?, _ rate: SendingRate,
        in transaction: Storage.Transaction, at time: Date
    ) throws -> Claim {
        if let pause, pause.holds(at: time) { return .paused(pause) }
        // A server that refused us is shown one mail, and no more until it has dealt with that.
        let wanted = pause == nil ? room : min(room, 1 - underWay)
        guard wanted > 0 else { return .mails([]) }
        // Who sends without a limit sends thousands in a minute: they are not counted again for every few.
        let lately = rate.isLimited ? try transaction.claimedCount(since: time.addingTimeInterval(-60), now: time) : 0
        let limit = rate.allowance(of: wanted, after: lately)
        guard limit > 0 else { return .rateReached }
        return .mails(
            try transaction.claim(limit: limit, now: time, leaseUntil: time.addingTimeInterval(Self.lease)))
    }

    /// Notes what became of a mail; of one that is given up, also on its case, where the desk sees it.
    private static func record(
        _ result: DeliveryResult, of mail: ClaimedMail, in transaction: Storage.Transaction, at time: Date
    ) throws {
        try transaction.record(result, of: mail.id, at: time)
        guard case .failed(let error) = result, let number = mail.entry.caseNumber else { return }
        let entry = FeedEntry.undelivered(to: mail.entry.to, because: error, at: time)
        _ = try transaction.append(entry, to: number, attachments: [])
    }

    /// Begins or lengthens the pause after a refusal of us, and ends it when the server dealt with a mail.
    private static func setPause(
        _ change: OutboxCourse.PauseChange?, in transaction: Storage.Transaction, at time: Date
    ) throws -> (pause: TransportPause?, hadPause: Bool) {
        let earlier = try transaction.transportPause()
        switch change {
        case .begin(let refusal):
            let pause = TransportPause.after(earlier, because: refusal, at: time)
            try transaction.setTransportPause(pause)
            return (pause, earlier != nil)
        case .end where earlier != nil:
            try transaction.setTransportPause(nil)
            return (nil, true)
        case .end, nil: return (earlier, earlier != nil)
        }
    }

    // MARK: Telling

    private func note(_ pause: TransportPause?, _ change: OutboxCourse.PauseChange?, _ hadPause: Bool) {
        if let pause, case .begin = change {
            log.error(
                "the outgoing server takes nothing from us: check [smtp]; mail is kept and sent later",
                metadata: ["error": "\(pause.reason)", "until": "\(pause.until.formatted(.iso8601))"])
        } else if pause == nil, hadPause {
            log.notice("the outgoing server takes mail again")
        }
    }

    private func note(_ mail: ClaimedMail, _ result: DeliveryResult, _ course: inout OutboxCourse) {
        course.count(result)
        switch result {
        case .sent: log.info("mail sent", metadata: Self.metadata(mail))
        case .retry(_, let error, _), .keptBack(let error, _):
            log.notice("mail deferred", metadata: Self.metadata(mail).merging(["error": "\(error)"]) { $1 })
        case .failed(let error):
            log.warning("mail given up", metadata: Self.metadata(mail).merging(["error": "\(error)"]) { $1 })
        }
    }

    private static func metadata(_ mail: ClaimedMail) -> Logger.Metadata {
        [
            "id": "\(mail.id.rawValue)", "case": "\(mail.entry.caseNumber?.description ?? "-")",
            "template": "\(mail.entry.template.rawValue)", "attempt": "\(mail.attempts)",
        ]
    }
}

/// What became of mails that were handed over, until it is noted.
private final class SentParts: Sendable {
    private let parts = Mutex<[SentPart]>([])

    var isEmpty: Bool { parts.withLock { $0.isEmpty } }

    func add(_ mails: [ClaimedMail], _ result: Result<[DeliveryOutcome], any Error>) {
        parts.withLock { $0.append(SentPart(mails: mails, result: result)) }
    }

    func takeAll() -> [SentPart] {
        parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
    }
}
