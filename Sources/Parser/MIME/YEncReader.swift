/// Reads yEnc within a text: `=ybegin`, maybe `=ypart`, the data, `=yend` (the draft 1.3 of www.yenc.org).
struct YEncReader {
    private let lines: Lines
    /// Whether no `=yend` is left, so that nobody looks for one again.
    private var hasNoMoreEnds = false

    private var raw: Octets { lines.raw }

    init(_ lines: Lines) { self.lines = lines }

    /// The file that begins at a line, or part of one; `nil` where that is only a text about yEnc.
    mutating func file(at line: Lines.Line) -> EmbeddedFiles.Found? {
        let begin = YEncKeywords(raw.slice(line.content.lowerBound + 8..<line.content.upperBound))
        guard let width = begin.number("line"), let size = begin.number("size"), !begin.name.isEmpty else { return nil }
        var start = line.next
        var part: YEncKeywords?
        if raw.hasPrefix(ignoringCase: "=ypart ", at: start) {
            let partLine = lines.line(at: start, before: raw.count)
            part = YEncKeywords(raw.slice(start + 7..<partLine.content.upperBound))
            start = partLine.next
        }
        let end = endLine(from: start)
        guard end != nil || isData(at: start, width: width) else { return nil }
        let octets = YEncDecoder.decode(raw.slice(start..<(end?.content.lowerBound ?? raw.count)))
        let isSound = end.map { agrees($0, with: octets, isPart: part != nil) } ?? false
        let file = EmbeddedFiles.File(name: begin.name, octets: octets, isBroken: !isSound, size: size)
        let before = max(1, part?.number("begin") ?? 1) - 1
        return EmbeddedFiles.Found(file: file, start: before, end: end?.next ?? raw.count)
    }

    private mutating func endLine(from start: Int) -> Lines.Line? {
        var place = start
        while !hasNoMoreEnds, place < raw.count {
            let line = lines.line(at: place, before: raw.count)
            if raw.hasPrefix(ignoringCase: "=yend", at: place) { return line }
            place = line.next
        }
        hasNoMoreEnds = true
        return nil
    }

    /// Whether a line is as long as lines of data are said to be; one ends later if its last octet is escaped.
    private func isData(at start: Int, width: Int) -> Bool {
        let line = lines.line(at: start, before: raw.count).content
        return line.count == width || line.count - 1 == width
    }

    /// Whether size and checksum, where given, are those of the octets.
    private func agrees(_ end: Lines.Line, with octets: [UInt8], isPart: Bool) -> Bool {
        let keywords = YEncKeywords(raw.slice(end.content.lowerBound + 5..<end.content.upperBound))
        if let size = keywords.number("size"), size != octets.count { return false }
        guard let sum = keywords.hexadecimal(isPart ? "pcrc32" : "crc32") else { return true }
        return sum == CRC32.checksum(octets)
    }
}

/// The `keyword=value` pairs of a yEnc line.
private struct YEncKeywords {
    /// What stands behind `name=`, which is always the last one and may hold blanks.
    private(set) var name: [UInt8] = []
    private var values: [String: [UInt8]] = [:]

    init(_ line: Octets) {
        var place = 0
        while let equals = line.firstIndex(of: UInt8(ascii: "="), in: place..<line.count) {
            let keyword = line.slice(line.trimmed(place..<equals)).lowercasedASCII
            guard keyword != "name" else {
                name = Array(line.slice(line.trimmed(equals + 1..<line.count)))
                return
            }
            let end = line.firstIndex(of: .space, in: equals + 1..<line.count) ?? line.count
            values[keyword] = Array(line.slice(line.trimmed(equals + 1..<end)))
            place = end
        }
    }

    func number(_ keyword: String) -> Int? { values[keyword].flatMap { Int(String(decoding: $0, as: UTF8.self)) } }

    func hexadecimal(_ keyword: String) -> UInt32? {
        values[keyword].flatMap { UInt32(String(decoding: $0, as: UTF8.self), radix: 16) }
    }
}
