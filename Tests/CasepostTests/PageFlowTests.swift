import Foundation
import TestSupport
import Testing

/// What a person does who gets a mail with a link, in a real browser on the real program.
@Suite("From the mail to the answer", .enabled(if: WebDriver.isInstalled), .serialized, .timeLimit(.minutes(5)))
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
}
