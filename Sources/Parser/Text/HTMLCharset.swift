import Core

/// The charset that an HTML document names for itself.
enum HTMLCharset {
    /// How far into a document the name may stand (the WHATWG standard's prescan looks at 1024 octets too).
    private static let reach = 1_024

    /// The name behind `charset=`, or `encoding=` of XML, if there is one near the top.
    static func declared(in octets: Octets) -> String? {
        let head = octets.slice(0..<reach)
        var place = 0
        while let found = head.firstIndex(of: UInt8(ascii: "="), in: place..<head.count) {
            place = found + 1
            guard
                head.hasPrefix(ignoringCase: "charset", at: found - 7)
                    || head.hasPrefix(ignoringCase: "encoding", at: found - 8)
            else { continue }
            let rest = head.slice(place..<head.count).drop { $0 == .quote || $0 == UInt8(ascii: "'") || $0.isBlank }
            let name = rest.prefix { $0.isLetter || $0.isDigit || "-_:.".utf8.contains($0) }
            return name.isEmpty ? nil : name.lowercasedASCII
        }
        return nil
    }
}
