extension String {
    /// The text with `…` in the place of every e-mail address, for logs: servers like to repeat them.
    ///
    /// Whatever stands together with an `@` goes with it, and so does a quoted local part (RFC 5322 section 3.4.1): rather
    /// too much than too little. Takes time in proportion to the length.
    public var withoutAddresses: String {
        guard utf8.contains(UInt8(ascii: "@")) || contains("%40") else { return self }
        var pieces: [Substring] = []
        /// Where a quotation begins that is not over.
        var opening: Int?
        var rest = self[...]
        while let first = rest.first {
            let divides = first.divides
            let piece = rest.prefix { $0.divides == divides }
            rest = rest[piece.endIndex...]
            if piece.isAddress {
                if let opening, piece.contains("\"@") { pieces.removeSubrange(opening...) }
                opening = nil
                pieces.append("…")
            } else {
                if !piece.count(where: { $0 == "\"" }).isMultiple(of: 2) {
                    opening = opening == nil ? pieces.count : nil
                }
                pieces.append(piece)
            }
        }
        return pieces.joined()
    }
}

extension Character {
    fileprivate var divides: Bool { isWhitespace || "<>()[]',;".contains(self) }
}

extension Substring {
    /// Whether there is an address in it, as it is written or as it stands in links.
    fileprivate var isAddress: Bool { contains("@") || contains("%40") }
}
