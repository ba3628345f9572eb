import Core
import Glibc

/// Octets borrowed from the caller for the time of a call.
typealias Octets = UnsafeRawBufferPointer

extension UnsafeRawBufferPointer {
    /// The octets of a range, cut to what is there.
    func slice(_ range: Range<Int>) -> Octets {
        Octets(rebasing: self[range.clamped(to: 0..<count)])
    }

    /// Where an octet first stands within a range.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        let range = range.clamped(to: 0..<count)
        guard let base = baseAddress, !range.isEmpty else { return nil }
        guard let found = memchr(base + range.lowerBound, Int32(byte), range.count) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// Whether these octets stand at a place.
    func hasPrefix(_ prefix: [UInt8], at start: Int) -> Bool {
        guard start >= 0, prefix.count <= count - start, let base = baseAddress else { return prefix.isEmpty }
        return prefix.withUnsafeBytes { $0.baseAddress.map { memcmp(base + start, $0, prefix.count) } ?? 0 } == 0
    }

    /// Whether an ASCII text in small letters stands at a place, in letters of any case.
    func hasPrefix(ignoringCase text: StaticString, at start: Int) -> Bool {
        guard start >= 0, text.utf8CodeUnitCount <= count - start else { return false }
        for offset in 0..<text.utf8CodeUnitCount where self[start + offset].asciiLowercased != text.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Whether some octets stand anywhere in these.
    func contains(_ wanted: [UInt8]) -> Bool { wanted.withUnsafeBytes { contains($0) } }

    /// Whether some octets stand anywhere in these.
    func contains(_ wanted: Octets) -> Bool {
        guard let base = baseAddress, let start = wanted.baseAddress, !wanted.isEmpty else { return wanted.isEmpty }
        guard wanted.count <= count else { return false }
        var place = 0
        while let found = firstIndex(of: wanted[0], in: place..<count - wanted.count + 1) {
            if memcmp(base + found, start, wanted.count) == 0 { return true }
            place = found + 1
        }
        return false
    }

    /// The range without white space and line ends on either side.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower].isWhiteSpace { lower += 1 }
        while upper > lower, self[upper - 1].isWhiteSpace { upper -= 1 }
        return lower..<upper
    }
}

extension UInt8 {
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let tab: UInt8 = 0x09
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")

    /// Whether it is a space or a tab (WSP, RFC 5234).
    var isBlank: Bool { self == .space || self == .tab }

    /// Whether it is a blank or part of a line end.
    var isWhiteSpace: Bool { self == .space || (self >= 0x09 && self <= 0x0D) }

    var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    var isLetter: Bool { asciiLowercased >= 0x61 && asciiLowercased <= 0x7A }

    /// The value of a hexadecimal digit.
    var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// Whether some octets stand anywhere in these; the standard library's search is made for any elements, and slow.
    func contains(_ wanted: some Collection<UInt8>) -> Bool {
        let isFound = withContiguousStorageIfAvailable { octets in
            let found = wanted.withContiguousStorageIfAvailable { Octets(octets).contains(Octets($0)) }
            return found ?? Octets(octets).contains(Array(wanted))
        }
        return isFound ?? Array(self).contains(wanted)
    }

    /// The octets as text with ASCII capitals made small; what is not UTF-8 becomes U+FFFD.
    var lowercasedASCII: String {
        let text = withContiguousStorageIfAvailable { octets in
            String(unsafeUninitializedCapacity: octets.count) { output in
                for place in octets.indices { output[place] = octets[place].asciiLowercased }
                return octets.count
            }
        }
        return text ?? String(decoding: lazy.map(\.asciiLowercased), as: UTF8.self)
    }
}
