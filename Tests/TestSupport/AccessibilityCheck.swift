import Foundation

/// What is wrong with a page for somebody who can't see it well, can't point well, or hears it read.
///
/// It looks at the page in a browser that runs scripts, after all styles: light and dark, and 320 pixels wide. It knows
/// far less than a person with a screen reader; what it finds is wrong, and what it does not find may be.
public enum AccessibilityCheck {
    /// One thing that is wrong.
    public struct Fault: Decodable, Hashable, Sendable, CustomStringConvertible {
        /// The rule, as in `label`.
        public var rule: String
        /// The beginning of the element's markup, or what there is.
        public var what: String

        /// The rule and what breaks it.
        public var description: String { "\(rule): \(what)" }
    }

    /// All that is wrong with the page that the browser shows.
    public static func faults(in browser: WebDriver) async throws -> [Fault] {
        var faults: [Fault] = []
        for isDark in [false, true] {
            try await browser.showDark(isDark)
            for screen in [WebDriver.Screen.desktop, .narrow] {
                try await browser.show(screen)
                faults += try await browser.run(script) as [Fault]
            }
        }
        try await browser.showDark(false)
        var seen: Set<Fault> = []
        return faults.filter { seen.insert($0).inserted }
    }

    /// All that is wrong with a page of its own; `stylesheet` is found as `style.css` beside it.
    public static func faults(
        ofPage html: String, stylesheet: String = "", in browser: WebDriver
    ) async throws -> [Fault] {
        let directory = try TemporaryDirectory()
        try directory.write("style.css", stylesheet)
        try await browser.open("file://\(try directory.write("page.html", html))")
        return try await faults(in: browser)
    }
}
