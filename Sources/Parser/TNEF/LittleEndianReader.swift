/// Reads numbers in little-endian order, one behind the other; `nil` once there is too little left.
struct LittleEndianReader {
    let octets: Octets
    private(set) var position: Int
    private let end: Int

    init(_ octets: Octets, range: Range<Int>) {
        self.octets = octets
        let range = range.clamped(to: 0..<octets.count)
        position = range.lowerBound
        end = range.upperBound
    }

    var left: Int { end - position }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        guard let range = take(MemoryLayout<Number>.size) else { return nil }
        return octets.loadUnaligned(fromByteOffset: range.lowerBound, as: Number.self).littleEndian
    }

    /// The range of so many octets.
    mutating func take(_ count: Int) -> Range<Int>? {
        guard count >= 0, count <= left else { return nil }
        position += count
        return position - count..<position
    }

    /// All that is left, or so many octets of it.
    mutating func takeRest(upTo count: Int) -> Range<Int> { take(min(max(0, count), left)) ?? position..<position }

    /// Passes over what fills a value of so many octets up to a multiple of four; at the end it may be missing.
    mutating func skipPadding(of count: Int) { _ = takeRest(upTo: (4 - count & 3) & 3) }
}
