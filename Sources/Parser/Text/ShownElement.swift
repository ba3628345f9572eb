/// The elements that sanitised HTML is made of.
enum ShownElement: UInt8, CaseIterable {
    case p, br, div, span, b, strong, i, em, u, s, sub, sup, blockquote, pre, code, ul, ol, li, dl, dt, dd, table, thead
    case tbody, tfoot, tr, td, th, caption, col, colgroup, h1, h2, h3, h4, h5, h6, hr, a, img, font, center

    /// The element by which one of a document is shown; `nil` where only its content is.
    init?(named name: String) {
        guard let element = Self.named[name] else { return nil }
        self = element
    }

    /// Its name.
    var name: String { Self.names[Int(rawValue)] }

    /// `<name`, which attributes and `>` follow.
    var opening: [UInt8] { Self.openings[Int(rawValue)] }

    /// Its end tag.
    var endTag: [UInt8] { Self.endTags[Int(rawValue)] }

    private static let names = allCases.map { "\($0)" }
    private static let openings = names.map { Array("<\($0)".utf8) }
    private static let endTags = names.map { Array("</\($0)>".utf8) }

    /// Elements of documents; those that are not shown themselves are shown as what comes nearest, so that what stood
    /// apart does not run together.
    private static let named: [String: ShownElement] = {
        var named = Dictionary(uniqueKeysWithValues: zip(names, allCases))
        for name in ["strike", "del"] { named[name] = .s }
        for name in ["tt", "kbd", "samp", "listing"] { named[name] = .code }
        for name in [
            "address", "article", "aside", "details", "dialog", "dir", "fieldset", "figcaption", "figure", "footer",
            "form", "header", "hgroup", "legend", "main", "menu", "nav", "search", "section", "summary",
        ] { named[name] = .div }
        named["ins"] = .u
        return named
    }()
}

extension ShownElement {
    /// Elements without content.
    static let void: ElementSet = [.br, .hr, .img, .col]

    /// Elements that end a paragraph (HTML standard, 13.2.6.4.7, "close a p element").
    static let blocks: ElementSet = [
        .p, .div, .blockquote, .pre, .ul, .ol, .li, .dl, .dt, .dd, .table, .h1, .h2, .h3, .h4, .h5, .h6, .hr, .center,
    ]

    /// Elements that stay in force where a block ends early (HTML standard, 13.2.4.2, "formatting").
    static let formatting: ElementSet = [.a, .b, .code, .em, .font, .i, .s, .strong, .u]

    static let headings: ElementSet = [.h1, .h2, .h3, .h4, .h5, .h6]

    /// The groups of rows.
    static let rowGroups: ElementSet = [.thead, .tbody, .tfoot]

    /// Elements that have a place of their own in a table.
    static let tableParts: ElementSet = [.thead, .tbody, .tfoot, .tr, .td, .th, .caption, .col, .colgroup]

    /// Elements that hold the parts of a table, and nothing else.
    static let tableFrames: ElementSet = [.table, .thead, .tbody, .tfoot, .tr, .colgroup]

    /// Elements of a table that hold what is shown.
    static let cells: ElementSet = [.td, .th, .caption]

    /// Elements that end one scope and begin another (HTML standard, 13.2.4.2).
    static let scopes: ElementSet = [.td, .th, .caption, .table]

    /// Elements past which an item does not end the one before it: "special" ones but paragraphs and divisions.
    static let itemBarriers: ElementSet = [
        .blockquote, .pre, .ul, .ol, .li, .dl, .dt, .dd, .table, .thead, .tbody, .tfoot, .tr, .td, .th, .caption,
        .colgroup, .h1, .h2, .h3, .h4, .h5, .h6, .center,
    ]

    /// Elements around which white space is not shown.
    static let breaking: ElementSet = blocks.union(tableParts).union([.br])
}

/// A set of elements.
struct ElementSet: Sendable, ExpressibleByArrayLiteral {
    private var bits: UInt64 = 0

    init(arrayLiteral elements: ShownElement...) { self.init(elements) }

    init(_ elements: [ShownElement]) { for element in elements { bits |= 1 << UInt64(element.rawValue) } }

    func contains(_ element: ShownElement) -> Bool { bits & 1 << UInt64(element.rawValue) != 0 }

    func union(_ other: ElementSet) -> ElementSet {
        var both = self
        both.bits |= other.bits
        return both
    }
}
