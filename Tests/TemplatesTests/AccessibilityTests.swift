import Core
import Foundation
import Testing

@testable import Templates

/// What WCAG 2.2 AA, and mail programs, ask of the HTML.
@Suite("Everybody can read the mails")
struct AccessibilityTests {
    private let templates: TemplateSet

    init() throws { templates = try TemplateSet() }

    private func html(_ name: TemplateName) -> String { templates.render(.sample(of: name)).html }

    /// The tags of that name, as they stand.
    private static func tags(_ name: String, in html: String) -> [String] {
        html.components(separatedBy: "<\(name)").dropFirst()
            .filter { $0.first.map { !$0.isLetter && !$0.isNumber } ?? false }
            .map { String($0.prefix { $0 != ">" }) }
    }

    @Test(
        "the language is named, for the page and for what a mail program cuts out of it",
        arguments: TemplateName.allCases)
    func language(_ name: TemplateName) {
        let html = html(name)
        #expect(html.contains("<html lang=\"en\" dir=\"ltr\">"))
        #expect(html.contains("role=\"article\" aria-roledescription=\"email\" lang=\"en\" dir=\"ltr\""))
        #expect(html.contains("<title>") && !html.contains("<title></title>"))
    }

    @Test("one h1, and no level of headings is left out", arguments: TemplateName.allCases)
    func headings(_ name: TemplateName) {
        let levels = html(name).matches(of: /<h([1-6])[ >]/).compactMap { Int($0.1) }
        #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
        for (before, after) in zip(levels, levels.dropFirst()) { #expect(after <= before + 1) }
    }

    @Test("tables are for layout and say so, or have headers that say of what", arguments: TemplateName.allCases)
    func tables(_ name: TemplateName) {
        let html = html(name)
        let data = Self.tags("table", in: html).filter { !$0.contains("role=\"presentation\"") }
        let headers = Self.tags("th", in: html)
        #expect(data.isEmpty == headers.isEmpty)
        #expect(headers.allSatisfy { $0.contains("scope=\"row\"") || $0.contains("scope=\"col\"") })
    }

    @Test("a picture would have an alternative text; links say where they lead", arguments: TemplateName.allCases)
    func alternatives(_ name: TemplateName) {
        let html = html(name)
        #expect(Self.tags("img", in: html).allSatisfy { $0.contains("alt=\"") })
        for link in html.components(separatedBy: "<a ").dropFirst() {
            // What is heard of a link is its label, where it has one.
            let label = link.prefix { $0 != ">" }.firstMatch(of: /aria-label="([^"]*)"/).map { String($0.1) }
            let words =
                label ?? link.components(separatedBy: "</a>")[0].split(separator: ">").dropFirst().joined()
            #expect(words.count > 5 && !["here", "click"].contains { words.lowercased().contains($0) }, "\(words)")
        }
    }

    @Test(
        "one column of at most 600 pixels, that may be narrower; no text is smaller than 14",
        arguments: TemplateName.allCases)
    func width(_ name: TemplateName) {
        let html = html(name)
        #expect(html.contains("max-width:600px"))
        for match in html.matches(of: /[^-]width(?:=\"|:)(\d+)(px|\")/) {
            // Outlook, which knows no max-width, is told the width in a comment of its own.
            #expect((Int(match.1) ?? 0) <= 200 || match.1 == "600", "\(match.0)")
        }
        let preview = try? Regex("<div style=\"display:none.*?</div>").dotMatchesNewlines()
        let shown = preview.map { html.replacing($0, with: "") } ?? html
        for match in shown.matches(of: /font-size:(\d+)px/) { #expect((Int(match.1) ?? 0) >= 14, "\(match.0)") }
    }

    /// The colours of text and what is behind it: the classes that say so, and what a mail program shows that takes
    /// only the attributes.
    static let pairs = [("ink", "card"), ("soft", "card"), ("ink", "hint"), ("ink", "warn"), ("button", "button")]

    @Test("text has a contrast of 4.5, in light and dark", arguments: pairs, [false, true])
    func contrast(_ pair: (String, String), _ isDark: Bool) throws {
        let layout = try #require(ShippedTemplates.mails["layout.html"].map { String(decoding: $0, as: UTF8.self) })
        let mails = TemplateName.allCases.map(html).joined() + layout
        let ink = try colours("color", of: pair.0, isDark, layout, mails)
        let ground = try colours("background-color", of: pair.1, isDark, layout, mails)
        for (text, behind) in ink.flatMap({ ink in ground.map { (ink, $0) } }) {
            let light = try [text, behind].map(Self.luminance).sorted()
            #expect((light[1] + 0.05) / (light[0] + 0.05) >= 4.5, "#\(text) on #\(behind)")
        }
    }

    @Test("every colour of a style has one for the dark scheme", arguments: TemplateName.allCases)
    func darkScheme(_ name: TemplateName) {
        let body = html(name).components(separatedBy: "<body").last ?? ""
        for tag in body.components(separatedBy: "<").dropFirst() where !tag.hasPrefix("!--") {
            guard tag.contains("background-color:"), !tag.contains("display:none") else { continue }
            let classes = ["page", "card", "hint", "warn", "button"]
            #expect(classes.contains { tag.contains("class=\"\($0)") || tag.hasPrefix("body") }, "\(tag)")
        }
        for tag in body.components(separatedBy: "<").dropFirst() {
            guard let match = tag.firstMatch(of: /[ ;\"]color:#([0-9a-f]{6})/), !tag.contains("display:none") else {
                continue
            }
            let expected = match.1 == "545d68" ? "soft" : match.1 == "ffffff" ? "button" : "ink"
            #expect(tag.contains(expected) || tag.contains("\"card\""), "\(tag)")
        }
    }

    /// The values of a property for a class: in the dark scheme as the style sheet says, else as it stands in the tags.
    private func colours(
        _ property: String, of name: String, _ isDark: Bool, _ layout: String, _ mails: String
    ) throws -> Set<String> {
        let value = try Regex<(Substring, Substring)>("(?:^|[; \"])\(property): ?#([0-9a-f]{6})")
        if isDark {
            let rules = layout.components(separatedBy: "prefers-color-scheme: dark")[1].split(separator: "\n")
            let rule = try #require(
                rules.first {
                    let selectors = $0.split(separator: "{")[0]
                    return selectors.contains(".\(name)") && $0.contains(" \(property): #")
                })
            return [String(try #require(rule.firstMatch(of: value)).1)]
        }
        let tags = mails.components(separatedBy: "<").filter { tag in
            tag.firstMatch(of: /class=\"([a-z ]*)\"/).map { $0.1.split(separator: " ").contains(Substring(name)) }
                ?? false
        }
        let found = Set(tags.compactMap { $0.firstMatch(of: value).map { String($0.1) } })
        try #require(!found.isEmpty)
        return found
    }

    /// The relative luminance of WCAG 2.2.
    private static func luminance(_ hex: String) throws -> Double {
        let value = try #require(Int(hex, radix: 16))
        let parts = [value >> 16, value >> 8, value].map { channel -> Double in
            let share = Double(channel & 255) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
