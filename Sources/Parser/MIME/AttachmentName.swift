import Core

/// Makes a sender's file name fit for display; it is never part of a path.
enum AttachmentName {
    /// The longest name, in octets of UTF-8.
    private static let longest = 150

    /// The cleaned name; `nil` where nothing is left of it.
    static func clean(_ name: String) -> String? {
        let composed = ComposedText.compose(name)
        let visible = String(String.UnicodeScalarView(composed.unicodeScalars.filter { !isHidden($0) }))
        let base = visible.unicodeScalars.split(omittingEmptySubsequences: true) { $0 == "/" || $0 == "\\" }.last
        guard let base else { return nil }
        let scalars = trimmed(base)
        guard !scalars.isEmpty else { return nil }
        let safe = scalars.map { "<>:\"|?*".unicodeScalars.contains($0) ? "_" : $0 }
        return cut(avoidReserved(String(String.UnicodeScalarView(safe))))
    }

    /// Controls, and what changes the direction of text or cannot be seen.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// Names that Windows keeps for devices, whatever their extension.
    private static func avoidReserved(_ name: String) -> String {
        let stem = name.prefix { $0 != "." }
        let upper = stem.uppercased()
        let digits = "0123456789¹²³"
        let isPort =
            upper.count == 4 && (upper.hasPrefix("COM") || upper.hasPrefix("LPT"))
            && upper.last.map(digits.contains) ?? false
        guard isPort || ["CON", "PRN", "AUX", "NUL"].contains(upper) else { return name }
        return "\(stem)_\(name.dropFirst(stem.count))"
    }

    /// Shortens the stem and keeps the last extension.
    private static func cut(_ name: String) -> String {
        guard name.utf8.count > longest else { return name }
        let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
        let suffix = dot.map { String(name[$0...]) }.flatMap { $0.utf8.count <= 20 ? $0 : nil } ?? ""
        return String(trimmed(name.prefix(octets: longest - suffix.utf8.count).unicodeScalars[...])) + suffix
    }

    /// A name without dots and blanks at either end.
    private static func trimmed(_ name: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        let isEdge: (Unicode.Scalar) -> Bool = { $0 == "." || $0.properties.isWhitespace }
        guard let first = name.firstIndex(where: { !isEdge($0) }), let last = name.lastIndex(where: { !isEdge($0) })
        else { return name[name.endIndex...] }
        return name[first...last]
    }
}
