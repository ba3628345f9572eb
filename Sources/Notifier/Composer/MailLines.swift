internal import Core

extension UnsafeBufferPointer<UInt8> {
    /// The lines of a text, whatever ends them; behind the last line end there is one only if there is something.
    var mailLines: [UnsafeBufferPointer<UInt8>] {
        var lines = pieces(at: 0x0A)
        if firstOffset(of: 0x0D) != nil {
            let (whole, last) = (lines.dropLast(), lines.suffix(1))
            let withoutPairs = whole.map { $0.last == 0x0D ? UnsafeBufferPointer(rebasing: $0.dropLast()) : $0 } + last
            lines = withoutPairs.flatMap { $0.pieces(at: 0x0D) }
        }
        if lines.count > 1, lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
