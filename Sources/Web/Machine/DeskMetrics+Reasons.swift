internal import Core
internal import FoundationEssentials

/// Figures that are told apart by a reason or a priority: words of ours, so that there are only so many.
extension DeskMetrics {
    func addReasons(to text: inout MetricsText, at now: Date) {
        text.add(
            .counter, "casepost_messages_by_reason_total",
            "Messages taken in since the start, by what first became of them and why.",
            messages.sorted { ($0.key.outcome.rawValue, $0.key.reason) < ($1.key.outcome.rawValue, $1.key.reason) }
                .map { ([("outcome", $0.key.outcome.rawValue), ("reason", $0.key.reason)], Double($0.value)) })
        let reasons = InboundDecision.HoldReason.allCases.map(\.rawValue)
        text.add(
            .gauge, "casepost_messages_held_by_reason", "Messages that nobody decided about, by why they are held.",
            reasons.map { ([("reason", $0)], Double(desk.held[$0]?.count ?? 0)) })
        text.add(
            .gauge, "casepost_messages_held_by_reason_oldest_age_seconds",
            "How long the oldest message waits that is held for that reason; 0 where none does.",
            reasons.map { ([("reason", $0)], Self.age(desk.held[$0]?.oldest, at: now)) })
        text.add(
            .gauge, "casepost_messages_quarantined", "Messages set aside: no attempt at them came to an end.",
            Double(desk.quarantinedMessages))
        text.add(
            .gauge, "casepost_outbox_oldest_age_seconds",
            "How long the mail of that priority waits that was queued first; 0 where none waits.",
            MailPriority.allCases.map { ([("priority", $0.label)], Self.age(desk.oldestWaiting[$0]?.queued, at: now)) })
        text.add(
            .gauge, "casepost_outbox_given_up_today", "Mails that were given up within a day.",
            Double(desk.givenUpToday))
        text.add(
            .gauge, "casepost_outbox_flooded_cases", "Cases of which mails are kept back: there were too many.",
            Double(desk.floodedCases))
        text.add(
            .gauge, "casepost_cases_unanswered", "Open cases that wait for a first answer within a time.",
            Double(desk.unansweredCases))
        text.add(
            .gauge, "casepost_cases_overdue", "Those of them whose time is over.", Double(desk.overdueCases))
    }

    func addKept(to text: inout MetricsText, at now: Date) {
        text.add(.counter, "casepost_audit_lines_total", "Lines of the audit log.", Double(desk.auditLines))
        if let free = desk.freeSpace {
            text.add(.gauge, "casepost_free_bytes", "What is free where the database is.", Double(free))
        }
        if let backup = desk.latestBackup {
            text.add(
                .gauge, "casepost_backup_age_seconds", "How long ago the last backup was made.",
                Self.age(backup, at: now))
        }
    }

    func addFailures(to text: inout MetricsText) {
        var samples: [(labels: MetricsText.Labels, value: Double)] = []
        for worker in workers {
            for kind in WorkerFailure.Kind.allCases {
                let labels = [(name: "worker", value: worker.name), (name: "kind", value: kind.rawValue)]
                samples.append((labels, worker.failure?.kind == kind ? 1 : 0))
            }
        }
        text.add(
            .gauge, "casepost_worker_failing", "1 where that is why a worker could not do its work the last time.",
            samples)
    }
}

extension MailPriority {
    fileprivate var label: String {
        switch self {
        case .prompt: "prompt"
        case .news: "news"
        case .bulk: "bulk"
        }
    }
}
