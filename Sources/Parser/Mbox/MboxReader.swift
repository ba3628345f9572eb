import Core

/// Finds the messages of an mbox file, whichever program wrote it (RFC 4155).
///
/// A message starts behind a line `From address date` that is the first one or follows an empty line. Only lines with a
/// time and a year count: people write `From ` at the start of a line too.
public struct MboxReader: Sequence, IteratorProtocol {
    private let lines: Lines
    /// Where the next message starts; `nil` behind the last one.
    private var start: Int?

    /// `nil` where the octets are no mbox.
    public init?(_ octets: UnsafeRawBufferPointer) {
        guard octets.hasPrefix(Array("From ".utf8), at: 0) else { return nil }
        lines = Lines(octets)
        guard Self.isSeparator(lines.line(at: 0, before: octets.count).content, octets) else { return nil }
        start = lines.line(at: 0, before: octets.count).next
    }

    /// Where the next message stands, without the line that separates it.
    public mutating func next() -> Range<Int>? {
        guard let first = start else { return nil }
        guard let separator = nextSeparator(from: first) else {
            start = nil
            return first..<Swift.max(first, lines.raw.count)
        }
        start = lines.line(at: separator, before: lines.raw.count).next
        // The empty line before the separator belongs to it.
        let end = lines.dropLineEnd(before: separator, notBefore: first)
        return first..<end
    }

    /// The octets of a message as they were before they were put into the mbox; `nil` where nothing was changed.
    ///
    /// Lines that begin with `From `, with any number of `>` before it, were given one more `>`.
    public static func unquoted(_ message: UnsafeRawBufferPointer) -> [UInt8]? {
        guard message.contains(Array(">From ".utf8)) else { return nil }
        let lines = Lines(message)
        var output: [UInt8] = []
        output.reserveCapacity(message.count)
        var place = 0
        while place < message.count {
            let next = lines.line(at: place, before: message.count).next
            let line = message.slice(place..<next)
            let isQuoted = line.first == UInt8(ascii: ">") && hasFromBehindMarks(line)
            output.append(contentsOf: isQuoted ? line.dropFirst() : line[...])
            place = next
        }
        return output
    }

    private static func hasFromBehindMarks(_ line: Octets) -> Bool {
        let text = line.firstIndex { $0 != UInt8(ascii: ">") } ?? line.endIndex
        return line.hasPrefix(Array("From ".utf8), at: text)
    }

    private func nextSeparator(from start: Int) -> Int? {
        let octets = lines.raw
        var place = start
        var isBehindEmptyLine = true
        while place < octets.count {
            let line = lines.line(at: place, before: octets.count)
            if isBehindEmptyLine, octets[place] == UInt8(ascii: "F"), Self.isSeparator(line.content, octets) {
                return place
            }
            isBehindEmptyLine = line.content.isEmpty
            place = line.next
        }
        return nil
    }

    /// `From`, an address of any kind, and a date as asctime writes it.
    private static func isSeparator(_ range: Range<Int>, _ octets: Octets) -> Bool {
        guard range.count <= 1_000, octets.hasPrefix(Array("From ".utf8), at: range.lowerBound) else { return false }
        let words = octets.slice(range).split(separator: .space)
        let hasTime = words.contains { word in
            let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            return parts.count >= 2 && parts.allSatisfy { (1...2).contains($0.count) && $0.allSatisfy(\.isDigit) }
        }
        return hasTime && words.contains { $0.count == 4 && $0.allSatisfy(\.isDigit) }
    }
}
