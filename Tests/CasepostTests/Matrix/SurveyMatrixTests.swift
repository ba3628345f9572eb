import Foundation
import TestSupport
import Testing

/// Rows 107, 151 and 153 to 155: surveys and how they are stopped, from closing a case to the answer on the page.
@Suite("Matrix: surveys", .ownThread)
struct SurveyMatrixTests {
    private static let ann = "ann.lee@district.example"
    private static let full = "courtesy=5&knowledge=5&timeliness=4&quality=5"
    private let sink: SMTPSink
    private let desk: DeskFixture
    private let webPort: UInt16

    init() throws {
        sink = try SMTPSink()
        webPort = try Loopback.freePort()
        desk = try DeskFixture(
            mailbox: "url = \"pipe:\"",
            smtp: DeskFixture.smtp(sink) + "\n[web]\nlisten = \"127.0.0.1:\(webPort)\"")
        try desk.write(
            "advisors.csv",
            """
            email,first_name,last_name,teams,digest,time_zone
            sam.okafor@example.org,Sam,Okafor,Campus Support,immediate,America/Chicago

            """)
        try desk.succeed("advisor", "import", desk.path("advisors.csv"))
    }

    /// A case of Ann's that is closed; its number.
    private func closed(_ id: String) throws -> String {
        #expect(
            try desk.run("deliver", "--mailbox", "support", input: SampleMail.plain(id: "\(id)@district.example"))
                .status == 0)
        let number = try #require(try desk.cases().first { $0["status"] as? String == "New" }?["number"] as? String)
        try desk.succeed("case", "assign", number, "sam.okafor@example.org")
        try desk.succeed("case", "close", number, "--text", "The export works again.")
        return number
    }

    /// The mails that ask, their lines joined.
    private var surveys: [String] {
        sink.accepted.map(\.text).filter { $0.contains("Subject: How did we do?") }
            .map {
                $0.replacingOccurrences(of: "=\r\n", with: "").replacingOccurrences(of: "=3D", with: "=")
                    .replacingOccurrences(of: "\r\n", with: "\n")
            }
    }

    private func states() throws -> [String] {
        try desk.jsonLines(try desk.succeed("survey", "list", "--json")).map {
            [$0["state"], $0["why"]].compactMap { $0 as? String }.joined(separator: " ")
        }
    }

    private func isOptedOut() throws -> Bool {
        try desk.jsonLines(try desk.succeed("contact", "show", Self.ann, "--json")).first?["surveyOptOut"] as? Bool
            ?? false
    }

    /// The paths of the form and of the page that stops surveys, from the mail.
    private func paths() throws -> (form: String, optOut: String) {
        let mail = try #require(surveys.last)
        let form = try #require(mail.firstMatch(of: /https:\/\/support\.example\.org(\/survey\/[a-z2-7]{39})\n/)).1
        let field = try #require(ReadMail(text: mail).field("List-Unsubscribe"))
        return (
            String(form),
            try #require(field.firstMatch(of: /example\.org(\/survey\/[a-z2-7]+\/opt-out)>/)).1.description
        )
    }

    @Test("row 107: who opts out while the mail waits gets none, and the outbox says why")
    func queued() async throws {
        _ = try closed("1")
        // A server that is not there keeps the mail in the outbox.
        let settings = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        let broken = settings.replacingOccurrences(
            of: "smtp://127.0.0.1:\(sink.port)", with: "smtp://127.0.0.1:\(try Loopback.freePort())")
        try desk.write("casepost.toml", broken)
        _ = try desk.run("run-due")
        #expect(try states() == ["sent"])
        try desk.succeed("contact", "survey-opt-out", Self.ann)
        try desk.write("casepost.toml", settings)
        try desk.succeed("run-due", "--now", Date().addingTimeInterval(7_200).formatted(.iso8601))
        #expect(try surveys.isEmpty && states() == ["withheld opted out"])
        let mail = try desk.jsonLines(try desk.succeed("outbox", "list", "--state", "suppressed", "--json"))
        #expect(mail.map { $0["template"] as? String } == ["survey"])
        #expect(mail.map { $0["lastError"] as? String } == ["opted out"])
    }

    @Test("rows 151, 154, 155: looking changes nothing; one click stops surveys only; undone, they begin again")
    func stopping() async throws {
        let number = try closed("1")
        try desk.succeed("run-due")
        let mail = try #require(surveys.first)
        #expect(surveys.count == 1)
        let read = ReadMail(text: mail)
        #expect(read.field("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click")
        #expect(read.field("Auto-Submitted") == "auto-generated" && read.field("Precedence") == "bulk")
        #expect(mail.contains("?overall=5"), "a link brings its score along")
        let (form, optOut) = try paths()
        try await serving {
            for _ in 1...10 {
                for method in ["GET", "HEAD"] {
                    #expect(try await ask(method, form + "?overall=5").hasPrefix("HTTP/1.1 200 "))
                    #expect(try await ask(method, optOut).hasPrefix("HTTP/1.1 200 "))
                }
            }
            #expect(try states() == ["sent"] && !isOptedOut())
            let answer = try await ask("POST", optOut, "List-Unsubscribe=One-Click")
            #expect(answer.hasPrefix("HTTP/1.1 200 ") && !answer.lowercased().contains("set-cookie"))
            #expect(try isOptedOut())
        }
        _ = try closed("2")
        try desk.succeed("run-due")
        #expect(try surveys.count == 1 && states() == ["withheld opted out", "sent"])
        #expect(sink.accepted.count { $0.recipients == [Self.ann] && $0.text.contains("is closed") } == 2)
        try await serving { _ = try await ask("POST", optOut, "choice=in") }
        #expect(try !isOptedOut())
        #expect(number == "1000001")
    }

    @Test("row 153: a token that is changed, of another purpose or none of ours is told nothing")
    func tokens() async throws {
        _ = try closed("1")
        try desk.succeed("run-due")
        let (form, optOut) = try paths()
        try await serving {
            func body(_ answer: String) -> String { answer.components(separatedBy: "\r\n\r\n").last ?? "" }
            let expected = body(try await ask("GET", "/nowhere"))
            let crossed = optOut.replacingOccurrences(of: "/opt-out", with: "")
            for wrong in [
                String(form.dropLast()) + "a", String(form.dropLast()) + "b", form + "/opt-out", crossed, "/survey/x",
                "/survey/x/opt-out",
            ] where wrong != form {
                for (method, text) in [("GET", ""), ("POST", "choice=out"), ("POST", Self.full + "&overall=1")] {
                    let answer = try await ask(method, wrong, text)
                    #expect(answer.hasPrefix("HTTP/1.1 404 ") && body(answer) == expected, "\(method) \(wrong)")
                }
            }
        }
        #expect(try states() == ["sent"] && !isOptedOut())
    }

    @Test("from closing a case to the answer: it is listed, counted, on the case, and a bad one is told at once")
    func wholeWay() async throws {
        let number = try closed("1")
        try desk.succeed("run-due")
        let (form, _) = try paths()
        try await serving {
            let answer = try await ask("POST", form, Self.full + "&overall=2&comment=It+took+a+week.")
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(
                try await eventually {
                    sink.accepted.contains {
                        $0.recipients == ["sam.okafor@example.org"] && $0.text.contains("It took a week.")
                    }
                })
        }
        let listed = try #require(try desk.jsonLines(try desk.succeed("survey", "list", "--json")).first)
        #expect(listed["state"] as? String == "answered" && listed["comment"] as? String == "It took a week.")
        #expect(listed["contact"] as? String == Self.ann && listed["case"] as? String == number)
        #expect(
            listed["ratings"] as? [String: Int] == [
                "courtesy": 5, "knowledge": 5, "timeliness": 4, "quality": 5, "overall": 2,
            ])
        let feed = try #require(try desk.cases().first?["feed"] as? [[String: Any]])
        let note = try #require(feed.last)
        #expect(note["kind"] as? String == "note" && note["visibility"] as? String == "internal")
        for command in [["survey", "report"], ["report", "satisfaction"]] {
            let output = try desk.run(command + ["--by", "area", "--json"])
            let lines = try desk.jsonLines(output.stdout)
            #expect(lines.map { $0["average"] as? Double } == [5, 5, 4, 5, 2, 2])
            #expect(lines.last?["rate"] as? Double == 0 && lines.last?["reachesGoal"] as? Bool == false)
        }
        try desk.succeed("survey", "report", "--html", desk.path("report.html"))
        let page = try String(contentsOfFile: desk.path("report.html"), encoding: .utf8)
        #expect(page.matches(of: /<svg role="img" aria-labelledby/).count == 4)
        #expect(page.matches(of: /<caption>/).count == 4 && page.contains("sam.okafor@example.org"))
        for word in ["http://", "https://", "src=", "url(", "<script", "@import"] { #expect(!page.contains(word)) }
    }

    @Test("a delay of minutes counts from closing, and without pages nobody is asked")
    func settings() throws {
        let settings = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        try desk.write("casepost.toml", settings + "\n[survey]\ndelay_minutes = 90")
        _ = try closed("1")
        try desk.succeed("run-due")
        #expect(try states() == ["due"])
        try desk.write(
            "casepost.toml",
            settings.replacingOccurrences(of: "[web]\nlisten = \"127.0.0.1:\(webPort)\"", with: ""))
        let later = Date().addingTimeInterval(91 * 60).formatted(.iso8601)
        try desk.succeed("run-due", "--now", later)
        #expect(try states().first?.hasPrefix("withheld no page to answer on") == true && surveys.isEmpty)
    }

    /// Runs `serve` meanwhile.
    private func serving(_ work: () async throws -> Void) async throws {
        let gateway = try desk.start("serve")
        #expect(try await eventually { (try? LoopbackClient(webPort)) != nil })
        try await work()
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0, "\(output.stderr)")
    }

    /// One request over a connection of its own, and the whole answer.
    private func ask(_ method: String, _ path: String, _ body: String = "") async throws -> String {
        let fields = [
            "\(method) \(path) HTTP/1.1", "Host: support.example.org", "Connection: close",
            "Content-Type: application/x-www-form-urlencoded", "Content-Length: \(body.utf8.count)",
        ]
        return try await LoopbackClient(webPort).exchange(fields.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}
