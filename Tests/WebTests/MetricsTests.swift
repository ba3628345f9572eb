import Core
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Synchronization
import TestSupport
import Testing

@testable import Web

/// A desk that a test makes well or ill.
private final class WatchedDesk: DeskWatching {
    struct Failure: Error {}

    struct State {
        var workers = [WorkerReport(name: "outbox", lastSuccess: TestDesk.start, failures: 2)]
        var complaint: String?
        var figures = DeskFigures()
        var isBroken = false
    }

    let state = Mutex(State())

    func workers() -> [WorkerReport] { state.withLock { $0.workers } }
    func logins() -> [LoginReport] {
        [LoginReport(name: "support", works: true, daysLeft: 12), LoginReport(name: "smtp", works: false)]
    }
    func databaseComplaint() async -> String? { state.withLock { $0.complaint } }
    func figures() async throws -> (desk: DeskFigures, messages: [MessageTally.Kind: Int]) {
        if state.withLock({ $0.isBroken }) { throw Failure() }
        return (
            state.withLock { $0.figures },
            [.init(.opened, "newCase"): 2, .init(.opened, "exception"): 1, .init(.held, "stranger"): 4]
        )
    }
}

@Suite("What machines that watch are told", .ownThread)
struct MetricsTests {
    private let desk = WatchedDesk()
    private let requests = RequestTally()

    private func ask(_ path: String, _ method: HTTPRequest.Method = .get) async throws -> Answer {
        let server = MachineServer(
            host: "127.0.0.1", port: 0, desk: desk, requests: requests, version: "1.2", started: TestDesk.start,
            log: LogRecorder().logger, now: { TestDesk.start })
        return try await Application(responder: server.answers).test(.router) { client in
            let response = try await client.execute(uri: path, method: method)
            return Answer(status: response.status.code, headers: response.headers, body: String(buffer: response.body))
        }
    }

    @Test(
        "ready is who has a database and living workers; a worker that fails and tries again is told and no reason",
        arguments: [
            (nil, nil, nil, 200, "ready\n"),
            ("can't be written.", nil, nil, 503, "not ready\ndatabase: can't be written.\n"),
            (nil, "gave no sign", nil, 503, "not ready\noutbox: gave no sign\n"),
            (nil, nil, "fails and tries again", 200, "ready\noutbox: fails and tries again\n"),
            ("is gone", "has not begun", nil, 503, "not ready\ndatabase: is gone\noutbox: has not begun\n"),
        ] as [(String?, String?, String?, Int, String)])
    func readiness(_ database: String?, _ complaint: String?, _ trouble: String?, _ status: Int, _ body: String)
        async throws
    {
        desk.state.withLock { state in
            state.complaint = database
            state.workers = [WorkerReport(name: "outbox", complaint: complaint, trouble: trouble)]
        }
        let answer = try await ask("/readyz")
        #expect(answer.status == status && answer.body == body)
        #expect(try await ask("/healthz").status == 200)
    }

    @Test("figures have names, kinds and labels as Prometheus wants them")
    func figures() async throws {
        desk.state.withLock { state in
            state.figures.casesOpened = 7
            state.figures.cases = [.new: 2, .closed: 5]
            state.figures.mails = [.queued: 4, .failed: 1, .sent: 90]
            state.figures.oldestWaiting[.news] = .init(queued: TestDesk.start.addingTimeInterval(-90))
            state.figures.held = ["stranger": .init(count: 6, oldest: TestDesk.start.addingTimeInterval(-60))]
            (state.figures.quarantinedMessages, state.figures.freeSpace, state.figures.auditLines) = (2, 4_096, 12)
            (state.figures.unansweredCases, state.figures.overdueCases) = (5, 1)
            (state.figures.givenUpToday, state.figures.floodedCases) = (3, 4)
            state.figures.latestBackup = TestDesk.start.addingTimeInterval(-3_600)
            state.workers[0].failure = WorkerFailure(.login, summary: "s", advice: "a")
            state.figures.heldMessages = 6
        }
        let answer = try await ask("/metrics")
        #expect(answer.status == 200 && answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        let lines = Set(answer.body.split(separator: "\n").map(String.init))
        for line in [
            "casepost_build_info{version=\"1.2\"} 1", "process_start_time_seconds 1795000000",
            "# TYPE casepost_messages_total counter", "casepost_messages_total{outcome=\"opened\"} 3",
            "casepost_messages_total{outcome=\"posted\"} 0", "casepost_messages_held 6",
            "casepost_messages_held_oldest_age_seconds 0", "casepost_outbox_mails{state=\"failed\"} 1",
            "casepost_outbox_sent_total 90", "casepost_outbox_oldest_waiting_age_seconds 90",
            "casepost_cases{status=\"Closed\"} 5", "casepost_cases_opened_total 7",
            "casepost_oauth_working{login=\"smtp\"} 0", "casepost_oauth_days_left{login=\"support\"} 12",
            "casepost_messages_by_reason_total{outcome=\"opened\",reason=\"newCase\"} 2",
            "casepost_messages_by_reason_total{outcome=\"held\",reason=\"stranger\"} 4",
            "casepost_messages_total{outcome=\"held\"} 4",
            "casepost_messages_held_by_reason{reason=\"stranger\"} 6",
            "casepost_messages_held_by_reason{reason=\"rate\"} 0",
            "casepost_messages_held_by_reason_oldest_age_seconds{reason=\"stranger\"} 60",
            "casepost_messages_quarantined 2", "casepost_outbox_oldest_age_seconds{priority=\"news\"} 90",
            "casepost_outbox_oldest_age_seconds{priority=\"bulk\"} 0", "casepost_outbox_given_up_today 3",
            "casepost_outbox_flooded_cases 4", "casepost_cases_unanswered 5", "casepost_cases_overdue 1",
            "casepost_audit_lines_total 12", "casepost_free_bytes 4096", "casepost_backup_age_seconds 3600",
            "casepost_worker_failing{worker=\"outbox\",kind=\"login\"} 1",
            "casepost_worker_failing{worker=\"outbox\",kind=\"disk\"} 0",
            "casepost_worker_alive{worker=\"outbox\"} 1", "casepost_worker_failures_total{worker=\"outbox\"} 2",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(!answer.body.contains("casepost_http"), "nobody asked for a page")
    }

    @Test("documents name no figure that there is not", arguments: ["docs/web.md", "docs/operating.md"])
    func documents(_ document: String) async throws {
        desk.state.withLock { $0.figures.freeSpace = 1 }
        requests.note(.health, status: 200, took: .seconds(1))
        let page = try await ask("/metrics").body
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: document), encoding: .utf8)
        let names = Set(text.matches(of: /casepost_[a-z_]+[a-z]/).map { String($0.0) })
        #expect(names.count > 8)
        for name in names { #expect(page.contains("# TYPE \(name.replacing("_bucket", with: "")) "), "\(name)") }
    }

