import Core

extension String {
    /// Whether there is nothing to read in it.
    var isBlank: Bool { utf8.allSatisfy(\.isWhiteSpace) }

    /// Whether another text stands anywhere in it, octet by octet.
    func hasText(_ text: StaticString) -> Bool {
        var copy = self
        return copy.withUTF8 { Octets($0).contains(Octets(start: text.utf8Start, count: text.utf8CodeUnitCount)) }
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
        var copy = self
        return copy.withUTF8 { Octets($0).withLineFeeds() } ?? self
    }
}

extension UnsafeRawBufferPointer {
    /// Text in UTF-8 with LF at the end of each line, and without NUL; `nil` where it is so already.
    fileprivate func withLineFeeds() -> String? {
        if firstIndex(of: 0, in: 0..<count) != nil {
            let kept = filter { $0 != 0 }
            return kept.withUnsafeBytes { $0.withLineFeeds() } ?? String(decoding: kept, as: UTF8.self)
        }
        guard firstIndex(of: .carriageReturn, in: 0..<count) != nil else { return nil }
        return String(unsafeUninitializedCapacity: count) { copyLines(to: UnsafeMutableRawBufferPointer($0)) }
    }

    /// Copies everything, LF in the place of each CR and CR LF; how many octets that makes, which is never more.
    private func copyLines(to output: UnsafeMutableRawBufferPointer) -> Int {
        var length = 0
        var place = 0
        while place < count {
            let end = firstIndex(of: .carriageReturn, in: place..<count) ?? count
            UnsafeMutableRawBufferPointer(rebasing: output[length...]).copyMemory(from: slice(place..<end))
            length += end - place
            guard end < count else { break }
            output[length] = .lineFeed
            length += 1
            place = end + 1 < count && self[end + 1] == .lineFeed ? end + 2 : end + 1
        }
        return length
    }
}
