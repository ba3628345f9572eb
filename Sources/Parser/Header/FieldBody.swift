import Core

/// The octets of a field body on one line (RFC 5322 section 2.2.3), cut to what the limits allow.
struct FieldBody {
    var octets: [UInt8]
    var isTruncated: Bool

    /// Unfolds a body; a line end without a blank behind it, and nearly any other control character, becomes a space.
    init(_ raw: Octets, _ range: Range<Int>, limits: Limits) {
        let trimmed = raw.trimmed(range.clamped(to: 0..<raw.count))
        let kept = trimmed.prefix(limits.fieldOctets)
        isTruncated = kept.count < trimmed.count
        octets = []
        octets.reserveCapacity(kept.count)
        for place in kept { append(raw[place], before: place + 1 < kept.upperBound ? raw[place + 1] : 0) }
    }

    private mutating func append(_ byte: UInt8, before next: UInt8) {
        switch byte {
        case .carriageReturn where next == .lineFeed || next.isBlank: break
        case .lineFeed where next.isBlank: break
        case .tab: octets.append(byte)
        // Escape and shift characters change the charset (RFC 1468): what is left of them goes when text is made.
        case 0x0E, 0x0F, 0x1B: octets.append(byte)
        case 0..<0x20, 0x7F: octets.append(.space)
        default: octets.append(byte)
        }
    }
}
