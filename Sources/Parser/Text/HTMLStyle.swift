import Core

/// The declarations of a style attribute, as far as they say whether text is seen.
struct HTMLStyle {
    /// How many octets are looked at.
    private static let limit = 4_000

    /// In small letters, without white space.
    private let octets: [UInt8]

    init(_ style: String) {
        octets = style.utf8.prefix(Self.limit).filter { !$0.isWhiteSpace }.map(\.asciiLowercased)
    }

    /// Whether nothing within is seen: hidden, of no height, see-through.
    var isHidden: Bool {
        var isFlat = false
        var isCut = false
        for declaration in octets.split(separator: UInt8(ascii: ";")) {
            let name = declaration.prefix { $0 != UInt8(ascii: ":") }
            let value = declaration.dropFirst(name.count + 1)
            switch String(decoding: name, as: UTF8.self) {
            case "display": if value.starts(with: "none".utf8) { return true }
            case "visibility": if value.starts(with: "hidden".utf8) { return true }
            case "mso-hide": if value.starts(with: "all".utf8) { return true }
            case "opacity": if Self.isZero(value) { return true }
            case "max-height", "height": if Self.isZero(value) { isFlat = true }
            case "overflow": isCut = value.starts(with: "hidden".utf8)
            default: break
            }
        }
        return isFlat && isCut
    }

    /// Whether letters are given a size, and that is none; `nil` where nothing is said.
    var hasNoLetters: Bool? {
        var found: Bool?
        for declaration in octets.split(separator: UInt8(ascii: ";")) {
            guard declaration.starts(with: "font-size:".utf8) else { continue }
            found = Self.isZero(declaration.dropFirst("font-size:".utf8.count))
        }
        return found
    }

    /// `0`, `0px`, `0.0em`; not `0.5em`.
    private static func isZero(_ value: ArraySlice<UInt8>) -> Bool {
        let number = value.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        return !number.isEmpty && number.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    }
}
