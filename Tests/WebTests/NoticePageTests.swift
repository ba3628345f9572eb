import Core
import FoundationEssentials
import HTTPTypes
import Templates
import TestSupport
import Testing

@testable import Web

@Suite("The page of notices, and the banner of all pages", .ownThread)
struct NoticePageTests {
    private let desk: TestDesk

    init() throws { desk = try TestDesk() }

    private static func notice(
        _ id: Int64, _ kind: NoticeKind = .incident, _ title: String = "Grades can't be saved",
        begins hours: Double = -1, ends: Double? = nil, text: String = "We look into it.", isClosed: Bool = false
    ) -> Notice {
        let period = NoticePeriod(begins: hour(hours), ends: ends.map(hour))
        return Notice(
            id: ID(id), kind: kind, title: title, period: period, opened: hour(-1), closed: isClosed ? hour(0) : nil,
            updates: [NoticeUpdate(id: ID(id), kind: .opened, at: hour(-1), text: text, period: period)])
    }

    private static func hour(_ hours: Double) -> Date { TestDesk.start.addingTimeInterval(hours * 3600) }

    /// The banner of a page, without what is between its tags.
    private func banner(_ answer: Answer) throws -> (kind: String, words: String) {
        let match = try #require(answer.body.firstMatch(of: /<aside class="banner([a-z ]*)"[^>]*>\n<p>(.*)<\/p>/))
        return (String(match.1), String(match.2.replacing(/<[^>]*>/, with: "")))
    }

    private func put(_ open: [Notice]) {
        desk.board.put(NoticeList(open: open, closed: [], hasOlder: false, asOf: TestDesk.start))
    }

    @Test(
        "the banner says in words what its colour says, and leads to the notices",
        arguments: [
            (
                [notice(1)], " incident",
                "Incident: Grades can&#39;t be saved, since Wed 18 Nov 2026, 04:06 Status notices"
            ),
            (
                [
                    notice(1, .maintenance, "Move", begins: 30, ends: 32),
                    notice(2, .maintenance, "Later", begins: 90, ends: 99),
                ],
                " maintenance",
                "Maintenance: Move, from Thu 19 Nov 2026, 11:06 until Thu 19 Nov 2026, 13:06, and 1 more Status notices"
            ),
            (
                [notice(1, .maintenance, "Move", begins: -1, ends: 2)], " maintenance",
                "Maintenance under way: Move, until Wed 18 Nov 2026, 07:06 Status notices"
            ),
            (
                [notice(2, .maintenance, "Move", begins: -1, ends: 2), notice(1)], " incident",
                "Incident: Grades can&#39;t be saved, since Wed 18 Nov 2026, 04:06, and 1 more Status notices"
            ),
            ([], "", "No incident is known. Status notices"),
        ] as [([Notice], String, String)])
    func banner(_ open: [Notice], _ kind: String, _ words: String) async throws {
        put(open)
        for path in [desk.path, "/nothing-here", "/notices/before/x"] {
            let answer = try await desk.ask(.get, path)
            #expect(try banner(answer) == (kind, words), "\(path)")
            #expect(answer.body.contains("<a href=\"/notices\">Status notices</a>"))
        }
    }

    @Test("before anything was read the banner does not say that all is well; under a path its link has the path")
    func unknown() async throws {
        #expect(try banner(try await desk.ask(.get, "/nothing")).words.hasPrefix("How our services are is not known"))
        let other = try TestDesk(publicURL: "https://example.org/desk")
        #expect(try await other.ask(.get, "/nothing").body.contains("<a href=\"/desk/notices\">"))
    }

