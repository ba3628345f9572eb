import Core

/// Writes markup: escaped, with white space made equal, and never more than a number of octets.
///
/// A run of white space is one space, or one line end where it has one; where none is shown, beside blocks and at line
/// ends, none is written.
struct HTMLWriter {
    private(set) var output: [UInt8] = []
    /// Whether something was left out because the limit was reached; from then on only end tags are written.
    private(set) var isFull = false
    private let limit: Int
    /// White space that is due before what comes next on the line.
    private var pending: UInt8?
    /// Whether white space would not be shown here.
    private var swallowsSpace = true

    /// `limit` bounds the octets written, end tags aside.
    init(limit: Int) { self.limit = limit }

    /// Ends what can be written.
    mutating func fill() { isFull = true }

    /// Writes a start tag; where it stands, or `nil` if there was no room for it.
    mutating func start(_ element: ShownElement, _ attributes: [HTMLAttribute]) -> Range<Int>? {
        var tag = element.opening
        for attribute in attributes {
            tag.append(.space)
            tag.append(contentsOf: attribute.name.utf8)
            tag.append(contentsOf: "=\"".utf8)
            attribute.value.lendOctets { Self.escape($0, into: &tag) }
            tag.append(.quote)
        }
        tag.append(UInt8(ascii: ">"))
        return start(element, tag: tag)
    }

    /// Writes a start tag once more.
    mutating func start(_ element: ShownElement, again tag: Range<Int>) -> Range<Int>? {
        start(element, tag: Array(output[tag]))
    }

    mutating func end(_ element: ShownElement) {
        if ShownElement.breaking.contains(element) {
            breakLine()
        } else if pending != nil {
            if isFull || output.count >= limit { isFull = true } else { flush() }
        }
        // Even a full document gets its end tags: without them it would spoil the page around it.
        output.append(contentsOf: element.endTag)
    }

    /// Writes text.
    mutating func text(_ octets: Octets) {
        var place = 0
        while place < octets.count, !isFull {
            if octets[place].isWhiteSpace {
                addSpace(octets[place])
                place += 1
            } else {
                let end = octets[place...].firstIndex(where: \.isWhiteSpace) ?? octets.count
                word(octets.slice(place..<end))
                place = end
            }
        }
    }

    /// Writes text of which every space and line end counts.
    mutating func preformatted(_ octets: Octets) {
        guard !octets.isEmpty else { return }
        pending = nil
        append(octets)
        swallowsSpace = false
    }

    private mutating func start(_ element: ShownElement, tag: [UInt8]) -> Range<Int>? {
        let breaks = ShownElement.breaking.contains(element)
        let space = breaks || pending == nil ? 0 : 1
        guard !isFull, output.count + space + tag.count <= limit else {
            isFull = true
            return nil
        }
        if breaks { breakLine() } else { flush() }
        let start = output.count
        output.append(contentsOf: tag)
        if element == .img { swallowsSpace = false }
        return start..<output.count
    }

    private mutating func breakLine() {
        pending = nil
        swallowsSpace = true
    }

    private mutating func addSpace(_ byte: UInt8) {
        guard !swallowsSpace, pending != .lineFeed else { return }
        pending = byte == .lineFeed ? byte : .space
    }

    private mutating func flush() {
        guard let space = pending else { return }
        output.append(space)
        pending = nil
        swallowsSpace = true
    }

    /// Writes a word, with the white space before it.
    private mutating func word(_ octets: Octets) {
        let start = output.count
        let space = pending
        let swallowed = swallowsSpace
        flush()
        let behind = output.count
        append(octets)
        if output.count > behind {
            swallowsSpace = false
        } else {
            output.removeLast(output.count - start)
            (pending, swallowsSpace) = (space, swallowed)
        }
    }

    /// Escapes text into the output, as much of it as there is room for.
    private mutating func append(_ octets: Octets) {
        guard octets.count > (limit - output.count) / Self.longestEntity else {
            return Self.escape(octets, into: &output)
        }
        var place = 0
        while place < octets.count {
            var character: [UInt8] = []
            let end = min(place + Self.length(octets[place]), octets.count)
            Self.escape(octets.slice(place..<end), into: &character)
            guard output.count + character.count <= limit else {
                isFull = true
                return
            }
            output.append(contentsOf: character)
            place = end
        }
    }

    private static let longestEntity = 6

    /// The length of a character by its first octet.
    private static func length(_ first: UInt8) -> Int {
        switch first {
        case 0xF0...: 4
        case 0xE0...: 3
        case 0xC0...: 2
        default: 1
        }
    }

    /// Text as it stands in markup, without controls.
    static func escape(_ octets: Octets, into output: inout [UInt8]) {
        var plain = 0
        for place in octets.indices {
            guard let entity = entity(octets[place]) else { continue }
            output.append(contentsOf: octets[plain..<place])
            output.append(contentsOf: UnsafeBufferPointer(start: entity.utf8Start, count: entity.utf8CodeUnitCount))
            plain = place + 1
        }
        output.append(contentsOf: octets[plain...])
    }

    /// What stands for a character that may not stand for itself.
    private static func entity(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case .quote: "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        case .lineFeed, .tab: nil
        case 0..<0x20, 0x7F: ""
        default: nil
        }
    }
}

extension String {
    /// Lends the octets of the text.
    func lendOctets(_ body: (Octets) -> Void) {
        var copy = self
        copy.withUTF8 { body(Octets($0)) }
    }
}
