@testable import Parser

/// Reads sanitised markup by the strictest of rules; whatever is not on the lists ends the process.
///
/// The lists are written out again on purpose: they say what is safe, whatever the sanitiser believes.
struct SafeMarkup {
    private static let elements: Set<String> = [
        "p", "br", "div", "span", "b", "strong", "i", "em", "u", "s", "sub", "sup", "blockquote", "pre", "code", "ul",
        "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "col",
        "colgroup", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "a", "img", "font", "center",
    ]
    private static let attributes: Set<String> = [
        "align", "alt", "color", "colspan", "dir", "height", "href", "lang", "rel", "rowspan", "src", "start",
        "target", "title", "type", "valign", "width",
    ]
    private static let void: Set<String> = ["br", "col", "hr", "img"]

    private var rest: Substring.UTF8View
    private var open: [String] = []

    static func check(_ markup: String) {
        var reader = SafeMarkup(rest: markup[...].utf8)
        while !reader.rest.isEmpty { reader.readNext() }
        require(reader.open.isEmpty, "every element is closed")
    }

    private mutating func readNext() {
        let text = rest.prefix { $0 != UInt8(ascii: "<") }
        Self.checkText(text)
        rest = rest[text.endIndex...]
        guard !rest.isEmpty else { return }
        rest.removeFirst()
        if rest.first == UInt8(ascii: "/") { readEnd() } else { readStart() }
    }

    private mutating func readEnd() {
        rest.removeFirst()
        let name = readName()
        require(open.popLast() == name, "</\(name)> ends the innermost element")
        expect(">")
    }

    private mutating func readStart() {
        let name = readName()
        require(Self.elements.contains(name), "<\(name)> may be shown")
        while rest.first == .space {
            rest.removeFirst()
            readAttribute()
        }
        expect(">")
        if !Self.void.contains(name) { open.append(name) }
    }

    private mutating func readAttribute() {
        let name = readName()
        require(Self.attributes.contains(name), "the attribute \(name) may be shown")
        expect("=")
        expect("\"")
        let value = rest.prefix { $0 != .quote }
        Self.checkText(value)
        if name == "href" { Self.check(value, startsWithOneOf: ["http://", "https://", "mailto:"]) }
        if name == "src" { Self.check(value, startsWithOneOf: ["cid:"]) }
        rest = rest[value.endIndex...]
        expect("\"")
    }

    private mutating func readName() -> String {
        let name = rest.prefix { $0.isLetter || $0.isDigit }
        rest = rest[name.endIndex...]
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func expect(_ text: String) {
        require(rest.starts(with: text.utf8), "\(text) stands here")
        rest = rest.dropFirst(text.utf8.count)
    }

    private static func check(_ value: Substring.UTF8View, startsWithOneOf schemes: [String]) {
        require(schemes.contains { value.prefix($0.utf8.count).lowercasedASCII == $0 }, "a URL has one of \(schemes)")
    }

    private static func checkText(_ text: Substring.UTF8View) {
        require(!text.contains { $0 == UInt8(ascii: ">") || $0 == .quote || $0 == UInt8(ascii: "'") }, "all is escaped")
        require(!text.contains { $0 < 0x20 && $0 != .lineFeed && $0 != .tab }, "no control characters")
    }
}
