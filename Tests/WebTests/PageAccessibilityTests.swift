import Templates
import TestSupport
import Testing

@Suite("Pages for everybody", .enabled(if: WebDriver.isInstalled), .timeLimit(.minutes(30)), .ownThread)
struct PageAccessibilityTests {
    @Test("no page has a fault, light or dark, wide or 320 pixels wide")
    func all() async throws {
        let pages = try PageSet()
        let frame = FixedPage(siteName: "Campus Support", stylesheet: "style.css")
        let browser = try await WebDriver.start(scripts: true)
        for name in PageName.allCases {
            let html = pages.render(name.sample(frame)).html
            let faults = try await AccessibilityCheck.faults(
                ofPage: html, stylesheet: pages.stylesheet, in: browser)
            #expect(faults.isEmpty, "\(name.rawValue): \(faults)")
        }
        try await browser.quit()
    }
}
