import Core

/// Collects text in lines: white space is folded, breaks are only written before what follows them.
struct TextLines {
    /// Within how many quotes the next line stands.
    var quoteDepth = 0
    /// Octets so far.
    var count: Int { output.count }
    /// The line of the text, from 0, on which what comes next stands at the earliest.
    var nextLine: Int { output.isEmpty ? 0 : lineEnds + min(breaks, 1) }

    private var output: [UInt8] = []
    private let limit: Int
    /// Line ends so far.
    private var lineEnds = 0
    /// Line ends to write before the next character.
    private var breaks = 0
    private var needsSpace = false
    private var needsTab = false
    private var mark: String?

    init(limit: Int) { self.limit = limit }

    /// Asks for line ends before what comes next: 1 for a new line, 2 for a blank line between.
    mutating func requireBreaks(_ number: Int) {
        guard number > 0 else { return }
        breaks = max(breaks, number)
        needsSpace = false
        needsTab = false
    }

    /// Ends the line, once more than asked for.
    mutating func breakLine() {
        breaks = min(breaks + 1, 3)
        needsSpace = false
    }

    /// Puts the mark of a list item before what comes next.
    mutating func setMark(_ text: String) { mark = text }

    /// Separates the next cell from one before it on the same line.
    mutating func startCell() { needsTab = breaks == 0 && !output.isEmpty }

    /// Adds text, each run of white space becoming one space.
    mutating func append(_ octets: Octets) {
        var place = 0
        while place < octets.count, output.count < limit {
            let length = Self.blank(octets, at: place)
            if length > 0 {
                // A no-break space alone on a line keeps it, as in a browser.
                if length == 2, breaks > 0 { begin() }
                needsSpace = breaks == 0
                place += length
            } else if let length = Self.invisible(octets, at: place) {
                place += length
            } else {
                begin()
                output.append(octets[place])
                place += 1
            }
        }
    }

    /// Adds text as it is, line by line.
    mutating func appendPreformatted(_ octets: Octets) {
        for byte in octets where output.count < limit {
            if byte == .lineFeed {
                breaks += 1
            } else if byte != .carriageReturn {
                begin()
                output.append(byte)
            }
        }
    }

    /// What has been written from a place on.
    func text(from start: Int) -> String {
        start < output.count ? String(decoding: output[start...], as: UTF8.self) : ""
    }

    /// The whole text, cut to the limit.
    func finish() -> String {
        var end = output.count
        while end > 0, output[end - 1].isWhiteSpace { end -= 1 }
        return String(decoding: output[..<end], as: UTF8.self).prefix(octets: limit)
    }

    /// Writes what is due before a character.
    private mutating func begin() {
        let isStart = output.isEmpty
        if breaks > 0 || isStart {
            for _ in 0..<(isStart ? 0 : breaks) { endLine() }
            breaks = 0
            output.append(contentsOf: repeatElement(UInt8(ascii: ">"), count: quoteDepth))
            if quoteDepth > 0 { output.append(.space) }
            if let mark { output.append(contentsOf: mark.utf8) }
        } else if needsTab {
            output.append(.tab)
        } else if needsSpace {
            output.append(.space)
        }
        mark = nil
        needsTab = false
        needsSpace = false
    }

    private mutating func endLine() {
        while let last = output.last, last.isBlank { output.removeLast() }
        // A blank line between two quoted ones is quoted too.
        if output.last == .lineFeed { output.append(contentsOf: repeatElement(UInt8(ascii: ">"), count: quoteDepth)) }
        output.append(.lineFeed)
        lineEnds += 1
    }

    /// The length of the white space at a place: 1 for ASCII, 2 for a no-break space, 0 for none.
    private static func blank(_ octets: Octets, at place: Int) -> Int {
        if octets[place].isWhiteSpace { return 1 }
        return octets[place] == 0xC2 && place + 1 < octets.count && octets[place + 1] == 0xA0 ? 2 : 0
    }

    /// The length of a character that takes no room: soft hyphen, zero-width space, byte order mark.
    private static func invisible(_ octets: Octets, at place: Int) -> Int? {
        switch octets[place] {
        case 0xC2: octets.hasPrefix([0xC2, 0xAD], at: place) ? 2 : nil
        case 0xE2: octets.hasPrefix([0xE2, 0x80, 0x8B], at: place) ? 3 : nil
        case 0xEF: octets.hasPrefix([0xEF, 0xBB, 0xBF], at: place) ? 3 : nil
        default: nil
        }
    }
}
