import CHTML

/// The elements that are open in sanitised HTML, and what has to end or to begin before another can stand among them.
///
/// Every reader of HTML closes and adds elements by rules of its own where they are not nested as it wants. What follows
/// the rules of all of them is the same tree for a browser (HTML standard, 13.2.6) and for libxml2.
struct HTMLNesting {
    /// An open element.
    struct Open {
        var element: ShownElement
        /// Which open element of the document it stands for; `nil` if none asked for it.
        var source: Int?
        /// How many elements of the document were open before it.
        var since: Int
        /// Where its start tag stands in the output.
        var tag: Range<Int>
    }

    private(set) var open: [Open] = []
    private var counts = [Int](repeating: 0, count: ShownElement.allCases.count)
    /// How deep elements may stand.
    private let depth: Int

    /// `depth` bounds how deep elements stand.
    init(depth: Int) { self.depth = depth }

    var count: Int { open.count }
    var innermost: ShownElement? { open.last?.element }

    /// Whether the innermost element can hold nothing but parts of a table.
    var isInTableFrame: Bool { innermost.map(ShownElement.tableFrames.contains) ?? false }

    /// How many elements of that kind are open.
    func count(of element: ShownElement) -> Int { counts[Int(element.rawValue)] }

    mutating func push(_ element: Open) {
        open.append(element)
        counts[Int(element.element.rawValue)] += 1
    }

    mutating func pop() -> Open? {
        guard let last = open.popLast() else { return nil }
        counts[Int(last.element.rawValue)] -= 1
        return last
    }

    /// Whether an element would not stand too deep here.
    func hasRoom(for new: ShownElement) -> Bool {
        // A table is of no use without room for a row and a cell.
        let isTablePart = ShownElement.tableParts.contains(new)
        return open.count + (isTablePart && count(of: .table) > 0 ? 1 : 5) <= depth
    }

    /// Whether an element may stand here at all: columns and captions only in a table.
    func admits(_ new: ShownElement) -> Bool {
        switch new {
        case .caption, .colgroup, .col: return count(of: .table) > 0
        default: return true
        }
    }

    /// How many of the open elements may stay open around a new one; around text where it is `nil`.
    func staying(around new: ShownElement?) -> Int {
        let outside = outsideImpliedTable
        guard let new else { return outside }
        var staying = ShownElement.tableParts.contains(new) ? frame(of: new) : scope(of: new, among: outside)
        while staying > 0, LibraryRules.ends(open[staying - 1].element, before: new) {
            staying = scope(of: new, among: staying - 1)
        }
        return staying
    }

    /// The elements that have to be opened before a new one, or before text where it is `nil`.
    func missing(before new: ShownElement?) -> [ShownElement] {
        guard isInTableFrame || new.map(ShownElement.tableParts.contains) ?? false else { return [] }
        let rows: [ShownElement]
        switch innermost {
        case .tr: rows = []
        case .thead, .tbody, .tfoot: rows = [.tr]
        case .table: rows = [.tbody, .tr]
        default: rows = [.table, .tbody, .tr]
        }
        switch new {
        case .td, .th: return rows
        case .tr: return rows.dropLast()
        case .thead, .tbody, .tfoot: return innermost == .table ? [] : [.table]
        case .col: return innermost == .colgroup ? [] : [.colgroup]
        case .caption, .colgroup: return []
        default: return rows + [.td]
        }
    }

    /// How many elements of the document were open before the innermost cell: formatting does not reach into a cell.
    var cellStart: Int {
        guard count(of: .table) > 0 else { return 0 }
        let cell = open.last { ShownElement.cells.contains($0.element) }
        return cell?.since ?? 0
    }

    /// How many elements stay open around a part of a table, which ends its fellows.
    private func frame(of new: ShownElement) -> Int {
        guard let table = open.lastIndex(where: { $0.element == .table }) else { return open.count }
        let group = table + 1
        let hasGroup = group < open.count && ShownElement.rowGroups.contains(open[group].element)
        switch new {
        case .td, .th:
            let hasRow = hasGroup && group + 1 < open.count && open[group + 1].element == .tr
            return hasRow ? group + 2 : hasGroup ? group + 1 : group
        case .tr: return hasGroup ? group + 1 : group
        case .col where group < open.count && open[group].element == .colgroup: return group + 1
        default: return group
        }
    }

    /// How many of the outermost elements stay open around an element that is no part of a table.
    private func scope(of new: ShownElement, among outermost: Int) -> Int {
        var staying = outermost
        if new == .a, count(of: .a) > 0 { staying = ended(among: staying, by: [.a], within: ShownElement.scopes) }
        if new == .li, count(of: .li) > 0 {
            staying = ended(among: staying, by: [.li], within: ShownElement.itemBarriers)
        }
        if new == .dt || new == .dd, count(of: .dt) + count(of: .dd) > 0 {
            staying = ended(among: staying, by: [.dt, .dd], within: ShownElement.itemBarriers)
        }
        if ShownElement.blocks.contains(new), count(of: .p) > 0 {
            staying = ended(among: staying, by: [.p], within: ShownElement.scopes)
        }
        guard staying > 0, ShownElement.headings.contains(new) else { return staying }
        return ShownElement.headings.contains(open[staying - 1].element) ? staying - 1 : staying
    }

    /// How many elements are open outside a table that nobody asked for, and outside a group of columns.
    private var outsideImpliedTable: Int {
        if innermost == .colgroup { return open.count - 1 }
        for place in open.indices.reversed() {
            guard open[place].source == nil, ShownElement.tableFrames.contains(open[place].element) else { break }
            if open[place].element == .table { return place }
        }
        return open.count
    }

    /// The place of the innermost of some elements that no barrier hides, or the number itself if there is none.
    private func ended(among outermost: Int, by elements: ElementSet, within barriers: ElementSet) -> Int {
        for place in open[..<outermost].indices.reversed() {
            if elements.contains(open[place].element) { return place }
            if barriers.contains(open[place].element) { break }
        }
        return outermost
    }
}

/// Which elements libxml2 ends where others start; the version that is at hand says so itself.
private enum LibraryRules {
    private static let ended: [ElementSet] = ShownElement.allCases.map { open in
        ElementSet(ShownElement.allCases.filter { $0 != open && chtml_closes(open.name, $0.name) })
    }

    static func ends(_ open: ShownElement, before new: ShownElement) -> Bool {
        ended[Int(open.rawValue)].contains(new)
    }
}
