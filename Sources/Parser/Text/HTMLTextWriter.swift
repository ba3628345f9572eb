import Core

/// Writes the readable text of an HTML document as a person would type it.
///
/// Blocks are lines, paragraphs have a blank line between them, list items their mark, cells of a row a tab; what is
/// quoted begins with `> `, and a link that says something else than where it leads is followed by `<URL>`.
struct HTMLTextWriter {
    /// An open element, and what ends with it.
    private struct Element {
        var margin = 0
        var isPreformatted = false
        var isQuote = false
        var isList = false
        /// Whether text has no size here: elements within may give it one.
        var hasNoLetters = false
        var link: (url: String, start: Int)?
        /// What the element says of its lines, and the first of them.
        var mark: (roles: TextMark.Roles, start: Int)?
    }

    private struct List {
        /// The number of the next item; `nil` for a list with bullets.
        var number: Int?
    }

    private var lines: TextLines
    private var open: [Element] = []
    private var lists: [List] = []
    private var preformattedDepth = 0
    /// How many open elements are within one that is not shown, itself included.
    private var hiddenDepth = 0
    /// How many open elements are known for a quote.
    private var markedQuotes = 0
    /// What the elements that have ended say of lines of the text.
    private(set) var marks: [TextMark] = []

    /// `limit` bounds the octets written.
    init(limit: Int) { lines = TextLines(limit: limit) }

    /// The text, without blank lines at either end.
    mutating func finish() -> String {
        while !open.isEmpty { end() }
        return lines.finish()
    }

    mutating func start(_ name: String, _ attributes: HTMLAttributes) {
        let style = attributes["style"].map { HTMLStyle($0) }
        let isHidden = HTMLElements.dropped.contains(name) || attributes["hidden"] != nil || style?.isHidden ?? false
        guard hiddenDepth == 0, !isHidden else {
            hiddenDepth += 1
            return
        }
        var element = Element()
        element.hasNoLetters = style?.hasNoLetters ?? open.last?.hasNoLetters ?? false
        describe(name, attributes, &element)
        lines.requireBreaks(element.margin)
        if let roles = HTMLMark.role(of: name, attributes, isInQuote: markedQuotes > 0) { startMark(roles, &element) }
        if element.isPreformatted { preformattedDepth += 1 }
        if element.isQuote { lines.quoteDepth += 1 }
        open.append(element)
    }

    mutating func end() {
        guard hiddenDepth == 0 else {
            hiddenDepth -= 1
            return
        }
        guard let element = open.popLast() else { return }
        if let link = element.link { finishLink(link.url, from: link.start) }
        if element.isPreformatted { preformattedDepth -= 1 }
        if element.isList, !lists.isEmpty { lists.removeLast() }
        lines.requireBreaks(element.margin)
        if element.isQuote { lines.quoteDepth -= 1 }
        if let mark = element.mark { endMark(mark.roles, from: mark.start) }
    }

    mutating func text(_ octets: Octets) {
        guard hiddenDepth == 0, !(open.last?.hasNoLetters ?? false) else { return }
        if preformattedDepth > 0 { lines.appendPreformatted(octets) } else { lines.append(octets) }
    }

    private mutating func startMark(_ roles: TextMark.Roles, _ element: inout Element) {
        lines.requireBreaks(1)
        element.mark = (roles, lines.nextLine)
        if roles == .quote { markedQuotes += 1 }
    }

    private mutating func endMark(_ roles: TextMark.Roles, from start: Int) {
        lines.requireBreaks(1)
        if roles == .quote { markedQuotes -= 1 }
        // What belongs to another message may follow behind an empty element that says so.
        let end = max(lines.nextLine, roles == .original ? start + 1 : start)
        if end > start { marks.append(TextMark(roles: roles, lines: start..<end)) }
    }

