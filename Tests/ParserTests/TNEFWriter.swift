@testable import Parser

/// Writes TNEF for the tests.
struct TNEFWriter {
    private(set) var octets: [UInt8] = [0x78, 0x9F, 0x3E, 0x22, 0x01, 0x00]

    /// An attribute of the message; its type is the upper half of the identifier.
    mutating func message(_ id: UInt32, _ data: [UInt8]) { attribute(1, id, data) }

    /// An attribute of the attachment that was begun last.
    mutating func attachment(_ id: UInt32, _ data: [UInt8]) { attribute(2, id, data) }

    /// The version, and the code page for strings of eight bits.
    mutating func begin(codePage: UInt32 = 1_252) {
        message(0x0008_9006, [0x00, 0x00, 0x01, 0x00])
        message(0x0006_9007, codePage.octets + UInt32(0).octets)
    }

    mutating func properties(_ properties: [MAPIProperty]) { message(0x0006_9003, MAPIProperty.list(properties)) }

    /// A file with a short name, and properties that say more.
    mutating func file(_ title: String, _ data: String?, flags: UInt32 = 0, _ properties: [MAPIProperty] = []) {
        let place = [UInt8](repeating: 0xFF, count: 4)
        attachment(0x0006_9002, UInt16(1).octets + place + UInt16(32).octets + UInt16(32).octets + flags.octets)
        attachment(0x0001_8010, Array(title.utf8) + [0])
        if let data { attachment(0x0006_800F, Array(data.utf8)) }
        if !properties.isEmpty { attachment(0x0006_9005, MAPIProperty.list(properties)) }
    }

    private mutating func attribute(_ level: UInt8, _ id: UInt32, _ data: [UInt8]) {
        octets += [level] + id.octets + UInt32(data.count).octets + data
        octets += data.reduce(UInt16(0)) { $0 &+ UInt16($1) }.octets
    }
}

/// A property as it stands in a list of TNEF.
struct MAPIProperty {
    private var octets: [UInt8]

    static func list(_ properties: [MAPIProperty]) -> [UInt8] {
        UInt32(properties.count).octets + properties.flatMap(\.octets)
    }

    static func number(_ id: UInt16, _ number: UInt32) -> Self { Self(0x03, id, number.octets) }

    static func boolean(_ id: UInt16, _ value: Bool) -> Self { Self(0x0B, id, [value ? 1 : 0, 0, 0, 0]) }

    static func time(_ id: UInt16, _ ticks: UInt64) -> Self { Self(0x40, id, ticks.octets) }

    static func unicode(_ id: UInt16, _ text: String) -> Self { Self(0x1F, id, counted([utf16(text)])) }

    static func string(_ id: UInt16, _ octets: [UInt8]) -> Self { Self(0x1E, id, counted([octets + [0]])) }

    static func binary(_ id: UInt16, _ octets: [UInt8]) -> Self { Self(0x102, id, counted([octets])) }

    static func object(_ id: UInt16, _ octets: [UInt8]) -> Self { Self(0x0D, id, counted([octets])) }

    /// A property of a type that nothing here reads.
    static func other(type: UInt16, _ id: UInt16, _ value: [UInt8]) -> Self { Self(type, id, value) }

    /// A list of strings of any length.
    static func strings(_ id: UInt16, _ texts: [String]) -> Self { Self(0x101F, id, counted(texts.map(utf16))) }

    static func numbers(_ id: UInt16, _ numbers: [UInt32]) -> Self {
        Self(0x1003, id, UInt32(numbers.count).octets + numbers.flatMap(\.octets))
    }

    /// A property with a name of its own, a text or a number.
    static func named(_ name: String?, _ value: String) -> Self {
        let identifier = name.map { UInt32(1).octets + padded(UInt32(utf16($0).count).octets + utf16($0)) }
        let set = [UInt8](repeating: 0x2F, count: 16)
        return Self(
            0x1F, 0x8001, set + (identifier ?? UInt32(0).octets + UInt32(0x8554).octets) + counted([utf16(value)]))
    }

    private init(_ type: UInt16, _ id: UInt16, _ value: [UInt8]) { octets = type.octets + id.octets + value }

    private static func counted(_ values: [[UInt8]]) -> [UInt8] {
        UInt32(values.count).octets + values.flatMap { UInt32($0.count).octets + padded($0) }
    }

    private static func padded(_ octets: [UInt8]) -> [UInt8] {
        octets + [UInt8](repeating: 0, count: (4 - octets.count % 4) % 4)
    }

    private static func utf16(_ text: String) -> [UInt8] { (Array(text.utf16) + [0]).flatMap(\.octets) }
}

/// RTF as MAPI stores it.
enum RTFCompressor {
    /// Literals, and references to the longest match that the window has.
    static func compress(_ text: String) -> [UInt8] {
        let input = Array(text.utf8)
        var window = Array(start.utf8)
        let origin = window.count
        var tokens: [[UInt8]] = []
        while window.count - origin < input.count {
            let rest = input[(window.count - origin)...]
            let match = longest(rest, in: window)
            if match.length >= 2 {
                tokens.append(reference(match.place, match.length))
                window += rest.prefix(match.length)
            } else {
                tokens.append([rest.first ?? 0])
                window += rest.prefix(1)
            }
        }
        tokens.append(reference(window.count & 0xFFF, 2))
        var data: [UInt8] = []
        for start in stride(from: 0, to: tokens.count, by: 8) {
            let run = tokens[start..<min(start + 8, tokens.count)]
            data.append(run.enumerated().reduce(0) { $0 | ($1.element.count == 2 ? 1 << UInt8($1.offset) : 0) })
            data += run.flatMap(\.self)
        }
        let sum = CRC32.remainder(data)
        return UInt32(data.count + 12).octets + UInt32(input.count).octets + Array("LZFu".utf8) + sum.octets + data
    }

    /// The plain octets with a header.
    static func store(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        return UInt32(count + 12).octets + UInt32(count).octets + Array("MELA".utf8) + UInt32(0).octets + text.utf8
    }

    private static let start =
        #"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"#
        + #"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"# + "\r\n"
        + #"\par \pard\plain\f0\fs20\b\i\u\tab\tx"#

    private static func longest(_ rest: ArraySlice<UInt8>, in window: [UInt8]) -> (place: Int, length: Int) {
        var best = (place: 0, length: 0)
        for place in max(0, window.count - 4_000)..<window.count {
            let length = zip(window[place...], rest.prefix(17)).prefix { $0 == $1 }.count
            if length > best.length { best = (place & 0xFFF, length) }
        }
        return best
    }

    private static func reference(_ place: Int, _ length: Int) -> [UInt8] {
        UInt16(place << 4 | (length - 2)).octets.reversed()
    }
}

extension FixedWidthInteger {
    /// Its octets in little-endian order.
    var octets: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
