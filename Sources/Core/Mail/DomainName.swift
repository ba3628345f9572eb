/// Domain names in the one form in which they are compared.
public enum DomainName {
    /// A domain in lower case with its international labels as A-labels (RFC 5890 section 2.3.2.1); `nil` if it is none.
    ///
    /// What a mapping would have to fold before it is compared (invisible, wide or decomposed characters, other dots) is
    /// no domain here: two programs fold it differently.
    public static func ascii(_ text: some StringProtocol) -> String? {
        guard text.utf8.count <= 1_000 else { return nil }
        var labels: [String] = []
        for label in text.lowercased().split(separator: ".", omittingEmptySubsequences: false) {
            guard let ascii = self.label(label), (1...63).contains(ascii.utf8.count) else { return nil }
            labels.append(ascii)
        }
        let name = labels.joined(separator: ".")
        return name.utf8.count <= 253 ? name : nil
    }

    /// Whether `name` is `parent` or lies below it, both as ``ascii(_:)`` gives them.
    public static func isWithin(_ name: String, _ parent: String) -> Bool {
        name == parent || name.hasSuffix("." + parent)
    }

    private static func label(_ label: Substring) -> String? {
        if label.utf8.allSatisfy({ $0 < 0x80 }) {
            return label.utf8.allSatisfy(isPlain) ? String(label) : nil
        }
        guard label.unicodeScalars.allSatisfy(isAllowed) else { return nil }
        return Punycode.encode(label).map { "xn--" + $0 }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Letters, digits and the marks of scripts that need them; nothing that a normalisation would change into another.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isPlain(UInt8(truncatingIfNeeded: scalar.value)) }
        guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
        switch scalar.value {
        // Combining marks of Latin and its like; letter-like signs; presentation, wide and mathematical forms.
        case 0x300...0x36F, 0x2070...0x24FF, 0xF900...0xFAFF, 0xFB00...0xFDFF, 0xFE00...0xFFEF, 0x1D400...0x1D7FF:
            return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .decimalNumber: return true
        default: return false
        }
    }
}
