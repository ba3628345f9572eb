import Core
import FoundationEssentials
import HTTPTypes
import MailAuth
import TestSupport
import Testing

@testable import Web

@Suite("The page of a challenge", .ownThread)
struct ChallengePageTests {
    private static let form = "answer=confirm&message=11&message=12"

    @Test("row 46: five GETs and five HEADs change nothing, and two POSTs release exactly once")
    func onlyPostCounts() async throws {
        let desk = try TestDesk()
        for _ in 1...5 {
            #expect(try await desk.ask(.get).status == 200)
            let head = try await desk.ask(.head)
            #expect(head.status == 200 && head.body.isEmpty)
        }
        #expect(desk.desk.answers == 0 && desk.rings.total == 0)
        #expect(try desk.desk.question(TestDesk.number) == TestDesk.question())
        let first = try await desk.post(Self.form)
        #expect(first.heading == "Thank you, that is confirmed" && first.body.contains("Your 2 messages are"))
        let second = try await desk.post(Self.form)
        #expect(second.status == 200 && second.heading == "This is already answered")
        #expect(desk.desk.released == [11, 12])
        #expect(desk.rings.total == 2)
        #expect(first.headers[.location] == nil && first.headers[.setCookie] == nil)
    }

    @Test("a HEAD tells the length that a GET would have")
    func head() async throws {
        let desk = try TestDesk()
        let get = try await desk.ask(.get)
        #expect(try await desk.ask(.head).headers[.contentLength] == "\(get.body.utf8.count)")
    }

    @Test("the form brings back exactly the messages that are listed, and later ones stay")
    func listedOnly() async throws {
        let desk = try TestDesk()
        let page = try await desk.ask()
        #expect(page.hidden("message") == ["11", "12"])
        #expect(page.hidden("answer") == ["confirm", "disown"])
        desk.desk.put(try TestDesk.question(subjects: ["Grades are gone", "Again", "Came later"]))
        let numbers = page.hidden("message").map { "&message=\($0)" }.joined()
        #expect(try await desk.post("answer=confirm\(numbers)").status == 200)
        #expect(desk.desk.released == [11, 12])
        #expect(try await desk.ask().hidden("message") == ["13"])
    }

    @Test("of very many messages a page asks about some, and says how many more wait")
    func manyMessages() async throws {
        let desk = try TestDesk { $0.listedMessages = 3 }
        desk.desk.put(try TestDesk.question(subjects: (1...8).map { "Number \($0)" }))
        let page = try await desk.ask()
        #expect(page.hidden("message") == ["11", "12", "13"])
        #expect(page.body.contains("<p>5 more wait behind them."))
    }

    @Test("who says that it was not them rejects all of it, once")
    func disown() async throws {
        let desk = try TestDesk()
        let first = try await desk.post("answer=disown")
        #expect(first.heading == "Thank you for telling us" && first.body.contains("The 2 messages are rejected"))
        #expect(try await desk.post("answer=disown").heading == "This is already answered")
        let other = try await desk.post(Self.form)
        #expect(other.status == 409 && other.heading == "This is already answered")
        #expect(desk.desk.rejected == [11, 12] && desk.desk.released.isEmpty && desk.rings.total == 0)
    }

    @Test("multipart/form-data is taken as well")
    func multipart() async throws {
        let desk = try TestDesk()
        let body = [("answer", "confirm"), ("message", "12")].map {
            "--b0\r\nContent-Disposition: form-data; name=\"\($0)\"\r\n\r\n\($1)\r\n"
        }
        let answer = try await desk.ask(
            .post, headers: [.contentType: "multipart/form-data; boundary=b0"], body: body.joined() + "--b0--\r\n")
        #expect(answer.status == 200 && answer.body.contains("Your message is"))
        #expect(desk.desk.released == [12])
    }

    @Test(
        "a challenge that is over says so, and what to do",
        arguments: [
            (Challenge.State.expired, 410, "The time for this answer is over"),
            (.confirmed, 200, "This is already answered"), (.disowned, 200, "This is already answered"),
        ])
    func over(_ state: Challenge.State, _ status: Int, _ heading: String) async throws {
        let desk = try TestDesk()
        desk.desk.put(try TestDesk.question(state: state, waiting: state == .expired))
        let page = try await desk.ask()
        #expect(page.status == status && page.heading == heading)
        #expect(!page.body.contains("<form"))
    }

    @Test("after its time a challenge can't be answered, also where nobody has noted that yet")
    func late() async throws {
        let desk = try TestDesk(now: TestDesk.start.addingTimeInterval(Challenge.lifetime + 60))
        #expect(try await desk.ask().status == 410)
        #expect(try await desk.post(Self.form).heading == "The time for this answer is over")
        #expect(desk.desk.released.isEmpty)
    }

