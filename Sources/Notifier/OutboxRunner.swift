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
    /// Why sending stopped though more is due: the server refuses us, and an administrator must act.
    public var pause: String?

    /// Nothing yet.
    public init() {}
}

/// Sends what is due: claims mails by lease, renders them, hands them over, and notes what became of each.
///
/// A mail whose handing-over was cut short is sent again with the same Message-ID and Date when its lease has run out.
public struct OutboxRunner<Storage: DeskStorage>: Sendable {
    /// How many mails are on their way at once; so many at most are sent twice after a crash.
    private static var batchSize: Int { 64 }
    /// Longer than any server may think about a batch.
    private static var lease: TimeInterval { 30 * 60 }

    private let storage: Storage
    private let sink: any MailSink
    private let renderer: MailRenderer
    private let schedule = RetrySchedule()
    private let log: Logger
    private let now: @Sendable () -> Date

    /// A runner that hands mails to `sink`.
    public init(
        storage: Storage, sink: any MailSink, renderer: MailRenderer, log: Logger, now: @escaping @Sendable () -> Date
    ) {
        self.storage = storage
        self.sink = sink
        self.renderer = renderer
        self.log = log
        self.now = now
    }

    /// Sends all that is due now, or as much as is sent before `stop` says so.
    public func run(until stop: @Sendable () -> Bool = { false }) async throws -> OutboxReport {
        var report = OutboxReport()
        while report.pause == nil, !stop() {
            let claimed = try await claim()
            guard !claimed.isEmpty else { break }
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

    private func claim() async throws -> [ClaimedMail] {
        let time = now()
        return try await storage.write {
            try $0.claim(limit: Self.batchSize, now: time, leaseUntil: time.addingTimeInterval(Self.lease))
        }
    }

    private func render(_ claimed: [ClaimedMail]) async throws -> [(claimed: ClaimedMail, object: MailObject)] {
        let contents = try await storage.read { transaction in
            try claimed.map { try transaction.content(of: $0.entry) }
        }
        return zip(claimed, contents).map { claimed, content in
            let mail = renderer.mail(claimed, content)
            if let fallback = mail.fallback {
                log.warning("shipped template used", metadata: ["reason": "\(fallback)"])
            }
            return (claimed, mail.object)
        }
    }

    private func record(_ outcomes: [(ClaimedMail, DeliveryOutcome)], _ report: inout OutboxReport) async throws {
        let time = now()
        let results = outcomes.map { (mail: $0, outcome: $1, result: result(of: $0, $1, at: time)) }
        try await storage.write { transaction in
            for (mail, _, result) in results { try transaction.record(result, of: mail.id, at: time) }
        }
        for (mail, outcome, result) in results { note(mail, outcome, result, &report) }
    }

    private func result(of mail: ClaimedMail, _ outcome: DeliveryOutcome, at time: Date) -> DeliveryResult {
        switch outcome.verdict {
        case .delivered: .sent(reply: outcome.explanation)
        case .giveUp: .failed(error: outcome.explanation)
        case .retry, .pauseTransport:
            schedule.next(after: mail.attempts, queued: mail.queued, now: time)
                .map { .retry(at: $0, error: outcome.explanation) }
                ?? .failed(error: "given up after five days: \(outcome.explanation)")
        }
    }

    private func note(
        _ mail: ClaimedMail, _ outcome: DeliveryOutcome, _ result: DeliveryResult, _ report: inout OutboxReport
    ) {
        let metadata: Logger.Metadata = [
            "id": "\(mail.id.rawValue)", "case": "\(mail.entry.caseNumber?.description ?? "-")",
            "template": "\(mail.entry.template.rawValue)", "attempt": "\(mail.attempts)",
        ]
        if outcome.verdict == .pauseTransport { report.pause = outcome.explanation }
        switch result {
        case .sent:
            report.sent += 1
            log.info("mail sent", metadata: metadata)
        case .retry(_, let error):
            report.deferred += 1
            log.notice("mail deferred", metadata: metadata.merging(["error": "\(error)"]) { $1 })
        case .failed(let error):
            report.failed += 1
            log.warning("mail given up", metadata: metadata.merging(["error": "\(error)"]) { $1 })
        }
    }
}

extension DeliveryOutcome {
    /// What happened, for the operator.
    fileprivate var explanation: String {
        switch self {
        case .accepted(let reply): reply.description
        case .refused(let reply, let stage): "\(stage.rawValue): \(reply.description)"
        case .failed(let failure, let isAmbiguous):
            "\(failure.summary): \(failure.detail)" + (isAmbiguous ? " (it may have been sent)" : "")
        }
    }
}
