import Core

/// An attribute to be written.
typealias HTMLAttribute = (name: String, value: String)

/// Which attributes of an element are shown, and with which values.
struct HTMLAttributeFilter {
    /// The attachments that an image may refer to.
    let images: RelatedImages

    /// The attributes to write, in a fixed order; `link` is where the element leads, if it leads anywhere.
    func filter(_ source: HTMLAttributes, of element: ShownElement, link: String?) -> [HTMLAttribute] {
        guard !source.isEmpty else { return [] }
        var kept: [HTMLAttribute] = []
        for rule in Self.rules[Int(element.rawValue)] {
            if let value = source[rule.name], rule.allows(value) { kept.append((rule.name.description, value)) }
        }
        if let link {
            kept.append(("href", link))
            kept.append(("rel", "noopener noreferrer nofollow ugc"))
            kept.append(("target", "_blank"))
        }
        if element == .img, let image = contentID(source) { kept.append(("src", "cid:" + image)) }
        return kept
    }

    /// Where a link leads: `http`, `https` and `mailto` only.
    func link(_ source: HTMLAttributes) -> String? { source["href"].flatMap(HTMLLink.init)?.url }

    /// Whether an image came with the message.
    func isShown(image source: HTMLAttributes) -> Bool { contentID(source) != nil }

    /// What stands in place of an image that would have to be fetched; nothing for one that nobody is meant to see.
    func placeholder(forImage source: HTMLAttributes) -> String {
        let alternative = (source["alt"] ?? "").prefix(octets: Self.longestText)
        guard let host = HTMLLink.host(of: source["src"] ?? "") else { return alternative }
        if !alternative.isBlank { return "[image: \(alternative), \(host)]" }
        return Self.isPixel(source) ? "" : "[image: \(host)]"
    }

    private func contentID(_ source: HTMLAttributes) -> String? {
        guard let address = source["src"] else { return nil }
        return images.contentID(
            of: String(decoding: address.utf8.filter { $0 > 0x20 && $0 != 0x7F }, as: UTF8.self))
    }

    /// QUIRK: newsletters count their readers, and space their columns, with images of one point.
    private static func isPixel(_ source: HTMLAttributes) -> Bool {
        ["width", "height"].contains { (name: StaticString) in
            ["0", "1", "0px", "1px"].contains(source[name] ?? "")
        }
    }

    /// Octets of a title or of what an image shows.
    private static let longestText = 1_000

    /// An attribute, and the values that it may have.
    private struct Rule: Sendable {
        var name: StaticString
        var allows: @Sendable (String) -> Bool

        static func text(_ name: StaticString) -> Rule { Rule(name: name) { $0.utf8.count <= longestText } }

        /// A number, at most `digits` long; of a hundred where `isLength`.
        static func number(_ name: StaticString, digits: Int, isLength: Bool = false) -> Rule {
            Rule(name: name) { value in
                let bare = isLength && value.hasSuffix("%") ? value.utf8.dropLast() : value.utf8[...]
                return (1...digits).contains(bare.count) && bare.allSatisfy(\.isDigit)
            }
        }

        static func word(_ name: StaticString, of words: Set<String>) -> Rule {
            Rule(name: name) { words.contains($0.utf8.lowercasedASCII) }
        }

        static func name(_ name: StaticString) -> Rule {
            Rule(name: name) { value in
                (1...32).contains(value.utf8.count)
                    && value.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-#".utf8.contains($0) }
            }
        }
    }

    /// The rules of each element.
    private static let rules: [[Rule]] = ShownElement.allCases.map { element in common + (special[element] ?? []) }

    private static let common: [Rule] = [
        .word("align", of: ["left", "right", "center", "justify", "char"]),
        .word("dir", of: ["ltr", "rtl", "auto"]),
        .name("lang"),
    ]

    private static let cell: [Rule] = [
        .number("colspan", digits: 3), .number("rowspan", digits: 3),
        .word("valign", of: ["top", "middle", "bottom", "baseline"]),
    ]

    private static let special: [ShownElement: [Rule]] = [
        .a: [.text("title")],
        .img: [
            .text("alt"), .number("width", digits: 4, isLength: true), .number("height", digits: 4, isLength: true),
        ],
        .td: cell, .th: cell,
        .ol: [.number("start", digits: 5), .word("type", of: ["1", "a", "i"])],
        .font: [.name("color")],
    ]
}
