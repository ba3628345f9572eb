import Core

/// What an HTML body shows of the other parts of its message (RFC 2392).
enum ContentReferences {
    /// The most references that are looked at.
    private static let most = 1_000

    /// The Content-IDs behind `cid:`.
    static func identifiers(in html: String) -> Set<String> {
        var html = html
        return html.withUTF8 { text in
            let octets = Octets(text)
            var identifiers: Set<String> = []
            var place = 0
            while identifiers.count < most,
                let colon = octets.firstIndex(of: UInt8(ascii: ":"), in: place..<octets.count)
            {
                place = colon + 1
                guard octets.hasPrefix(ignoringCase: "cid", at: colon - 3) else { continue }
                let rest = octets[place..<min(octets.count, place + 255)]
                let name = rest.prefix { !$0.isWhiteSpace && !"\"'<>)&".utf8.contains($0) }
                var decoded: [UInt8] = []
                PercentEncoding.decode(Array(name)[...], into: &decoded)
                identifiers.insert(String(decoding: decoded, as: UTF8.self))
            }
            return identifiers
        }
    }
}
