/// A list of `tag=value` (RFC 6376 section 3.2), as signatures and key records are.
struct TagList {
    private struct Tag {
        var name: String
        /// From behind the `=` to the next `;` or the end, white space and all.
        var range: Range<Int>
    }

    /// Of more tags nobody is in need.
    private static let limit = 100

    private let octets: ArraySlice<UInt8>
    private var tags: [Tag] = []

    /// Reads a list; `nil` for one that is none, or names a tag twice.
    init?(_ octets: ArraySlice<UInt8>) {
        self.octets = octets
        var start = octets.startIndex
        while start < octets.endIndex {
            let end = octets[start...].firstIndex(of: UInt8(ascii: ";")) ?? octets.endIndex
            let piece = octets[start..<end]
            if piece.allSatisfy(\.isFoldingSpace) {
                guard end == octets.endIndex, !tags.isEmpty else { return nil }
            } else {
                guard tags.count < Self.limit, add(piece) else { return nil }
            }
            start = end + 1
        }
        if tags.isEmpty { return nil }
    }

    private mutating func add(_ piece: ArraySlice<UInt8>) -> Bool {
        guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let bytes = Self.trimmed(piece[..<equals])
        guard let first = bytes.first, first.isLetter, bytes.allSatisfy(\.isTagCharacter) else { return false }
        let name = String(decoding: bytes, as: UTF8.self)
        let value = piece[(equals + 1)...]
        // Names are few, so that a search through them is no work.
        guard value.allSatisfy({ $0 > 0x20 && $0 != 0x7F || $0.isFoldingSpace }),
            !tags.contains(where: { $0.name == name })
        else { return false }
        tags.append(Tag(name: name, range: value.startIndex..<value.endIndex))
        return true
    }

    /// The name of the first tag.
    var firstName: String? { tags.first?.name }

    /// Where a tag's value stands in the octets, with the white space around it.
    func range(of name: String) -> Range<Int>? { tags.first { $0.name == name }?.range }

    /// A tag's value without white space at its ends; `nil` if there is no such tag.
    subscript(_ name: String) -> String? {
        range(of: name).flatMap { String(validating: Self.trimmed(octets[$0]), as: UTF8.self) }
    }

    /// A tag's value without any white space, as base64 and lists are read.
    func compact(_ name: String) -> String? {
        range(of: name).flatMap { String(validating: octets[$0].filter { !$0.isFoldingSpace }, as: UTF8.self) }
    }

    /// The parts of a value that are separated by colons, in lower case; `nil` if there is no such tag.
    func list(_ name: String) -> [String]? {
        compact(name).map { $0.lowercased().split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
    }

    private static func trimmed(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = slice.firstIndex(where: { !$0.isFoldingSpace }),
            let last = slice.lastIndex(where: { !$0.isFoldingSpace })
        else { return slice.prefix(0) }
        return slice[first...last]
    }
}

extension UInt8 {
    fileprivate var isFoldingSpace: Bool { self == 32 || self == 9 || self == 13 || self == 10 }

    fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }

    fileprivate var isTagCharacter: Bool {
        isLetter || (0x30...0x39).contains(self) || self == UInt8(ascii: "_")
    }
}
