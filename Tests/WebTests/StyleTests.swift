import Foundation
import Templates
import TestSupport
import Testing

@Suite("The pages' style", .ownThread)
struct StyleTests {
    private let stylesheet: String

    init() throws { stylesheet = try PageSet().stylesheet }

    /// The colours of a scheme by their names; the dark one changes those of the light one.
    private func colours(dark: Bool) -> [String: String] {
        let parts = stylesheet.components(separatedBy: "prefers-color-scheme: dark")
        var colours = Self.colours(in: parts[0])
        if dark { colours.merge(Self.colours(in: parts[1])) { $1 } }
        return colours
    }

    private static func colours(in text: String) -> [String: String] {
        let pairs = text.matches(of: /--([a-z-]+): #([0-9a-f]{6});/).map { (String($0.1), String($0.2)) }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    /// The relative luminance of WCAG 2.2.
    private static func luminance(_ hex: String) throws -> Double {
        let value = try #require(Int(hex, radix: 16))
        return 0.2126 * linear(value >> 16) + 0.7152 * linear(value >> 8) + 0.0722 * linear(value)
    }

    /// The light of one channel of sRGB, from its low octet.
    private static func linear(_ value: Int) -> Double {
        let share = Double(value & 255) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }

    @Test(
        "text has a contrast of 4.5, and the edges of what can be pressed one of 3, in light and dark (WCAG AA)",
        arguments: [
            ("ink", "page", 4.5), ("ink", "card", 4.5), ("soft", "page", 4.5), ("soft", "card", 4.5),
            ("ink", "quote", 4.5), ("ink", "warn", 4.5), ("primary-ink", "primary", 4.5), ("edge", "card", 3),
            ("primary", "card", 4.5), ("quiet-ink", "quiet", 4.5), ("incident-ink", "incident", 4.5),
            ("maintenance-ink", "maintenance", 4.5),
        ], [false, true])
    func contrast(_ pair: (String, String, Double), _ isDark: Bool) throws {
        let colours = colours(dark: isDark)
        let both = try [pair.0, pair.1].map { try Self.luminance(try #require(colours[$0])) }.sorted()
        #expect((both[1] + 0.05) / (both[0] + 0.05) >= pair.2)
    }

    @Test("nothing is loaded from elsewhere, and nothing is fixed to a width in pixels that a phone lacks")
    func selfContained() {
        #expect(!stylesheet.contains("url(") && !stylesheet.contains("@import"))
        for width in stylesheet.matches(of: /(?:^|[^-])width: (\d+)px/) { #expect((Int(width.1) ?? 0) < 320) }
    }
}