    @Test("every token that is good for nothing leads to the same page")
    func wrongTokens() async throws {
        let desk = try TestDesk()
        let ring = KeyRing([(id: 1, bytes: [UInt8](repeating: 9, count: 32))], tenant: "test")
        let keys = try #require(ring)
        let last = desk.token.last == "a" ? "b" : "a"
        let tokens = [
            "", "x", String(repeating: "a", count: 39), String(repeating: "a", count: 4_000), "..%2f", "%00",
            desk.token.dropLast() + last, desk.token + "a", String(desk.token.dropFirst()),
            desk.tokens.token(.survey, for: TestDesk.number), desk.tokens.token(.optOut, for: TestDesk.number),
            desk.tokens.token(.challenge, for: TestDesk.number, expires: TestDesk.start.addingTimeInterval(-3_600)),
            desk.tokens.token(.challenge, for: 99),
            CapabilityTokens(keys: keys).token(.challenge, for: TestDesk.number),
        ]
        let expected = try await desk.ask(.get, "/nowhere")
        #expect(expected.status == 404)
        for token in tokens {
            for answer in [
                try await desk.ask(.get, "/confirm/\(token)"), try await desk.post(Self.form, to: "/confirm/\(token)"),
            ] {
                #expect(answer.status == 404 && answer.body == expected.body, "\(token)")
                #expect(answer.headers == expected.headers, "\(token)")
            }
        }
        #expect(desk.desk.released.isEmpty)
    }

    @Test(
        "a body that no page of ours sends changes nothing",
        arguments: [
            "", "answer", "answer=", "answer=yes", "answer=confirm", "answer=confirm&message=", "message=11",
            "answer=confirm&message=11&message=x", "answer=confirm&message=-11", "answer=confirm&message=0",
            "answer=confirm&message=11&message=11", "answer=confirm&answer=disown&message=11",
            "answer=confirm&message=99999999999999999999", "answer=disown&message=11", "answer=%zz", "answer=conf%",
            "answer=confirm&message=%ff", "{\"answer\":\"confirm\"}",
        ])
    func malformed(_ form: String) async throws {
        let desk = try TestDesk()
        let answer = try await desk.post(form)
        #expect(answer.status == 400 && answer.heading == "We could not read that answer")
        #expect(desk.desk.answers == 0)
    }

    @Test("a body of another type, or of none, changes nothing", arguments: ["application/json", "text/plain", nil])
    func types(_ type: String?) async throws {
        let desk = try TestDesk()
        let headers: HTTPFields = type.map { [.contentType: $0] } ?? [:]
        #expect(try await desk.ask(.post, headers: headers, body: Self.form).status == 400)
        #expect(desk.desk.answers == 0)
    }

    @Test("a subject stays a quoted text: no markup, no other direction, no more than 80 characters")
    func subjects() async throws {
        let desk = try TestDesk()
        let long = String(repeating: "x", count: 200)
        desk.desk.put(
            try TestDesk.question(subjects: [
                "</q><h1>Confirmed</h1><script>alert(1)</script>", "a\u{202E}b\u{2066}c\r\nd", long, " \u{200B}\n",
                "{{address}}",
            ]))
        let body = try await desk.ask().body
        #expect(body.contains("&lt;/q&gt;&lt;h1&gt;Confirmed&lt;/h1&gt;"))
        #expect(body.split(separator: "<h1", omittingEmptySubsequences: false).count == 2 && !body.contains("<script"))
        #expect(body.contains("<q dir=\"auto\">abc d</q>"))
        #expect(body.contains("<q dir=\"auto\">\(String(repeating: "x", count: 79))…</q>"))
        #expect(body.contains("<q dir=\"auto\">{{address}}</q>"))
    }

    @Test("a desk that fails gets a page that says so, and a line in the log")
    func failure() async throws {
        let desk = try TestDesk()
        desk.desk.breakDown()
        #expect(try await desk.ask().status == 500)
        #expect(try await desk.post(Self.form).heading == "Something went wrong on our side")
        #expect(desk.log.lines.contains { $0.hasPrefix("error request not answered error=Failure") })
    }

    @Test("a desk's own page stands in; one that says nothing does not")
    func ownPages() async throws {
        let folder = try TemporaryDirectory()
        try folder.folder("pages")
        try folder.write("pages/not-found.html", "<h1>{{siteName}}: no</h1>")
        try folder.write("pages/challenge-question.html", "{{#furtherMessages}}x{{/furtherMessages}}")
        try folder.write("pages/style.css", "h1 { color: red }")
        let desk = try TestDesk(templates: folder.path)
        #expect(try await desk.ask(.get, "/nowhere").heading == "Campus Support: no")
        #expect(try await desk.ask().heading == "Did you write these 2 messages?")
        #expect(desk.log.lines.contains { $0.contains("challenge-question: the desk's own template left the page") })
    }
}
