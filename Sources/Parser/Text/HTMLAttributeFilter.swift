import Core

/// Which attributes of an element are shown, and with which values.
struct HTMLAttributeFilter {
    /// The attachments that an image may refer to.
    let contentIDs: Set<String>

    /// The attributes to write, in a fixed order.
    func filter(_ source: HTMLAttributes, of element: String) -> [(name: String, value: String)] {
        var kept: [(String, String)] = []
        for rule in Self.common + (Self.rules[element] ?? []) {
            if let value = source[rule.name], rule.allows(value) { kept.append((rule.name.description, value)) }
        }
        if element == "a", let link = link(source) {
            kept.append(("href", link))
            kept.append(("rel", "noopener noreferrer nofollow ugc"))
            kept.append(("target", "_blank"))
        }
        if element == "img", let image = contentID(source) { kept.append(("src", "cid:" + image)) }
        return kept
    }

    /// Where a link leads: `http`, `https` and `mailto` only.
    func link(_ source: HTMLAttributes) -> String? {
        guard let href = source["href"].map(Self.stripped) else { return nil }
        let head = href.utf8.prefix(8).lowercasedASCII
        return head.hasPrefix("http://") || head.hasPrefix("https://") || head.hasPrefix("mailto:") ? href : nil
    }

    /// Whether an image came with the message.
    func isShown(image source: HTMLAttributes) -> Bool { contentID(source) != nil }

    /// What stands in place of an image that would have to be fetched.
    func placeholder(forImage source: HTMLAttributes) -> String {
        let alternative = source["alt"] ?? ""
        guard let host = Self.host(of: Self.stripped(source["src"] ?? "")) else { return alternative }
        return alternative.isBlank ? "[image: \(host)]" : "[image: \(alternative), \(host)]"
    }

    private func contentID(_ source: HTMLAttributes) -> String? {
        guard let address = source["src"].map(Self.stripped), address.utf8.prefix(4).lowercasedASCII == "cid:" else {
            return nil
        }
        let identifier = String(address.dropFirst(4))
        return contentIDs.contains(identifier) ? identifier : nil
    }

    /// A URL without the controls and blanks that browsers pass over.
    private static func stripped(_ url: String) -> String {
        String(decoding: url.utf8.filter { $0 > 0x20 && $0 != 0x7F }, as: UTF8.self)
    }

    private static func host(of url: String) -> String? {
        let parts = url.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty else { return nil }
        let host = parts[2].prefix { !"/?#:@\\".utf8.contains($0) }
        return host.isEmpty ? nil : String(decoding: host.prefix(100), as: UTF8.self)
    }

    /// An attribute, and the values that it may have.
    private struct Rule: Sendable {
        var name: StaticString
        var allows: @Sendable (String) -> Bool

        static func text(_ name: StaticString) -> Rule { Rule(name: name) { $0.utf8.count <= 1_000 } }

        static func number(_ name: StaticString) -> Rule {
            Rule(name: name) { value in
                (1...5).contains(value.utf8.count) && value.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: "%") }
            }
        }

        static func word(_ name: StaticString, of words: Set<String>) -> Rule {
            Rule(name: name) { words.contains($0.lowercased()) }
        }

        static func name(_ name: StaticString) -> Rule {
            Rule(name: name) { value in
                (1...32).contains(value.utf8.count)
                    && value.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-#".utf8.contains($0) }
            }
        }
    }

    private static let common: [Rule] = [
        .word("align", of: ["left", "right", "center", "justify", "char"]),
        .word("dir", of: ["ltr", "rtl", "auto"]),
        .name("lang"),
    ]

    private static let cell: [Rule] = [
        .number("colspan"), .number("rowspan"), .word("valign", of: ["top", "middle", "bottom", "baseline"]),
    ]

    private static let rules: [String: [Rule]] = [
        "a": [.text("title")],
        "img": [.text("alt"), .number("width"), .number("height")],
        "td": cell, "th": cell,
        "ol": [.number("start"), .word("type", of: ["1", "a", "i"])],
        "font": [.name("color")],
    ]
}
