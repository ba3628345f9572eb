import Core

extension String {
    /// Whether there is nothing to read in it.
    var isBlank: Bool { utf8.allSatisfy(\.isWhiteSpace) }

    /// Whether another text stands anywhere in it, octet by octet.
    func hasText(_ text: StaticString) -> Bool {
        var copy = self
        let wanted = Array(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        return copy.withUTF8 { Octets($0).contains(wanted) }
    }

    /// As much of it as fits into a number of octets, without cutting a character in two.
    func prefix(octets limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var octets = utf8.prefix(max(0, limit))
        while !octets.isEmpty, utf8[octets.endIndex] & 0xC0 == 0x80 { octets.removeLast() }
        return String(decoding: octets, as: UTF8.self)
    }

    /// The text with LF at the end of each line, and without NUL, which not every store takes.
    func withLineFeeds() -> String {
        guard utf8.contains(where: { $0 == .carriageReturn || $0 == 0 }) else { return self }
        var output: [UInt8] = []
        output.reserveCapacity(utf8.count)
        var previous: UInt8 = 0
        for byte in utf8 {
            defer { previous = byte }
            switch byte {
            case 0: continue
            case .carriageReturn: output.append(.lineFeed)
            case .lineFeed where previous == .carriageReturn: continue
            default: output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
