internal import Core

/// The block in front of each member of a tar archive (POSIX.1-1988, "ustar").
///
/// DEVIATION: sizes from 8 GiB on stand in base 256, as GNU tar, bsdtar and Python write and read them.
struct TarHeader: Equatable {
    static let blockSize = 512
    private static let octalLimit = 1 << 33

    var name: String
    var size: Int

    init(name: String, size: Int) {
        self.name = name
        self.size = size
    }

    /// The octets that fill up the last block of a member.
    var padding: Int { (Self.blockSize - size % Self.blockSize) % Self.blockSize }

    /// The block; names have at most 100 octets.
    func block(modified: Int) -> [UInt8] {
        precondition(name.utf8.count <= 100)
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        func put(_ text: String, at place: Int) {
            block.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
        }
        put(name, at: 0)
        put("0000600", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        if size < Self.octalLimit {
            put(size.digits(11, radix: 8), at: 124)
        } else {
            block[124] = 0x80
            for index in 0..<8 { block[128 + index] = UInt8(truncatingIfNeeded: size >> (8 * (7 - index))) }
        }
        put(max(modified, 0).digits(11, radix: 8), at: 136)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        put(Self.sum(block).digits(6, radix: 8), at: 148)
        block[155] = 0x20
        return block
    }

    /// Reads a block; `nil` where it is none, or of no plain file.
    init?(_ block: [UInt8]) {
        guard block.count == Self.blockSize, block[156] == UInt8(ascii: "0"),
            Self.number(block[148..<154]) == Self.sum(block), let size = Self.size(block[124..<136])
        else { return nil }
        self.init(name: String(decoding: block[..<100].prefix { $0 != 0 }, as: UTF8.self), size: size)
    }

    private static func size(_ field: ArraySlice<UInt8>) -> Int? {
        guard field.first == 0x80 else { return number(field) }
        let size = field.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(exactly: size)
    }

    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        Int(String(decoding: field.prefix { $0 != 0 && $0 != 0x20 }, as: UTF8.self), radix: 8)
    }

    /// All octets, those of the sum itself as spaces.
    private static func sum(_ block: [UInt8]) -> Int {
        block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
    }
}
