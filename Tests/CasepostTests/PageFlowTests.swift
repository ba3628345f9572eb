import Foundation
import TestSupport
import Testing

/// What a person does who gets a mail with a link, in a real browser on the real program.
@Suite(
    "From the mail to the answer", .enabled(if: WebDriver.isInstalled), .serialized, .timeLimit(.minutes(30)),
    .ownThread)
struct PageFlowTests {
    private let desk: PageDesk

    init() throws { desk = try PageDesk() }

    @Test(
        "who is asked whether they wrote it says so without scripts, and the desk takes it in",
        arguments: [WebDriver.Screen.phone, .desktop])
    func confirm(_ screen: WebDriver.Screen) async throws {
        try await desk.serving {
            try desk.deliver(SampleMail.plain(id: "1@district.example", subject: "My grades", isVerified: false))
            let link = try await desk.link(to: "/confirm/")
            let browser = try await WebDriver.start(scripts: false)
            try await browser.show(screen)
            try await browser.open(link)
            #expect(try await browser.text("main").contains("My grades"))
            #expect(try desk.fixture.cases().isEmpty)
            try await browser.click("button")
            #expect(try await browser.shows("Thank you, that is confirmed", in: "h1"))
            #expect(try await eventually { try desk.fixture.cases().count == 1 })
            try await browser.open(link)
            #expect(try await browser.shows("This is already answered", in: "h1"))
            try await browser.quit()
        }
    }

    @Test(
        "who is asked how it went answers, thinks better of it, stops surveys and lets them begin again, without scripts",
        arguments: [WebDriver.Screen.phone, .desktop])
    func survey(_ screen: WebDriver.Screen) async throws {
        try desk.deliver(SampleMail.plain(id: "1@district.example", subject: "My grades"))
        try desk.fixture.succeed("ingest")
        try desk.fixture.succeed("case", "close", "1000001")
        try await desk.serving {
            #expect(try await eventually { try formPath() != nil })
            let form = desk.address + (try #require(try formPath()))
            let browser = try await WebDriver.start(scripts: false)
            try await browser.show(screen)
            try await browser.open(form)
            #expect(try await browser.shows("How did we do?", in: "h1"))
            #expect(try await browser.count("input:checked") == 1)
            #expect(try await browser.count("input[name=overall][value='2']:checked") == 1)
            #expect(try survey()["state"] as? String == "sent", "nothing is recorded by following a link")
            for area in ["courtesy", "knowledge", "timeliness", "quality"] {
                try await browser.click("label:has(input[name=\(area)][value='5'])")
            }
            try await browser.type("It took long.", into: "#comment")
            try await browser.click("button[type=submit]")
            #expect(try await browser.shows("Thank you, we have your answer", in: "h1"))
            #expect(try (survey()["ratings"] as? [String: Int])?["overall"] == 2)
            try await browser.click("main a[href='?']")
            #expect(try await browser.shows("How did we do?", in: "h1"))
            try await browser.click("label:has(input[name=overall][value='4'])")
            try await browser.click("button[type=submit]")
            #expect(try await browser.shows("Thank you, we have your answer", in: "h1"))
            let answered = try survey()
            #expect((answered["ratings"] as? [String: Int])?["overall"] == 4)
            #expect(answered["comment"] as? String == "It took long.")
            try await browser.click("a[href$=opt-out]")
            #expect(try await browser.shows("No more surveys?", in: "h1"))
            #expect(try !isOptedOut(), "nothing happens by following a link")
            try await browser.click("button")
            #expect(try await eventually { try isOptedOut() })
            try await browser.click("button")
            #expect(try await eventually { try !isOptedOut() })
            try await browser.quit()
        }
    }

    /// Where the mail of a survey leads who presses its 2 for the service as a whole.
    private func formPath() throws -> String? {
        try desk.sent().lazy.compactMap { $0.firstMatch(of: #/https://support\.example\.org(/survey/\w+\?overall=2)/#) }
            .first.map { String($0.1) }
    }

    private func survey() throws -> [String: Any] {
        try #require(try desk.fixture.jsonLines(desk.fixture.succeed("survey", "list", "--json")).first)
    }

    private func isOptedOut() throws -> Bool {
        let shown = try desk.fixture.succeed("contact", "show", "ann.lee@district.example", "--json")
        return try desk.fixture.jsonLines(shown).first?["surveyOptOut"] as? Bool ?? false
    }
}
