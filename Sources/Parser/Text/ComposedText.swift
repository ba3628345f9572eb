import Core

/// Letters and their marks in one character where there is one (Unicode Normalization Form C).
///
/// macOS hands out file names with their marks apart. Composition covers Latin, Greek, Cyrillic, kana and Korean.
enum ComposedText {
    /// The same text, composed.
    static func compose(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isMark) else { return text }
        return text.reduce(into: "") { result, character in
            result.append(composed(character) ?? character)
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        (0x300...0x36F).contains(scalar.value) || (0x3099...0x309A).contains(scalar.value)
            || (0x1161...0x11C2).contains(scalar.value)
    }

    private static func composed(_ character: Character) -> Character? {
        let scalars = character.unicodeScalars
        guard (2...4).contains(scalars.count), let first = scalars.first else { return nil }
        return (0x1100...0x1112).contains(first.value) ? syllable(Array(scalars)) : letters[character]
    }

    /// A Korean syllable of two or three letters (the Unicode Standard, section 3.12).
    private static func syllable(_ letters: [Unicode.Scalar]) -> Character? {
        guard letters.count <= 3, (0x1161...0x1175).contains(letters[1].value) else { return nil }
        let final = letters.count == 3 ? letters[2].value : 0x11A7
        guard (0x11A7...0x11C2).contains(final) else { return nil }
        let code = ((letters[0].value - 0x1100) * 21 + letters[1].value - 0x1161) * 28 + final - 0x11A7 + 0xAC00
        return Unicode.Scalar(code).map(Character.init)
    }

    /// Composed letters by themselves: Swift finds them by any equivalent way to write them.
    private static let letters: [Character: Character] = {
        let ranges: [ClosedRange<UInt32>] = [
            0xC0...0x24F, 0x386...0x3CE, 0x400...0x4F9, 0x1E00...0x1EF9, 0x304B...0x30FE,
        ]
        return ranges.joined().reduce(into: [:]) { table, code in
            guard let scalar = Unicode.Scalar(code) else { return }
            table[Character(scalar)] = Character(scalar)
        }
    }()
}
