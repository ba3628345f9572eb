public import Core
public import FoundationEssentials
public import Logging
public import MailTransport

/// What a run of the outbox came to.
public struct OutboxReport: Sendable, Equatable {
    /// Mails that were taken.
    public var sent = 0
    /// Mails that will be tried again.
    public var deferred = 0
    /// Mails that were refused for good.
    public var failed = 0
    /// Why nothing more is sent though more is due, and until when: the server refuses us, and an administrator must act.
    public var pause: TransportPause?
    /// Why the run ended early: no connection held; the next run tries again.
    public var lostConnection: String?
    /// Whether the run ended because the rate was reached.
    public var hasReachedRate = false

    /// Nothing yet.
    public init() {}

    /// Whether there is nothing more to do at once.
    var isOver: Bool { pause != nil || lostConnection != nil || hasReachedRate }
}

/// Sends what is due: claims mails by lease, renders them, hands them over, and notes what became of each.
///
/// A mail whose handing-over was cut short is sent again with the same Message-ID and Date when its lease has run out.
/// Mails are held a batch at a time, however many wait. After a pause one mail is tried before all others.
public struct OutboxRunner<Storage: DeskStorage>: Sendable {
    /// How many mails are on their way at once; so many at most are sent twice after a crash.
    private static var batchSize: Int { 64 }
    /// Longer than any server may think about a batch.
    private static var lease: TimeInterval { 30 * 60 }

    private let storage: Storage
    private let sink: any MailSink
    private let renderer: MailRenderer
    private let rate: SendingRate
    private let schedule = RetrySchedule()
    private let log: Logger
    private let now: @Sendable () -> Date

    /// A runner that hands mails to `sink`, no more of them in a minute than `rate` allows.
    public init(
        storage: Storage, sink: any MailSink, renderer: MailRenderer, rate: SendingRate = SendingRate(perMinute: 0),
        log: Logger, now: @escaping @Sendable () -> Date
    ) {
        self.storage = storage
        self.sink = sink
        self.renderer = renderer
        self.rate = rate
        self.log = log
        self.now = now
    }

    /// Sends all that is due now, or as much as is sent before `stop` says so.
    public func run(until stop: @Sendable () -> Bool = { false }) async throws -> OutboxReport {
        var report = OutboxReport()
        while !report.isOver, !stop() {
            let claimed: [ClaimedMail]
            switch try await claim() {
            case .mails(let mails): claimed = mails
            case .nothing: return report
            case .paused(let pause):
                report.pause = pause
                return report
            case .rateReached:
                report.hasReachedRate = true
                return report
            }
            Failpoint.outboxClaimed.pass()
            let mails = try await render(claimed)
            let outcomes = await sink.deliver(mails.map(\.object))
            Failpoint.outboxDelivered.pass()
            try await record(zip(mails.map(\.claimed), outcomes).map { ($0, $1) }, &report)
            Failpoint.outboxRecorded.pass()
        }
        return report
    }

    /// Says goodbye to the outgoing server.
    public func close() async { await sink.close() }

    private enum Claim {
        case mails([ClaimedMail])
        case nothing
        case paused(TransportPause)
        case rateReached
    }

    private func claim() async throws -> Claim {
        let (time, rate) = (now(), rate)
        return try await storage.write { transaction in
            let pause = try transaction.transportPause()
            if let pause, pause.holds(at: time) { return .paused(pause) }
            // A server that refused us is shown one mail, not a batch.
            let wanted = pause == nil ? Self.batchSize : 1
            let lately = try transaction.claimedCount(since: time.addingTimeInterval(-60), now: time)
            let limit = rate.allowance(of: wanted, after: lately)
            guard limit > 0 else { return .rateReached }
            let mails = try transaction.claim(
                limit: limit, now: time, leaseUntil: time.addingTimeInterval(Self.lease))
            return mails.isEmpty ? .nothing : .mails(mails)
        }
    }

    private func render(_ claimed: [ClaimedMail]) async throws -> [(claimed: ClaimedMail, object: MailObject)] {
        let contents = try await storage.read { transaction in
            try claimed.map { try transaction.content(of: $0.entry) }
        }
        return try zip(claimed, contents).map { claimed, content in
            let mail = try renderer.mail(claimed, content)
            if let fallback = mail.fallback {
                log.warning("shipped template used", metadata: ["reason": "\(fallback)"])
            }
            return (claimed, mail.object)
        }
    }

    private func record(_ outcomes: [(ClaimedMail, DeliveryOutcome)], _ report: inout OutboxReport) async throws {
        let time = now()
        let results = outcomes.map { mail, outcome in
            (mail: mail, result: DeliveryResult(outcome, of: mail, schedule: schedule, at: time))
        }
        let refusal = outcomes.first { $1.verdict == .pauseTransport }?.1.explanation
        let isLost = !outcomes.isEmpty && outcomes.allSatisfy { $1.isLost }
        let (pause, hadPause) = try await storage.write { transaction in
            for (mail, result) in results { try Self.record(result, of: mail, in: transaction, at: time) }
            return try Self.setPause(because: refusal, isLost: isLost, in: transaction, at: time)
        }
        for (mail, result) in results { note(mail, result, &report) }
        report.pause = refusal == nil ? nil : pause
        if isLost, refusal == nil { report.lostConnection = outcomes.first?.1.explanation }
        note(pause, isNew: refusal != nil, hadPause: hadPause)
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
        because refusal: String?, isLost: Bool, in transaction: Storage.Transaction, at time: Date
    ) throws -> (pause: TransportPause?, hadPause: Bool) {
        let earlier = try transaction.transportPause()
        // A connection that fails says nothing about whether the server would take mail again.
        if refusal == nil, isLost || earlier == nil { return (earlier, earlier != nil) }
        let pause = refusal.map { TransportPause.after(earlier, because: $0, at: time) }
        try transaction.setTransportPause(pause)
        return (pause, earlier != nil)
    }

    private func note(_ pause: TransportPause?, isNew: Bool, hadPause: Bool) {
        if let pause, isNew {
            log.error(
                "the outgoing server takes nothing from us: check [smtp]; mail is kept and sent later",
                metadata: ["error": "\(pause.reason)", "until": "\(pause.until.formatted(.iso8601))"])
        } else if pause == nil, hadPause {
            log.notice("the outgoing server takes mail again")
        }
    }

    private func note(_ mail: ClaimedMail, _ result: DeliveryResult, _ report: inout OutboxReport) {
        let metadata: Logger.Metadata = [
            "id": "\(mail.id.rawValue)", "case": "\(mail.entry.caseNumber?.description ?? "-")",
            "template": "\(mail.entry.template.rawValue)", "attempt": "\(mail.attempts)",
        ]
        switch result {
        case .sent:
            report.sent += 1
            log.info("mail sent", metadata: metadata)
        case .retry(_, let error, _), .keptBack(let error, _):
            report.deferred += 1
            log.notice("mail deferred", metadata: metadata.merging(["error": "\(error)"]) { $1 })
        case .failed(let error):
            report.failed += 1
            log.warning("mail given up", metadata: metadata.merging(["error": "\(error)"]) { $1 })
        }
    }
}
