import Core
import Foundation
import Testing

@Suite("Alerts to the operator")
struct OperatorAlertTests {
    private static let start = Date(timeIntervalSince1970: 1_795_000_000)
    private static let alert = OperatorAlert("a", "it fails", advice: "Do.")

    /// What became of an alert at one moment.
    private struct Step {
        var minute: Double
        var found: OperatorAlert?
        var hasRoom = true
        var news: [AlertNews.Kind]
        var log: [AlertNews.Kind]
        /// Whether it stands after it.
        var stands: Bool
    }

    private func play(_ steps: [Step]) {
        var standing: [StandingAlert] = []
        for step in steps {
            let round = AlertRound(
                found: step.found.map { [$0] } ?? [], before: standing, hasRoom: step.hasRoom,
                at: Self.start.addingTimeInterval(step.minute * 60))
            #expect(round.news.map(\.kind) == step.news, "minute \(step.minute)")
            #expect(round.log.map(\.kind) == step.log, "minute \(step.minute)")
            #expect(!round.standing.isEmpty == step.stands, "minute \(step.minute)")
            standing = round.standing
        }
    }

    @Test("one begins once, is told again after a day, and is over once, when all was well for five minutes")
    func course() {
        let alert = Self.alert
        play([
            Step(minute: 0, found: alert, news: [.began], log: [.began], stands: true),
            Step(minute: 1, found: alert, news: [], log: [], stands: true),
            Step(minute: 1_439, found: alert, news: [], log: [], stands: true),
            Step(minute: 1_440, found: alert, news: [.still], log: [], stands: true),
            Step(minute: 1_441, found: nil, news: [], log: [], stands: true),
            Step(minute: 1_445, found: nil, news: [], log: [], stands: true),
            Step(minute: 1_446, found: nil, news: [.over], log: [.over], stands: false),
            Step(minute: 1_447, found: nil, news: [], log: [], stands: false),
        ])
    }

    @Test("what comes and goes within five minutes is one alert")
    func flapping() {
        play([
            Step(minute: 0, found: Self.alert, news: [.began], log: [.began], stands: true),
            Step(minute: 1, found: nil, news: [], log: [], stands: true),
            Step(minute: 5, found: Self.alert, news: [], log: [], stands: true),
            Step(minute: 6, found: nil, news: [], log: [], stands: true),
            Step(minute: 10, found: nil, news: [], log: [], stands: true),
        ])
    }

    @Test("one that may pass by itself is told when it does not, and never if it does")
    func patience() {
        var alert = Self.alert
        alert.patience = 900
        play([
            Step(minute: 0, found: alert, news: [], log: [], stands: true),
            Step(minute: 14, found: alert, news: [], log: [], stands: true),
            Step(minute: 14.5, found: nil, news: [], log: [], stands: false),
            Step(minute: 20, found: alert, news: [], log: [], stands: true),
            Step(minute: 35, found: alert, news: [.began], log: [.began], stands: true),
        ])
    }

    @Test("one that becomes worse is told again; one whose end is worth no word has none")
    func worse() {
        let levels = [1, 1, 2].map {
            OperatorAlert("a", "x", advice: "Do.", level: $0, tellsEnd: false)
        }
        play([
            Step(minute: 0, found: levels[0], news: [.began], log: [.began], stands: true),
            Step(minute: 1, found: levels[1], news: [], log: [], stands: true),
            Step(minute: 2, found: levels[2], news: [.began], log: [], stands: true),
            Step(minute: 3, found: levels[2], news: [], log: [], stands: true),
            Step(minute: 4, found: nil, news: [], log: [], stands: true),
            Step(minute: 9, found: nil, news: [], log: [], stands: false),
        ])
    }

    @Test(
        "where there is no room for a mail, the log tells at once, and the mail later what there was, even if it is over"
    )
    func budget() {
        play([
            Step(minute: 0, found: Self.alert, hasRoom: false, news: [], log: [.began], stands: true),
            Step(minute: 1, found: Self.alert, hasRoom: false, news: [], log: [], stands: true),
            Step(minute: 2, found: nil, hasRoom: false, news: [], log: [], stands: true),
            Step(minute: 30, found: nil, hasRoom: false, news: [], log: [], stands: true),
            Step(minute: 31, found: nil, hasRoom: true, news: [.passed], log: [.over], stands: false),
        ])
        play([
            Step(minute: 0, found: Self.alert, hasRoom: false, news: [], log: [.began], stands: true),
            Step(minute: 40, found: Self.alert, hasRoom: true, news: [.began], log: [], stands: true),
        ])
    }

    @Test("a clock that was set back makes nothing last for ever")
    func clock() {
        play([
            Step(minute: 10_000, found: Self.alert, news: [.began], log: [.began], stands: true),
            Step(minute: 0, found: Self.alert, news: [], log: [], stands: true),
            Step(minute: 1_440, found: Self.alert, news: [.still], log: [], stands: true),
        ])
    }

    @Test("what nobody looked at is not over")
    func unseen() {
        let worker = StandingAlert(OperatorAlert("worker outbox: login", "x", advice: "y"), since: Self.start)
        let round = AlertRound(
            found: [], before: [worker], hasRoom: true, at: Self.start,
            isLookedAt: DeskSnapshot(figures: DeskFigures()).looksAt)
        #expect(round.standing == [worker])
    }

    private static func snapshot(_ change: (inout DeskSnapshot) -> Void) -> DeskSnapshot {
        var snapshot = DeskSnapshot(figures: DeskFigures(), workers: [WorkerReport(name: "outbox")])
        change(&snapshot)
        return snapshot
    }

