import Core
import FoundationEssentials
import HTTPTypes
import MailAuth
import TestSupport
import Testing

@testable import Web

@Suite("The pages of a survey", .ownThread)
struct SurveyPageTests {
    private static let full = "courtesy=5&knowledge=4&timeliness=3&quality=2&overall=1&comment=Too+slow%0D%0Areally"

    private let desk: TestDesk
    private let path: String

    init() throws {
        // One visitor tries all kinds of tokens while the clock stands still: more than one may ask for at once.
        desk = try TestDesk(limits: { $0.burst = 1_000 })
        path = Self.path(desk)
        desk.surveys.put(Self.survey())
    }

    private static func survey(_ state: Survey.State = .sent, sent: Date? = TestDesk.start) -> Survey {
        var survey = Survey(
            id: ID(TestDesk.number), caseNumber: CaseNumber(1_000_001), contact: ID(TestDesk.number), account: ID(1),
            team: "Desk", advisor: nil, state: state, due: TestDesk.start)
        survey.sent = sent
        return survey
    }

    private static func path(_ desk: TestDesk, _ kind: TokenKind = .survey, expires: TimeInterval = 60 * 86_400)
        -> String
    {
        "/survey/" + desk.tokens.token(kind, for: TestDesk.number, expires: TestDesk.start.addingTimeInterval(expires))
    }

    /// The radio buttons that are chosen, as `name=value`.
    private static func chosen(_ page: Answer) -> [String] {
        page.body.matches(of: /name="([a-z]+)" value="([0-9]+)" required checked/).map { "\($0.1)=\($0.2)" }
    }

    // MARK: Answering

    @Test("row 155: twenty GETs and HEADs of a link with a score record nothing; the form begins with it")
    func scanners() async throws {
        for _ in 1...10 {
            let page = try await desk.ask(.get, path + "?courtesy=5&overall=2")
            #expect(page.status == 200 && Self.chosen(page) == ["courtesy=5", "overall=2"])
            let head = try await desk.ask(.head, path + "?courtesy=5")
            #expect(head.status == 200 && head.body.isEmpty)
        }
        #expect(desk.surveys.writes == 0 && desk.surveys.answer == nil)
        let answer = try await desk.post(Self.full, to: path)
        #expect(answer.status == 200 && answer.heading == "Thank you, we have your answer")
        #expect(desk.surveys.writes == 1 && desk.surveys.answer?[.overall] == 1)
        #expect(desk.surveys.answer?.comment == "Too slow\nreally")
        #expect(answer.headers[.setCookie] == nil && answer.headers[.location] == nil)
    }

    @Test(
        "what a link says that is no rating is passed over",
        arguments: ["", "?courtesy=0", "?courtesy=6", "?courtesy=x", "?courtesy=5&courtesy=1", "?other=5", "?%FF=%FF"])
    func badLinks(_ query: String) async throws {
        let page = try await desk.ask(.get, path + query)
        #expect(page.status == 200 && Self.chosen(page) == [])
    }

    @Test("works without scripts, by keyboard and by ear: fields have labels, groups have legends")
    func accessible() async throws {
        let page = try await desk.ask(.get, path)
        #expect(page.body.matches(of: /<fieldset[ >]/).count == 5 && page.body.matches(of: /<legend>/).count == 5)
        #expect(page.body.matches(of: /<label><input type="radio"/).count == 25)
        #expect(page.body.contains("<label for=\"comment\">") && page.body.contains("id=\"comment\""))
        #expect(page.body.contains("Grades &lt;b&gt;") && !page.body.contains("<script"))
        for area in SurveyArea.allCases { #expect(page.body.contains(area.title)) }
    }

    @Test("a form without all ratings asks for the rest, and keeps what was filled in")
    func incomplete() async throws {
        let page = try await desk.post("courtesy=5&knowledge=9&comment=So+so", to: path)
        #expect(page.status == 422 && desk.surveys.writes == 0)
        #expect(page.body.contains("Please rate these as well: Knowledge, Timeliness, Quality, Overall Service."))
        #expect(Self.chosen(page) == ["courtesy=5"] && page.body.contains(">So so</textarea>"))
    }

    @Test("an answer can be changed: the form shows it, and a score of a link goes before it")
    func change() async throws {
        _ = try await desk.post(Self.full, to: path)
        let page = try await desk.ask(.get, path + "?overall=4")
        #expect(
            Self.chosen(page) == ["courtesy=5", "knowledge=4", "timeliness=3", "quality=2", "overall=4"]
                && page.body.contains("You answered already"))
        #expect(page.body.contains(">Too slow\nreally</textarea>"))
        _ = try await desk.post(Self.full.replacing("overall=1", with: "overall=4"), to: path)
        #expect(desk.surveys.answer?[.overall] == 4)
    }

