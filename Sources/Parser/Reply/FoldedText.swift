import Core

/// A short text made ready to be compared: small letters, one space for each run of white space, no invisible marks.
struct FoldedText: Equatable {
    private(set) var octets: [UInt8] = []

    var isEmpty: Bool { octets.isEmpty }
    var count: Int { octets.count }
    var string: String { String(decoding: octets, as: UTF8.self) }

    private init(octets: [UInt8]) { self.octets = octets }

    /// Folds a piece of UTF-8.
    init(_ source: some Collection<UInt8>) {
        if let folded = source.withContiguousStorageIfAvailable(Self.foldASCII) ?? nil {
            octets = folded
            return
        }
        octets.reserveCapacity(source.count)
        var place = source.startIndex
        while place < source.endIndex {
            let byte = source[place]
            if byte < 0x80 {
                append(byte.asciiLowercased)
                source.formIndex(after: &place)
            } else {
                let run = source[place...].prefix { $0 >= 0x80 }
                appendLowercased(String(decoding: run, as: UTF8.self))
                place = run.endIndex
            }
        }
        if octets.last == .space { octets.removeLast() }
    }

    /// Folds a phrase of a table.
    init(_ text: String) { self.init(text.utf8) }

    func hasPrefix(_ prefix: [UInt8]) -> Bool {
        octets.first == prefix.first && octets.withUnsafeBytes { $0.hasPrefix(prefix, at: 0) }
    }

    func hasSuffix(_ suffix: [UInt8]) -> Bool { octets.suffix(suffix.count).elementsEqual(suffix) }

    func contains(_ wanted: [UInt8]) -> Bool { octets.withUnsafeBytes { $0.contains(wanted) } }

    /// Where a text first stands.
    func firstIndex(of wanted: [UInt8]) -> Int? {
        guard let first = wanted.first else { return 0 }
        return octets.withUnsafeBytes { all in
            var place = 0
            while let found = all.firstIndex(of: first, in: place..<all.count) {
                if all.hasPrefix(wanted, at: found) { return found }
                place = found + 1
            }
            return nil
        }
    }

    func contains(_ byte: UInt8) -> Bool { octets.contains(byte) }

    /// Two lines as one.
    func joined(with next: FoldedText) -> FoldedText {
        isEmpty ? next : FoldedText(octets: octets + [.space] + next.octets)
    }

    /// The text without some characters at either end.
    func trimmed(of isDropped: (UInt8) -> Bool) -> FoldedText {
        let start = octets.firstIndex { !isDropped($0) } ?? octets.endIndex
        let end = octets.lastIndex { !isDropped($0) }.map { $0 + 1 } ?? start
        if end - start == octets.count { return self }
        return FoldedText(octets: Array(octets[start..<end]))
    }

    /// QUIRK: the plain text of QQ has the space of HTML in its separators: `---&nbsp;原始邮件&nbsp;---`.
    func replacingEntities() -> FoldedText {
        let entity = Array("&nbsp;".utf8)
        var rest = self
        for _ in 0..<4 {
            guard let place = rest.firstIndex(of: entity) else { break }
            rest.octets.replaceSubrange(place..<place + entity.count, with: [.space])
        }
        return rest
    }

    /// A part of it.
    func part(_ range: Range<Int>) -> FoldedText {
        FoldedText(octets: Array(octets[range.clamped(to: 0..<octets.count)]))
    }

    /// How many digits there are, those of Arabic included.
    var digits: Int {
        var number = 0
        var previous: UInt8 = 0
        for byte in octets {
            let isArabic = (previous == 0xD9 && 0xA0...0xA9 ~= byte) || (previous == 0xDB && 0xB0...0xB9 ~= byte)
            if byte.isDigit || isArabic { number += 1 }
            previous = byte
        }
        return number
    }

    /// How many words there are.
    var words: Int {
        var number = 0
        var previous = UInt8.space
        for byte in octets {
            if previous == .space, byte != .space { number += 1 }
            previous = byte
        }
        return number
    }

    private mutating func append(_ byte: UInt8) {
        if byte.isWhiteSpace {
            if let last = octets.last, last != .space { octets.append(.space) }
        } else {
            octets.append(byte)
        }
    }

    /// The same for nothing but ASCII, which most lines are; `nil` for others.
    private static func foldASCII(_ source: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard source.reduce(0, |) < 0x80 else { return nil }
        return [UInt8](unsafeUninitializedCapacity: source.count) { output, count in
            var previous = UInt8.space
            for byte in source {
                let folded = byte.isWhiteSpace ? .space : byte.asciiLowercased
                if folded == .space, previous == .space { continue }
                output[count] = folded
                count += 1
                previous = folded
            }
            if count > 0, previous == .space { count -= 1 }
        }
    }

    private mutating func appendLowercased(_ text: String) {
        for scalar in text.lowercased().unicodeScalars {
            if let substitute = Self.substitute(of: scalar) {
                if let substitute { append(substitute) }
            } else {
                octets.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    /// The common character in the place of a variant, or none where a character takes no room; `nil` for all others.
    private static func substitute(of scalar: Unicode.Scalar) -> UInt8?? {
        switch scalar.value {
        case 0xAD, 0x61C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFE00...0xFE0F, 0xFEFF: .some(nil)
        case 0xA0, 0x2000...0x200A, 0x202F, 0x3000: .space
        case 0x2010...0x2015, 0x2500, 0x2501, 0x2212: UInt8(ascii: "-")
        case 0xFF1A: UInt8(ascii: ":")
        case 0x2018, 0x2019: UInt8(ascii: "'")
        case 0x0307: .some(nil)  // what is left of a Turkish capital I with its dot
        default: nil
        }
    }
}
