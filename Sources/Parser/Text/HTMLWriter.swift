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
        tag(element) { output in
            output.append(contentsOf: element.opening)
            for attribute in attributes {
                output.append(.space)
                output.append(contentsOf: attribute.name.utf8)
                output.append(contentsOf: "=\"".utf8)
                attribute.value.lendOctets { Self.escape($0, into: &output) }
                output.append(.quote)
            }
            output.append(UInt8(ascii: ">"))
        }
    }

    /// Writes a start tag once more.
    mutating func start(_ element: ShownElement, again tag: Range<Int>) -> Range<Int>? {
        self.tag(element) { output in output.append(contentsOf: output[tag]) }
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
        let hasRoom = octets.count < (limit - output.count) / Self.longestEntity
        var place = 0
        while place < octets.count, !isFull {
            if octets[place].isWhiteSpace {
                addSpace(octets[place])
                place += 1
            } else {
                // Near the limit word by word, so that no space is written that nothing follows.
                let end = hasRoom ? Self.endOfWords(octets, from: place) : Self.endOfWord(octets, from: place)
                word(octets.slice(place..<end))
                place = end
            }
        }
    }

    private static func endOfWord(_ octets: Octets, from start: Int) -> Int {
        var end = start
        while end < octets.count, !octets[end].isWhiteSpace { end += 1 }
        return end
    }

    /// The end of words between which stand single spaces or line ends, which may be written as they are.
    private static func endOfWords(_ octets: Octets, from start: Int) -> Int {
        var end = endOfWord(octets, from: start)
        // What begins with a control may come to nothing.
        guard octets[start] > .space, octets[start] != 0x7F else { return end }
        while end + 1 < octets.count, octets[end] == .space || octets[end] == .lineFeed,
            octets[end + 1] > .space, octets[end + 1] != 0x7F
        {
            end = endOfWord(octets, from: end + 1)
        }
        return end
    }

    /// Writes text of which every space and line end counts.
    mutating func preformatted(_ octets: Octets) {
        guard !octets.isEmpty else { return }
        pending = nil
        append(octets)
        swallowsSpace = false
    }

    /// Writes a tag with the white space before it, both or neither.
    private mutating func tag(_ element: ShownElement, _ write: (inout [UInt8]) -> Void) -> Range<Int>? {
        guard !isFull else { return nil }
        let before = output.count
        if !ShownElement.breaking.contains(element), let space = pending { output.append(space) }
        let start = output.count
        write(&output)
        guard output.count <= limit else {
            output.removeLast(output.count - before)
            isFull = true
            return nil
        }
        if ShownElement.breaking.contains(element) {
            breakLine()
        } else if pending != nil {
            (pending, swallowsSpace) = (nil, true)
        }
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
        for place in 0..<octets.count where isSpecial(octets[place]) {
            guard let entity = entity(octets[place]) else { continue }
            output.append(contentsOf: octets.slice(plain..<place))
            output.append(contentsOf: UnsafeBufferPointer(start: entity.utf8Start, count: entity.utf8CodeUnitCount))
            plain = place + 1
        }
        output.append(contentsOf: octets.slice(plain..<octets.count))
    }

    /// Whether there may be an entity for a character; quick, since there hardly ever is.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 0x40 ? specials >> UInt64(byte) & 1 != 0 : byte == 0x7F
    }

    /// A bit for each control character, and for `"`, `&`, `'`, `<` and `>`.
    private static let specials: UInt64 = 0x5000_00C4_FFFF_FFFF

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