    @Test("requests are counted by page and kind of answer, with no word of what was asked for")
    func counted() async throws {
        let pages = try TestDesk(requests: requests)
        for path in [pages.path, "/nowhere/secret", "/confirm/secret", "/healthz"] {
            _ = try await pages.ask(.get, path)
        }
        _ = try await pages.ask(.put)
        let body = try await ask("/metrics").body
        for line in [
            "requests_total{route=\"confirm\",status=\"2xx\"} 1", "requests_total{route=\"confirm\",status=\"4xx\"} 2",
            "requests_total{route=\"missing\",status=\"4xx\"} 1",
            "duration_seconds_bucket{route=\"health\",status=\"2xx\",le=\"+Inf\"} 1",
            "duration_seconds_count{route=\"health\",status=\"2xx\"} 1",
        ] {
            #expect(
                body.contains("casepost_http_" + (line.hasPrefix("requests") ? "" : "request_") + line + "\n"),
                "\(line)")
        }
        #expect(!body.contains("secret") && !body.contains(pages.token))
    }

    @Test("a histogram counts a value in every bucket that it fits")
    func histogram() {
        var histogram = Histogram()
        for value in [0.0005, 0.001, 0.3, 99] { histogram.add(value) }
        var text = MetricsText()
        text.add("x_seconds", "Help.", [([("a", "b")], histogram)])
        let lines = text.text.split(separator: "\n").map(String.init)
        #expect(
            lines[0...2] == [
                "# HELP x_seconds Help.", "# TYPE x_seconds histogram", "x_seconds_bucket{a=\"b\",le=\"0.001\"} 2",
            ])
        #expect(lines.contains("x_seconds_bucket{a=\"b\",le=\"0.25\"} 2"))
        #expect(lines.contains("x_seconds_bucket{a=\"b\",le=\"0.5\"} 3"))
        #expect(
            lines.suffix(3) == [
                "x_seconds_bucket{a=\"b\",le=\"+Inf\"} 4", "x_seconds_sum{a=\"b\"} \(histogram.sum)",
                "x_seconds_count{a=\"b\"} 4",
            ])
    }

    @Test("a label may say anything")
    func labels() {
        var text = MetricsText()
        text.add(.gauge, "x", "A \\ and\na \"line\".", [([("a", "q\"b\\c\nd")], 1.5)])
        #expect(text.text == "# HELP x A \\\\ and\\na \"line\".\n# TYPE x gauge\nx{a=\"q\\\"b\\\\c\\nd\"} 1.5\n")
    }

    @Test(
        "a database that can't be read is told to the scraper; other paths and methods are refused, all with our headers"
    )
    func others() async throws {
        desk.state.withLock { $0.isBroken = true }
        let answers = [
            try await ask("/metrics"), try await ask("/"), try await ask("/metrics/x"),
            try await ask("/metrics", .post),
            try await ask("/healthz", .head),
        ]
        #expect(answers.map(\.status) == [503, 404, 404, 405, 200])
        #expect(answers[4].body == "")
        for answer in answers {
            #expect(answer.headers[.xContentTypeOptions] == "nosniff" && answer.headers[.cacheControl] == "no-store")
        }
    }
}
