import FoundationEssentials
import Testing

@testable import Core

/// What is decided about notices, without a desk around it.
@Suite("Notices")
struct NoticeTests {
    private static let now = Date(timeIntervalSince1970: 1_795_500_000)

    private static func notice(
        _ id: Int64, _ kind: NoticeKind, begins hours: Double, ends: Double? = nil, isClosed: Bool = false
    ) -> Notice {
        let period = NoticePeriod(
            begins: now.addingTimeInterval(hours * 3600), ends: ends.map { now.addingTimeInterval($0 * 3600) })
        return Notice(
            id: ID(id), kind: kind, title: "\(kind) \(id)", period: period, opened: now.addingTimeInterval(-86_400),
            closed: isClosed ? now : nil)
    }

    @Test(
        "a notice goes from state to state as the table says, and nothing else can happen",
        arguments: [
            (.announced, .begins, .running), (.announced, .updated, .announced), (.announced, .putOff, .announced),
            (.announced, .closes, .closed),
            (.running, .begins, nil), (.running, .updated, .running), (.running, .putOff, .announced),
            (.running, .closes, .closed),
            (.closed, .begins, nil), (.closed, .updated, nil), (.closed, .putOff, nil), (.closed, .closes, nil),
        ] as [(NoticeState, NoticeState.Event, NoticeState?)])
    func states(_ from: NoticeState, _ event: NoticeState.Event, _ to: NoticeState?) {
        #expect(from.after(event) == to)
    }

    @Test("where a notice is, its times say: it runs from its beginning on, and after its end until somebody closes it")
    func stateByTime() {
        let work = Self.notice(1, .maintenance, begins: 1, ends: 3)
        #expect(work.state(at: Self.now) == .announced && !work.isPastEnd(at: Self.now))
        #expect(work.state(at: work.period.begins) == .running)
        let late = Self.now.addingTimeInterval(4 * 3600)
        #expect(work.state(at: late) == .running && work.isPastEnd(at: late))
        let closed = Self.notice(1, .maintenance, begins: 1, ends: 3, isClosed: true)
        #expect(closed.state(at: late) == .closed && !closed.isPastEnd(at: late))
    }

    @Test(
        "the banner is orange for an incident, green for maintenance, grey for neither; the incident wins",
        arguments: [
            ("nothing is open", [], .quiet),
            ("what is closed counts for nothing", [notice(1, .incident, begins: -1, isClosed: true)], .quiet),
            (
                "maintenance that is announced is green already", [notice(1, .maintenance, begins: 300)],
                .maintenance(notice(1, .maintenance, begins: 300), others: 0)
            ),
            (
                "what goes on stands before what is announced, whenever either was opened",
                [notice(1, .maintenance, begins: 300), notice(2, .maintenance, begins: -1)],
                .maintenance(notice(2, .maintenance, begins: -1), others: 1)
            ),
            (
                "of what is announced, the next to begin",
                [notice(1, .maintenance, begins: 300), notice(2, .maintenance, begins: 200)],
                .maintenance(notice(2, .maintenance, begins: 200), others: 1)
            ),
            (
                "an incident stands before maintenance that goes on",
                [notice(1, .maintenance, begins: -1), notice(2, .incident, begins: -5)],
                .incident(notice(2, .incident, begins: -5), others: 1)
            ),
            (
                "of incidents, the last to begin",
                [notice(1, .incident, begins: -1), notice(2, .incident, begins: -5)],
                .incident(notice(1, .incident, begins: -1), others: 1)
            ),
        ] as [(String, [Notice], NoticeBanner)])
    func banner(_ what: String, _ open: [Notice], _ banner: NoticeBanner) {
        #expect(NoticeBanner.over(open, at: Self.now) == banner, "\(what)")
        #expect(NoticeBanner.over(open.reversed(), at: Self.now) == banner, "\(what), in any order")
    }

    @Test(
        "what nobody can have meant is refused",
        arguments: [
            ("no title", NoticeDraft(.incident, title: " \n"), .noTitle),
            ("a long one", NoticeDraft(.incident, title: String(repeating: "x", count: 121)), .longTitle(121)),
            ("maintenance without a time", NoticeDraft(.maintenance, title: "x"), .noPeriod),
            (
                "maintenance without an end", NoticeDraft(.maintenance, title: "x", begins: hour(9)), .noPeriod
            ),
            (
                "an end before the beginning",
                NoticeDraft(.maintenance, title: "x", begins: hour(9), ends: hour(8)), .endsTooEarly
            ),
            (
                "maintenance that is over",
                NoticeDraft(.maintenance, title: "x", begins: hour(-9), ends: hour(-8)), .isOver
            ),
            ("an incident to come", NoticeDraft(.incident, title: "x", begins: hour(1)), .incidentAhead),
            (
                "an incident that ended before it began",
                NoticeDraft(.incident, title: "x", begins: hour(-1), ends: hour(-2)), .endsTooEarly
            ),
        ] as [(String, NoticeDraft, NoticeRefusal)])
    func refusals(_ what: String, _ draft: NoticeDraft, _ refusal: NoticeRefusal) {
        #expect(throws: refusal, "\(what)") { try draft.period(at: Self.now) }
        #expect(!refusal.explanation.isEmpty)
    }

    private static func hour(_ hours: Double) -> Date { now.addingTimeInterval(hours * 3600) }

    @Test("an incident begins now unless it is said when; its end may be unknown")
    func incidentPeriod() throws {
        #expect(try NoticeDraft(.incident, title: "x").period(at: Self.now) == NoticePeriod(begins: Self.now))
    }

    @Test(
        "times are those of the desk's clocks",
        arguments: [
            ("2026-12-01 18:00", "2026-12-02T00:00:00Z", "Tue 1 Dec 2026, 18:00"),
            ("2026-07-01T06:30", "2026-07-01T11:30:00Z", "Wed 1 Jul 2026, 06:30"),
            ("2026-03-08 02:30", "2026-03-08T08:00:00Z", "Sun 8 Mar 2026, 03:00"),
            ("2026-12-01", nil, nil), ("tomorrow", nil, nil), ("2026-12-01 6:00", nil, nil),
            ("2026-13-01 06:00", nil, nil),
        ] as [(String, String?, String?)])
    func clock(_ text: String, _ instant: String?, _ shown: String?) throws {
        let clock = try #require(NoticeClock(timeZone: "America/Chicago"))
        #expect(clock.instant(text) == instant.flatMap { try? Date.ISO8601FormatStyle().parse($0) })
        #expect(clock.instant(text).map(clock.text) == shown)
    }

    @Test("a list says the same until a notice changes, or its time comes or is over")
    func sameList() {
        let open = [Self.notice(1, .maintenance, begins: 1, ends: 2)]
        let list = NoticeList(open: open, closed: [], hasOlder: false, asOf: Self.now)
        var later = list
        later.asOf = Self.hour(0.5)
        #expect(later.says(theSameAs: list))
        later.asOf = Self.hour(1)
        #expect(!later.says(theSameAs: list), "it begins")
        var latest = list
        latest.asOf = Self.hour(2.1)
        #expect(!latest.says(theSameAs: later), "it should be over")
        #expect(!NoticeList(open: [], closed: [], hasOlder: false, asOf: Self.now).says(theSameAs: list))
    }
}