    @Test(
        "a survey that is over says so, also to an answer",
        arguments: [
            (Survey.State.expired, 0), (.cancelled, 0), (.withheld, 0), (.sent, 31), (.answered, 31),
        ] as [(Survey.State, Double)])
    func over(_ state: Survey.State, _ days: Double) async throws {
        desk.surveys.put(Self.survey(state, sent: TestDesk.start.addingTimeInterval(-days * 86_400)))
        for answer in [
            try await desk.ask(.get, path), try await desk.post(Self.full, to: path),
            try await desk.post("courtesy=1", to: path),
        ] { #expect(answer.status == 410 && answer.heading == "This survey is over") }
        #expect(desk.surveys.writes == 0)
    }

    // MARK: Stopping

    private func optOutPath(_ kind: TokenKind = .optOut) -> String {
        "/survey/\(desk.tokens.token(kind, for: TestDesk.number))/opt-out"
    }

    @Test("row 151: GET, HEAD and OPTIONS twenty times change nothing; the page has one button and says what stops")
    func looking() async throws {
        let path = optOutPath()
        for _ in 1...20 {
            let page = try await desk.ask(.get, path)
            #expect(page.status == 200 && page.heading == "No more surveys?")
            #expect(page.body.matches(of: /<button/).count == 1)
            #expect(page.body.contains("Mail about your cases goes on"))
            #expect(page.body.contains("p…@northwind.example") && !page.body.contains("priya"))
            #expect(try await desk.ask(.head, path).status == 200)
            #expect(try await desk.ask(.options, path).status == 405)
        }
        #expect(desk.surveys.writes == 0)
    }

    @Test(
        "a button and one click in either encoding stop surveys, again and again, without a redirect or a cookie",
        arguments: [
            ("application/x-www-form-urlencoded", "choice=out"),
            ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
            (
                "multipart/form-data; boundary=b0",
                "--b0\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b0--\r\n"
            ),
        ])
    func stopping(_ type: String, _ body: String) async throws {
        for _ in 1...3 {
            let answer = try await desk.ask(.post, optOutPath(), headers: [.contentType: type], body: body)
            #expect(answer.status == 200 && answer.heading == "You get no more surveys")
            #expect(answer.headers[.setCookie] == nil && answer.headers[.location] == nil)
            #expect(desk.surveys.isOptedOut)
        }
        #expect(try await desk.ask(.get, optOutPath()).heading == "You get no more surveys")
        let undone = try await desk.post("choice=in", to: optOutPath())
        #expect(undone.status == 200 && undone.heading == "We ask you again" && !desk.surveys.isOptedOut)
    }

    @Test(
        "what is neither is no answer",
        arguments: ["", "x=1", "choice=maybe", "choice=in&choice=out", "choice=in&List-Unsubscribe=One-Click"])
    func nonsense(_ body: String) async throws {
        #expect(try await desk.post(body, to: optOutPath()).status == 400)
        #expect(desk.surveys.writes == 0)
    }

    @Test("row 153: every token that is good for nothing leads to the same page as any other address, by GET and POST")
    func wrongTokens() async throws {
        let expected = try await desk.ask(.get, "/nowhere")
        let good = path.dropFirst("/survey/".count)
        let forms =
            TokenKind.allCases.filter { $0 != .survey }.map { Self.path(desk, $0) } + [
                Self.path(desk, expires: -3_600), path + "a", "/survey/", "/survey/x", "/survey/\(good)/x",
                "/survey/\(good)/opt-out/x", "/case/\(good)", "/confirm/\(good)",
            ]
        let optOuts =
            TokenKind.allCases.filter { $0 != .optOut }.map(optOutPath) + [
                "/survey//opt-out", "/survey/x/opt-out", "/survey/\(good)/opt-out",
            ]
        for wrong in forms + optOuts {
            let answer = try await desk.ask(.get, wrong)
            #expect(
                answer.status == 404 && answer.body == expected.body && answer.headers == expected.headers, "\(wrong)")
        }
        for (wrong, body) in forms.filter({ $0.hasPrefix("/survey/") }).map({ ($0, Self.full) })
            + optOuts.flatMap({ [($0, "choice=out"), ($0, "nonsense")] })
        {
            let answer = try await desk.post(body, to: wrong)
            #expect(answer.status == 404 && answer.body == expected.body, "\(wrong)")
        }
        #expect(desk.surveys.writes == 0)
        desk.surveys.put(Self.survey(.due, sent: nil))
        #expect(try await desk.ask(.get, path).body == expected.body)
    }

    @Test("the form leads to where surveys are stopped, and a proxy's path stays before it")
    func linked() async throws {
        let desk = try TestDesk(publicURL: "https://example.org/support")
        desk.surveys.put(Self.survey())
        let page = try await desk.ask(.get, "/support" + Self.path(desk))
        let link = try #require(page.body.firstMatch(of: /href="(\/support\/survey\/[a-z2-7]+\/opt-out)"/)).1
        #expect(try await desk.ask(.get, String(link)).heading == "No more surveys?")
    }

    @Test("a desk that fails gets a page that says so, and the log has no token in it")
    func failure() async throws {
        desk.surveys.breakDown()
        #expect(try await desk.ask(.get, path + "?overall=5").status == 500)
        #expect(try await desk.ask(.get, optOutPath()).status == 500)
        #expect(desk.log.lines.contains { $0.hasPrefix("error request not answered") })
        #expect(!desk.log.lines.contains { $0.contains(path.dropFirst(8)) || $0.contains("overall") })
    }
}
