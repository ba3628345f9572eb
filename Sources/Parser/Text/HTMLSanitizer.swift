import Core

/// Writes the harmless part of an HTML document anew.
///
/// Only elements, attributes and URL schemes of the lists come out; every element that is opened is closed, every
/// attribute quoted, every special character escaped. libxml2 reads, it never writes. The elements are nested as all
/// readers want them, so that a browser makes of it the same tree, and to sanitise it again changes nothing.
struct HTMLSanitizer {
    private var writer: HTMLWriter
    private var nesting: HTMLNesting
    /// The elements that are open in the document: whether they were written.
    private var sources: [Bool] = []
    /// Formatting that is in force, but was ended early with a block around it.
    private var suspended: [HTMLNesting.Open] = []
    /// How many open elements are within a dropped one, itself included.
    private var droppedDepth = 0
    /// Whether elements were left out that would have stood too deep; what they hold was not.
    private(set) var isFlattened = false
    /// How many elements may still be written.
    private var remaining: Int
    /// Whether nothing was written yet in a `pre`: a line end there would not be shown.
    private var isStartOfPreformatted = false
    private let attributes: HTMLAttributeFilter

    /// What libxml2 adds to a document on its own: `html`, `body` and a paragraph.
    private static let added = 3
    /// How much formatting is taken up again behind a block; never ended, it would grow with each.
    private static let mostSuspended = 8

    /// `images` are those that came with the message.
    init(images: RelatedImages, limits: Limits) {
        attributes = HTMLAttributeFilter(images: images)
        writer = HTMLWriter(limit: limits.textOctets)
        nesting = HTMLNesting(depth: limits.htmlDepth - Self.added)
        remaining = limits.htmlNodes - Self.added
    }

    /// Whether something was left out because a limit was reached.
    var isFull: Bool { writer.isFull }

    /// The markup, all elements closed.
    mutating func finish() -> String {
        sources = []
        close(to: 0)
        return String(decoding: writer.output, as: UTF8.self)
    }

    mutating func start(_ name: String, _ source: HTMLAttributes) {
        let link = name == "a" ? attributes.link(source) : nil
        let element = name == "a" && link == nil ? nil : element(named: name, source)
        guard droppedDepth == 0, element != nil || !HTMLElements.dropped.contains(name) else {
            droppedDepth += 1
            return
        }
        sources.append(false)
        guard let element, !isFull else { return }
        if element == .img, !attributes.isShown(image: source) {
            return attributes.placeholder(forImage: source).lendOctets { text($0) }
        }
        let isWritten = place(element, source: sources.count - 1, attributes.filter(source, of: element, link: link))
        sources[sources.count - 1] = isWritten && !ShownElement.void.contains(element)
    }

    mutating func end() {
        guard droppedDepth == 0 else {
            droppedDepth -= 1
            return
        }
        guard sources.popLast() == true else { return }
        if suspended.last?.source == sources.count { suspended.removeLast() }
        if let place = nesting.open.lastIndex(where: { $0.source == sources.count }) { close(to: place) }
    }

    mutating func text(_ octets: Octets) {
        guard droppedDepth == 0, !isFull else { return }
        let isInFrame = nesting.isInTableFrame
        let isPreformatted = nesting.count(of: .pre) > 0 && !isInFrame
        if !isPreformatted, octets.allSatisfy(\.isWhiteSpace) { return isInFrame ? () : writer.text(octets) }
        let shown =
            isStartOfPreformatted ? Octets(rebasing: octets.drop { $0 < .space && $0 != .tab || $0 == 0x7F }) : octets
        guard !shown.isEmpty else { return }
        if isInFrame || !suspended.isEmpty { guard prepare(for: nil) else { return } }
        isStartOfPreformatted = false
        if isPreformatted { writer.preformatted(shown) } else { writer.text(shown) }
    }

    /// The element by which one of the document is shown.
    private func element(named name: String, _ source: HTMLAttributes) -> ShownElement? {
        switch name {
        // The writing direction of the whole document.
        case "body": source["dir"] == nil ? nil : .div
        default: ShownElement(named: name)
        }
    }

    /// Writes a start tag where it may stand; whether there was room for it.
    private mutating func place(_ element: ShownElement, source: Int?, _ attributes: [HTMLAttribute] = []) -> Bool {
        guard hasRoom(for: element), nesting.admits(element), prepare(for: element) else { return false }
        return open(element, source: source, writer.start(element, attributes))
    }

    private mutating func hasRoom(for element: ShownElement) -> Bool {
        let hasRoom = nesting.hasRoom(for: element)
        if !hasRoom { isFlattened = true }
        return hasRoom
    }

    /// Closes what can't stay open around an element, or around text, and opens what has to.
    private mutating func prepare(for element: ShownElement?) -> Bool {
        close(to: nesting.staying(around: element))
        if element == .a { forgetLinks() }
        for missing in nesting.missing(before: element) where !place(missing, source: nil) { return false }
        let isInline = element.map { !ShownElement.blocks.union(ShownElement.tableParts).contains($0) } ?? true
        if isInline { resume() }
        guard remaining > 0 else {
            writer.fill()
            return false
        }
        return !isFull
    }

    /// Notes an element whose start tag stands at a place in the output, if there was room for it.
    private mutating func open(_ element: ShownElement, source: Int?, _ tag: Range<Int>?) -> Bool {
        guard let tag else { return false }
        remaining -= 1
        isStartOfPreformatted = element == .pre
        guard !ShownElement.void.contains(element) else { return true }
        let since = source ?? sources.count
        nesting.push(HTMLNesting.Open(element: element, source: source, since: since, tag: tag))
        return true
    }

    /// Writes end tags until so many elements are open; formatting that the document has not ended is put aside.
    private mutating func close(to count: Int) {
        var interrupted: [HTMLNesting.Open] = []
        while nesting.count > count, let last = nesting.pop() {
            writer.end(last.element)
            isStartOfPreformatted = false
            if ShownElement.cells.contains(last.element) {
                // What began in a cell does not go on outside.
                interrupted = []
                suspended.removeAll { $0.source ?? 0 >= last.since }
            } else if let source = last.source, source < sources.count, ShownElement.formatting.contains(last.element) {
                interrupted.append(last)
            }
        }
        for formatting in interrupted.reversed() { suspend(formatting) }
    }

    private mutating func suspend(_ formatting: HTMLNesting.Open) {
        if suspended.count == Self.mostSuspended { suspended.removeFirst() }
        suspended.append(formatting)
    }

    /// Opens formatting again that is in force here (HTML standard, 13.2.4.3, "reconstruct").
    private mutating func resume() {
        guard !suspended.isEmpty else { return }
        let cellStart = nesting.cellStart
        let isInForce = { (formatting: HTMLNesting.Open) in formatting.source ?? 0 >= cellStart }
        let resumed = suspended.filter(isInForce)
        suspended.removeAll(where: isInForce)
        for formatting in resumed where remaining > 0 && hasRoom(for: formatting.element) {
            _ = open(
                formatting.element, source: formatting.source, writer.start(formatting.element, again: formatting.tag))
        }
    }

    /// A link ends those before it for good.
    private mutating func forgetLinks() {
        let cellStart = nesting.cellStart
        suspended.removeAll { $0.element == .a && $0.source ?? 0 >= cellStart }
    }
}