    @Test("open notices come first, then closed ones; each with its times, and its updates newest first")
    func page() async throws {
        var incident = Self.notice(3, ends: 2)
        incident.updates.append(
            NoticeUpdate(id: ID(9), kind: .updated, at: Self.hour(0), text: "A disk is full.", period: incident.period))
        desk.notices.put(
            open: [incident, Self.notice(4, .maintenance, "Move <b>", begins: 30, ends: 32)],
            closed: [
                Self.notice(2, isClosed: true),
                Self.notice(1, .maintenance, "Off", begins: 9, ends: 10, isClosed: true),
            ])
        let answer = try await desk.ask(.get, "/notices")
        #expect(answer.status == 200 && answer.heading == "Status notices")
        let parts = [
            ">Open</h2>", "id=\"notice-3\"", "Incident, <strong>open</strong>",
            "<dt>Since</dt><dd>Wed 18 Nov 2026, 04:06",
            "<dt>Until</dt><dd>Wed 18 Nov 2026, 07:06", "A disk is full.", "We look into it.", "id=\"notice-4\"",
            "Move &lt;b&gt;", "Maintenance, <strong>announced</strong>", "<dt>Begins</dt>", ">Closed</h2>",
            "id=\"notice-2\"", "Incident, <strong>closed</strong>", "<dt>Closed</dt><dd>Wed 18 Nov 2026, 05:06",
            "id=\"notice-1\"",
            "Maintenance, <strong>called off</strong>", "This is how things stood Wed 18 Nov 2026, 05:06",
            "those of America/Chicago",
        ]
        var rest = Substring(answer.body)
        for part in parts {
            let place = try #require(rest.firstRange(of: part), "\(part)")
            rest = rest[place.upperBound...]
        }
    }

    @Test("one h1, no level left out, one main part, sections that are named, and no identifier twice")
    func structure() async throws {
        desk.notices.put(open: [Self.notice(3)], closed: [Self.notice(2, isClosed: true)])
        let body = try await desk.ask(.get, "/notices").body
        let levels = body.matches(of: /<h([1-6])[ >]/).compactMap { Int($0.1) }
        #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
        for (before, after) in zip(levels, levels.dropFirst()) { #expect(after <= before + 1) }
        for part in ["<main>", "<header>", "<footer>", "<aside "] { #expect(body.components(part) == 1, "\(part)") }
        let names = body.matches(of: /id="([^"]*)"/).map { String($0.1) }
        #expect(Set(names).count == names.count)
        for label in body.matches(of: /aria-labelledby="([^"]*)"/) { #expect(names.contains(String(label.1))) }
    }

    @Test("nothing open and nothing closed says so")
    func empty() async throws {
        let body = try await desk.ask(.get, "/notices").body
        #expect(body.contains("There is no incident that we know of") && body.contains("There is none."))
    }

    @Test("the newest fifty closed ones, and a way to the others and back")
    func older() async throws {
        desk.notices.put(closed: (1...120).reversed().map { Self.notice($0, isClosed: true) })
        var (path, seen) = ("/notices", [String]())
        for page in 1...3 {
            let body = try await desk.ask(.get, path).body
            seen += body.matches(of: /id="notice-(\d+)"/).map { String($0.1) }
            #expect(body.contains("href=\"/notices\">Back") == (page > 1))
            path = body.firstMatch(of: /href="([^"]*)">Older/).map { String($0.1) } ?? ""
        }
        #expect(seen == (1...120).reversed().map(String.init) && path.isEmpty)
    }

    @Test("when the database can't be read all pages come, the notices as they were read last")
    func away() async throws {
        desk.notices.put(open: [Self.notice(3)], closed: (1...60).reversed().map { Self.notice($0, isClosed: true) })
        _ = try await desk.ask(.get, "/notices")
        desk.notices.breakDown()
        let answer = try await desk.ask(.get, "/notices")
        #expect(answer.status == 200 && answer.body.contains("id=\"notice-3\""))
        #expect(try banner(try await desk.ask()).kind == " incident")
        #expect(try await desk.ask(.get, "/notices/before/11").status == 500, "these were never read")
    }

    @Test("a page that was never read is a problem of ours, with the banner that says so")
    func neverRead() async throws {
        desk.notices.breakDown()
        let answer = try await desk.ask(.get, "/notices")
        #expect(answer.status == 500)
        #expect(try banner(answer).words.hasPrefix("How our services are"))
    }

    @Test(
        "other paths and methods lead nowhere",
        arguments: [
            ("GET", "/notices/", 404), ("GET", "/notices/before/", 404), ("GET", "/notices/before/-1", 404),
            ("GET", "/notices/before/99999999999999999999", 404), ("GET", "/notices/after/1", 404),
            ("POST", "/notices", 405), ("HEAD", "/notices", 200),
        ])
    func routes(_ method: String, _ path: String, _ status: Int) async throws {
        let method = try #require(HTTPRequest.Method(method))
        #expect(try await desk.ask(method, path).status == status)
    }
}

extension String {
    fileprivate func components(_ part: String) -> Int { ranges(of: part).count }
}
