internal import Core

/// A message cut at its line ends and nowhere else: fields as they stand, and the body behind them.
///
/// Nothing is decoded, skipped or mended, so that what a signature covers and what counts as a From field is decided on
/// the octets alone. A line ends with CRLF or LF; what does not begin with white space begins a field, with or without a
/// colon.
struct RawMessage {
    /// One field of the header section.
    struct Field: Sendable, Equatable {
        /// Name, colon and body; folds are CRLF however they came, and the final line end is left out.
        let octets: [UInt8]
        /// Where the first colon stands; the end where there is none.
        let colon: Int
        /// The name in lower case, without the white space and controls that could hide it.
        let name: String
        /// Whether it is written as that name and nothing else, but for white space before the colon.
        let isPlain: Bool

        /// What stands behind the colon, folds and all.
        var body: ArraySlice<UInt8> { octets.dropFirst(colon + 1) }
    }

    /// What a longer header section, or one of more fields, loses is never taken for complete.
    private static let sizeLimit = 1 << 20, fieldLimit = 2_000

    private(set) var fields: [Field] = []
    /// Whether all fields were read: no limit was reached.
    private(set) var isComplete = true
    /// The octets behind the empty line.
    private(set) var body: UnsafeRawBufferPointer
    /// Whether a line of the body ends with LF alone, because there is no CRLF anywhere.
    let endsLinesWithLF: Bool

    /// Cuts a message; `raw` must outlive it.
    init(_ raw: UnsafeRawBufferPointer) {
        body = UnsafeRawBufferPointer(rebasing: raw[raw.count...])
        endsLinesWithLF = !Self.hasCRLF(raw)
        var pending: [UInt8] = []
        var position = 0
        while position < raw.count {
            let end = raw.lineFeed(from: position) ?? raw.count
            let isCRLF = end < raw.count && end > position && raw[end - 1] == 13
            let line = raw[position..<(isCRLF ? end - 1 : end)]
            position = min(end + 1, raw.count)
            if line.isEmpty { break }
            guard position <= Self.sizeLimit, fields.count < Self.fieldLimit else {
                isComplete = false
                pending = []
                position = raw.count
                break
            }
            let isContinuation = line[line.startIndex] == 32 || line[line.startIndex] == 9
            if isContinuation, !pending.isEmpty {
                pending += [13, 10]
            } else if !pending.isEmpty {
                fields.append(Field(pending))
                pending.removeAll(keepingCapacity: true)
            }
            pending += line
        }
        if !pending.isEmpty { fields.append(Field(pending)) }
        body = UnsafeRawBufferPointer(rebasing: raw[position...])
    }

    private static func hasCRLF(_ raw: UnsafeRawBufferPointer) -> Bool {
        var position = 0
        while let end = raw.lineFeed(from: position) {
            if end > 0, raw[end - 1] == 13 { return true }
            position = end + 1
        }
        return false
    }
}

extension RawMessage.Field {
    /// A field of its octets.
    init(_ octets: [UInt8]) {
        self.octets = octets
        colon = octets.firstIndex(of: UInt8(ascii: ":")) ?? octets.count
        let written = octets[..<colon]
        name = Self.bareName(written)
        let trimmed = written.prefix((written.lastIndex { $0 != 32 && $0 != 9 } ?? -1) + 1)
        isPlain = colon < octets.count && trimmed.count == name.utf8.count && !name.isEmpty
    }

    /// Whether a reader that takes a lone CR for a line end would see a field of that name in it.
    func hides(_ hidden: String) -> Bool {
        guard octets.contains(13) else { return false }
        var start = octets.startIndex
        for index in octets.indices where octets[index] == 13 {
            let isFold = index + 1 < octets.count && octets[index + 1] == 10
            if start > 0, name(from: start, to: index) == hidden { return true }
            start = isFold ? 0 : index + 1
        }
        return start > 0 && name(from: start, to: octets.count) == hidden
    }

    private func name(from start: Int, to end: Int) -> String? {
        let piece = octets[start..<end]
        return piece.firstIndex(of: UInt8(ascii: ":")).map { Self.bareName(piece[..<$0]) }
    }

    /// A name without white space and controls of any alphabet, in lower case.
    private static func bareName(_ octets: ArraySlice<UInt8>) -> String {
        let visible = octets.filter { $0 > 0x20 && $0 != 0x7F }.map(\.asciiLowercased)
        let text = String(decoding: visible, as: UTF8.self)
        guard visible.contains(where: { $0 >= 0x80 }) else { return text }
        let scalars = text.unicodeScalars.filter {
            !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint
                && $0.properties.generalCategory != .control
        }
        return String(String.UnicodeScalarView(scalars)).lowercased()
    }
}