    private static func failing(_ kind: WorkerFailure.Kind) -> DeskSnapshot {
        snapshot {
            $0.workers = [
                WorkerReport(name: "mailbox support", failure: WorkerFailure(kind, summary: "s", advice: "a"))
            ]
        }
    }

    @Test(
        "what is wrong with a desk, and how long it may be",
        arguments: [
            (snapshot { _ in }, [:]),
            (failing(.login), ["worker mailbox support: login": 0]),
            (failing(.disk), ["worker mailbox support: disk": 0]),
            (failing(.connection), ["worker mailbox support: connection": 900]),
            (snapshot { $0.workers?[0].complaint = "has not begun" }, ["worker outbox: silent": 60]),
            (
                snapshot { $0.pause = TransportPause(since: start, until: start, reason: "535 no", count: 1) },
                ["outbox: refused": 0]
            ),
            (
                snapshot { $0.figures.oldestWaiting[.news] = .init(queued: start.addingTimeInterval(-3_601)) },
                ["outbox: waiting": 0]
            ),
            (snapshot { $0.figures.oldestWaiting[.news] = .init(queued: start.addingTimeInterval(-3_600)) }, [:]),
            (
                snapshot {
                    $0.figures.oldestWaiting[.prompt] = .init(queued: .distantPast, isToOperator: true)
                }, [:]
            ),
            (snapshot { $0.figures.givenUpToday = 9 }, [:]),
            (snapshot { $0.figures.givenUpToday = 10 }, ["outbox: given up": 0]),
            (snapshot { $0.figures.floodedCases = 1 }, ["outbox: kept back": 0]),
            (snapshot { $0.figures.quarantinedMessages = 1 }, ["quarantine": 0]),
            (
                snapshot { $0.figures.held["stranger"] = .init(count: 1, oldest: start.addingTimeInterval(-86_401)) },
                ["held": 0]
            ),
            (
                snapshot { $0.figures.held["stranger"] = .init(count: 1, oldest: start.addingTimeInterval(-86_399)) },
                [:]
            ),
            (snapshot { $0.figures.held["rate"] = .init(count: 1, oldest: start) }, ["held: limits": 0]),
            (snapshot { $0.figures.held["stranger"] = .init(count: 9, oldest: start) }, [:]),
            (snapshot { $0.figures.freeSpace = 1_023 << 20 }, ["disk": 0]),
            (snapshot { $0.figures.freeSpace = 1_024 << 20 }, [:]),
            (snapshot { $0.clockJump = -3_600 }, ["clock": 0]),
            (snapshot { $0.figures.latestBackup = start.addingTimeInterval(-9 * 86_400) }, ["backup": 0]),
            (
                snapshot { $0.logins = [.init(name: "m365", needsPerson: true, advice: "Sign in.")] },
                ["login m365": 0]
            ),
            (
                snapshot { $0.logins = [.init(name: "m365", needsPerson: false, daysLeft: 14, advice: "Sign in.")] },
                ["login m365: ends": 0]
            ),
            (snapshot { $0.logins = [.init(name: "m365", needsPerson: false, daysLeft: 15, advice: "")] }, [:]),
        ] as [(DeskSnapshot, [String: TimeInterval])])
    func found(_ snapshot: DeskSnapshot, _ names: [String: TimeInterval]) {
        let alerts = snapshot.alerts(by: OperatorTerms(), at: Self.start)
        #expect(Dictionary(uniqueKeysWithValues: alerts.map { ($0.name, $0.patience) }) == names)
        #expect(alerts.allSatisfy { !$0.advice.isEmpty && $0.advice.hasSuffix(".") || $0.advice == "a" })
    }

    @Test("the words of a server that get into an alert have no address in them")
    func server() {
        let snapshot = Self.snapshot {
            $0.pause = TransportPause(
                since: Self.start, until: Self.start, reason: "mail: 550 <ann@district.example> may not send", count: 1)
        }
        let text = snapshot.alerts(by: OperatorTerms(), at: Self.start).map(\.text).joined()
        #expect(text.contains("550 <…> may not send") && !text.contains("ann"))
    }
}

@Suite("Texts without addresses")
struct AddressMaskTests {
    @Test(
        "an address is left out, whatever stands around it",
        arguments: [
            ("no address here: \"nothing\"", "no address here: \"nothing\""),
            ("550 5.1.1 <ann.lee@district.example>: Recipient rejected", "550 5.1.1 <…>: Recipient rejected"),
            ("to ann@x.example, bob@y.example; done", "to …, …; done"),
            ("rfc822;ann@x.example", "rfc822;…"),
            ("support+k4qzx2v7@example.org failed", "… failed"),
            ("bounces+ann=district.example@example.org", "…"),
            ("\"ann lee\"@x.example is unknown", "… is unknown"),
            ("said \"no\" to ann@x.example", "said \"no\" to …"),
            ("a \"quote that never ends, ann@x.example", "a \"quote that never ends, …"),
            ("mailto:ann%40x.example", "…"),
            ("用户@例え.example 不明", "… 不明"),
            ("@", "…"), ("", ""),
        ])
    func masked(_ text: String, _ expected: String) { #expect(text.withoutAddresses == expected) }

    @Test("no address of many is left in a long text of quotes and addresses")
    func long() {
        let text = String(repeating: "\"a b\"@x.example \"\" <c@d> ", count: 20_000)
        #expect(!text.withoutAddresses.contains("@"))
    }
}
