internal import Core
internal import FoundationEssentials
internal import Store

/// Removes what is kept longer than the settings say: in short transactions, so that mail is taken in meanwhile.
///
/// A pass that is killed anywhere, or whose time is up, is gone on with by the next one.
struct RetentionWork: Sendable {
    let database: DeskDatabase
    let rules: Retention

    /// Removes all that is too old at `now`, as far as `goesOn` lets it.
    func run(
        at now: Date, while goesOn: @escaping @Sendable () -> Bool = { true },
        onBatch: (RetentionReport) -> Void = { _ in }
    ) async throws -> RetentionReport {
        var report = RetentionReport()
        let rules = rules
        for step in try await database.read({ try $0.retentionSteps(rules) }) {
            var place: RetentionPlace? = .start
            while let from = place {
                guard goesOn() else { return report }
                // Mostly there is nothing, and looking keeps nobody from writing.
                var batch = try await database.read {
                    try $0.removeExpired(step, rules, from: from, at: now, isRehearsal: true)
                }
                if batch.removed > 0 { batch = try await remove(step, from: from, at: now) }
                report.count(batch, of: step)
                place = batch.next
                if batch.removed > 0 { onBatch(report) }
            }
        }
        guard try await database.purge(while: goesOn) else { return report }
        try await database.write { try $0.endRetention(at: now) }
        report.isDone = true
        return report
    }

    private func remove(_ step: RetentionStep, from place: RetentionPlace, at now: Date) async throws -> RetentionBatch
    {
        let rules = rules
        let batch = try await database.write { transaction in
            let batch = try transaction.removeExpired(step, rules, from: place, at: now)
            Failpoint.retentionRemoved.pass()
            return batch
        }
        Failpoint.retentionCommitted.pass()
        return batch
    }

    /// What a run would remove at `now`.
    func rehearse(at now: Date) async throws -> RetentionReport {
        var report = RetentionReport()
        let rules = rules
        for step in try await database.read({ try $0.retentionSteps(rules) }) {
            var place: RetentionPlace? = .start
            while let from = place {
                let batch = try await database.read {
                    try $0.removeExpired(step, rules, from: from, at: now, isRehearsal: true)
                }
                report.count(batch, of: step)
                place = batch.next
            }
        }
        report.isDone = true
        return report
    }
}

/// What a pass removed, and what it left because it is on hold.
struct RetentionReport: Sendable, Encodable {
    /// So much of one kind.
    struct Count: Sendable, Encodable, Equatable {
        var removed = 0
        var onHold = 0
    }

    private(set) var messages = Count()
    private(set) var mailTexts = Count()
    private(set) var cases = Count()
    private(set) var auditLines = Count()
    /// Whether nothing is left to be done.
    var isDone = false

    private var all: [(String, Count)] {
        [
            ("messages", messages), ("texts of mails", mailTexts), ("cases", cases),
            ("lines of the audit log", auditLines),
        ]
    }

    /// How many things went.
    var removed: Int { all.reduce(0) { $0 + $1.1.removed } }

    /// A line for each kind.
    var lines: [String] {
        all.map { name, count in
            "\(name): \(count.removed) removed" + (count.onHold > 0 ? ", \(count.onHold) on hold" : "")
        }
    }

    /// What went, in one line.
    var words: String {
        all.filter { $0.1.removed > 0 }.map { "\($0.1.removed) \($0.0)" }.joined(separator: ", ") + " removed"
    }

    mutating func count(_ batch: RetentionBatch, of step: RetentionStep) {
        let path: WritableKeyPath<Self, Count> =
            switch step {
            case .messages: \.messages
            case .mailTexts: \.mailTexts
            case .cases: \.cases
            case .auditLines: \.auditLines
            }
        self[keyPath: path].removed += batch.removed
        self[keyPath: path].onHold += batch.held
    }
}
