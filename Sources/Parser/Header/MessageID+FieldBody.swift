public import Core

extension MessageID {
    /// The most identifiers read from one field.
    private static let most = 1_000

    /// Reads every identifier of a `Message-ID`, `In-Reply-To` or `References` field body.
    ///
    /// Text outside angle brackets is passed over (RFC 5322 section 4.5.4 allows phrases there). Where there are no
    /// brackets at all, each word with an `@` counts.
    public static func all(in fieldBody: some StringProtocol) -> [MessageID] { all(in: Array(fieldBody.utf8)) }

    static func all(in body: [UInt8]) -> [MessageID] {
        var identifiers: [MessageID] = []
        var start: Int?
        for (place, byte) in body.enumerated() where identifiers.count < most {
            if byte == UInt8(ascii: "<") { start = place + 1 }
            guard byte == UInt8(ascii: ">"), let from = start else { continue }
            start = nil
            // QUIRK: long identifiers get folded, which leaves white space in them.
            let octets = body[from..<place].filter { $0 > .space && $0 != 0x7F }
            if !octets.isEmpty { identifiers.append(MessageID(rawValue: String(decoding: octets, as: UTF8.self))) }
        }
        return identifiers.isEmpty ? bare(in: body) : identifiers
    }

    private static func bare(in body: [UInt8]) -> [MessageID] {
        body.split(whereSeparator: { $0.isWhiteSpace || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") })
            .filter { $0.contains(UInt8(ascii: "@")) }
            .prefix(most)
            .map { MessageID(rawValue: String(decoding: $0, as: UTF8.self)) }
    }
}