    private mutating func describe(_ name: String, _ attributes: HTMLAttributes, _ element: inout Element) {
        switch name {
        case "br": lines.breakLine()
        case "hr": writeRule()
        case "img": writeAlternative(of: attributes)
        case "a": element.link = attributes["href"].map { ($0, lines.count) }
        case "p": element.margin = Self.isTightParagraph(attributes) ? 1 : 2
        case "h1", "h2", "h3", "h4", "h5", "h6", "dl", "table": element.margin = 2
        case "pre":
            element.margin = 2
            element.isPreformatted = true
        case "blockquote":
            element.isQuote = Self.isQuote(attributes)
            element.margin = element.isQuote ? 1 : 2
        case "ul", "ol": startList(isOrdered: name == "ol", attributes, &element)
        case "li": startItem(&element)
        case "td", "th": lines.startCell()
        case "div", "tr", "dt", "dd", "center", "address", "article", "aside", "body", "caption", "fieldset", "footer",
            "form", "header", "main", "nav", "option", "section", "thead", "tbody", "tfoot":
            element.margin = 1
        default: break
        }
        if name == "table", !lists.isEmpty { element.margin = 1 }
    }

    private mutating func startList(isOrdered: Bool, _ attributes: HTMLAttributes, _ element: inout Element) {
        element.margin = lists.isEmpty ? 2 : 1
        element.isList = true
        let first = attributes["start"].flatMap { Int($0) } ?? 1
        lists.append(List(number: isOrdered ? min(max(first, 0), 1_000_000) : nil))
    }

    private mutating func startItem(_ element: inout Element) {
        element.margin = 1
        lines.requireBreaks(1)
        let indent = String(repeating: "  ", count: min(max(0, lists.count - 1), 10))
        if let last = lists.indices.last, let number = lists[last].number {
            lines.setMark("\(indent)\(number). ")
            lists[last].number = number + 1
        } else {
            lines.setMark("\(indent)- ")
        }
    }

    /// QUIRK: Outlook draws a rule over the header of the message it quotes; its plain text has underscores there.
    private mutating func writeRule() {
        lines.requireBreaks(1)
        String(repeating: "_", count: 32).withOctets { lines.append($0) }
        lines.requireBreaks(1)
    }

    private mutating func writeAlternative(of attributes: HTMLAttributes) {
        guard let alternative = attributes["alt"], !alternative.isBlank else { return }
        // QUIRK: web mailers write smileys as pictures.
        let isSymbol = alternative.utf8.allSatisfy { $0 >= 0x80 } && alternative.utf8.count <= 32
        (isSymbol ? alternative : "[\(alternative)]").withOctets { lines.append($0) }
    }

    /// Adds where a link leads, unless its text says so; a link without text is a picture or a trap.
    private mutating func finishLink(_ url: String, from start: Int) {
        let scheme = url.utf8.prefix(8).lowercasedASCII
        guard scheme.hasPrefix("http://") || scheme.hasPrefix("https://") || scheme.hasPrefix("mailto:") else { return }
        let shown = lines.text(from: start)
        guard !shown.isBlank, Self.bare(shown) != Self.bare(url) else { return }
        " <\(String(decoding: url.utf8.filter { $0 > 0x20 }.prefix(2_000), as: UTF8.self))>".withOctets {
            lines.append($0)
        }
    }

    /// A URL without what people leave out.
    private static func bare(_ url: String) -> String {
        var rest = url.lowercased().filter { !$0.isWhitespace }[...]
        for prefix in ["https://", "http://", "mailto:", "www."] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        return String(rest)
    }

    /// QUIRK: Word's paragraphs have no margins, and one that is empty stands for a blank line.
    private static func isTightParagraph(_ attributes: HTMLAttributes) -> Bool {
        attributes["class"].map { $0.hasPrefix("Mso") || $0.hasPrefix("mso") } ?? false
    }

    /// QUIRK: web mailers indent with a blockquote that says it has no border.
    private static func isQuote(_ attributes: HTMLAttributes) -> Bool {
        guard attributes["type"] == nil, let style = attributes["style"] else { return true }
        let folded = style.utf8.filter { !$0.isWhiteSpace }.lowercasedASCII
        return !folded.hasText("border:none") && !folded.hasText("border:0")
    }
}

extension String {
    /// Lends the octets of the text.
    fileprivate func withOctets(_ body: (Octets) -> Void) {
        var copy = self
        copy.withUTF8 { body(Octets($0)) }
    }
}
