internal import Core
internal import FoundationEssentials

/// The page of figures: what it says, from what is known.
///
/// No label and no value has an address, a subject or a token in it.
struct DeskMetrics {
    let version: String
    let started: Date
    let desk: DeskFigures
    let messages: [MessageTally.Kind: Int]
    let workers: [WorkerReport]
    let requests: [(kind: RequestTally.Kind, histogram: Histogram)]
    let logins: [LoginReport]

    func text(at now: Date) -> String {
        var text = MetricsText()
        addProcess(to: &text)
        addMessages(to: &text, at: now)
        addMails(to: &text, at: now)
        addReasons(to: &text, at: now)
        addCases(to: &text)
        addKept(to: &text, at: now)
        addWorkers(to: &text)
        addLogins(to: &text)
        addRequests(to: &text)
        return text.text
    }

    private func addProcess(to text: inout MetricsText) {
        text.add(.gauge, "casepost_build_info", "The version that runs.", [([("version", version)], 1)])
        text.add(
            .gauge, "process_start_time_seconds", "When the process started, in seconds since 1970.",
            started.timeIntervalSince1970)
        text.add(
            .gauge, "casepost_database_size_bytes", "The size of the database, without its large files.",
            Double(desk.databaseSize))
    }

    private func addMessages(to text: inout MetricsText, at now: Date) {
        text.add(
            .counter, "casepost_messages_total", "Messages taken in since the start, by what first became of them.",
            InboundOutcome.allCases.map { ([("outcome", $0.rawValue)], Double(count(of: $0))) })
        text.add(
            .gauge, "casepost_messages_unfinished", "Messages that are stored and not decided about yet.",
            Double(desk.unfinishedMessages))
        text.add(
            .gauge, "casepost_messages_held", "Messages that wait for a person to decide.", Double(desk.heldMessages))
        text.add(
            .gauge, "casepost_messages_held_oldest_age_seconds",
            "How long the oldest held message waits; 0 where none does.",
            Self.age(desk.oldestHeldMessage, at: now))
    }

    private func addMails(to text: inout MetricsText, at now: Date) {
        let states = OutboxState.allCases.filter { $0 != .sent }
        text.add(
            .gauge, "casepost_outbox_mails", "Mails of the outbox that were not sent, by state.",
            states.map { ([("state", $0.rawValue)], Double(desk.mails[$0, default: 0])) })
        text.add(
            .counter, "casepost_outbox_sent_total", "Mails that were ever sent.", Double(desk.mails[.sent, default: 0]))
        text.add(
            .gauge, "casepost_outbox_oldest_waiting_age_seconds",
            "How long the mail waits that was queued first; 0 where none waits.",
            Self.age(desk.oldestWaitingMail, at: now))
    }

    private func addCases(to text: inout MetricsText) {
        text.add(.counter, "casepost_cases_opened_total", "Cases that were ever opened.", Double(desk.casesOpened))
        text.add(
            .gauge, "casepost_cases", "Cases by where they stand.",
            CaseStatus.allCases.map { ([("status", $0.rawValue)], Double(desk.cases[$0, default: 0])) })
    }

    private func addWorkers(to text: inout MetricsText) {
        text.add(
            .gauge, "casepost_worker_alive", "1 while a worker gives signs of life.",
            workers.map { ([("worker", $0.name)], $0.complaint == nil ? 1 : 0) })
        text.add(
            .gauge, "casepost_worker_last_success_timestamp_seconds",
            "When a worker last did all that there was to do, in seconds since 1970; 0 where it never did.",
            workers.map { ([("worker", $0.name)], $0.lastSuccess?.timeIntervalSince1970 ?? 0) })
        text.add(
            .counter, "casepost_worker_failures_total", "How often a worker could not, and tried again.",
            workers.map { ([("worker", $0.name)], Double($0.failures)) })
        addFailures(to: &text)
    }

    private func addRequests(to text: inout MetricsText) {
        let labels = requests.map { [(name: "route", value: $0.kind.route), (name: "status", value: $0.kind.status)] }
        text.add(
            .counter, "casepost_http_requests_total", "Requests for pages, by page and kind of answer.",
            zip(labels, requests).map { ($0, Double($1.histogram.count)) })
        text.add(
            "casepost_http_request_duration_seconds", "How long answers took, by page and kind of answer.",
            zip(labels, requests).map { ($0, $1.histogram) })
    }

    private func count(of outcome: InboundOutcome) -> Int {
        messages.reduce(0) { $1.key.outcome == outcome ? $0 + $1.value : $0 }
    }

    static func age(_ date: Date?, at now: Date) -> Double {
        date.map { max(0, now.timeIntervalSince($0)) } ?? 0
    }
}
