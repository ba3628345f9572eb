import Core

/// Undoes a transfer encoding piece by piece; damage is read around, never an error (RFC 7103 section 8).
protocol TransferDecoder {
    init(_ input: Octets)

    /// Whether something was read around.
    var isDamaged: Bool { get }

    /// Appends at least one and little more than `limit` octets; `false` once the end is reached.
    mutating func decode(into output: inout [UInt8], upTo limit: Int) -> Bool

    /// The number of octets that decoding everything gives.
    mutating func countOctets() -> Int
}

/// A decoder that goes over its input step by step: a line, or what stands up to the next mark.
protocol SteppingDecoder: TransferDecoder {
    /// Whether nothing is left.
    var isAtEnd: Bool { get }

    /// Appends what the next step gives, which may be nothing; always goes on.
    mutating func decodeStep(into output: inout [UInt8])
}

extension SteppingDecoder {
    mutating func decode(into output: inout [UInt8], upTo limit: Int) -> Bool {
        let start = output.count
        while !isAtEnd, output.count - start < limit { decodeStep(into: &output) }
        return !isAtEnd
    }

    mutating func countOctets() -> Int {
        var total = 0
        var piece: [UInt8] = []
        while !isAtEnd {
            piece.removeAll(keepingCapacity: true)
            decodeStep(into: &piece)
            total += piece.count
        }
        return total
    }
}

extension TransferEncoding {
    /// What a decoded part came to.
    struct Decoded {
        var octets: [UInt8] = []
        var isDamaged = false
        var isTruncated = false
    }

    /// All octets of an encoded body, or the first `limit` of them.
    func decode(_ input: Octets, limit: Int = .max) -> Decoded {
        switch self {
        case .sevenBit, .eightBit, .binary:
            let kept = input.slice(0..<min(limit, input.count))
            return Decoded(octets: Array(kept), isTruncated: kept.count < input.count)
        case .base64: return Self.decode(with: Base64Decoder(input), limit: limit)
        case .quotedPrintable: return Self.decode(with: QuotedPrintableDecoder(input), limit: limit)
        case .uuencode: return Self.decode(with: UUDecoder(input), limit: limit)
        }
    }

    /// The number of octets in an encoded body, and whether something of it is read around.
    func measure(_ input: Octets) -> (count: Int, isDamaged: Bool) {
        switch self {
        case .sevenBit, .eightBit, .binary: return (input.count, false)
        case .base64: return Self.measure(with: Base64Decoder(input))
        case .quotedPrintable: return Self.measure(with: QuotedPrintableDecoder(input))
        case .uuencode: return Self.measure(with: UUDecoder(input))
        }
    }

    /// Hands out the decoded octets in pieces of about `size`.
    func forEachPiece<Failure: Error>(
        of input: Octets, size: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        switch self {
        case .sevenBit, .eightBit, .binary: if !input.isEmpty { try body(input) }
        case .base64: try Self.forEachPiece(with: Base64Decoder(input), size: size, body)
        case .quotedPrintable: try Self.forEachPiece(with: QuotedPrintableDecoder(input), size: size, body)
        case .uuencode: try Self.forEachPiece(with: UUDecoder(input), size: size, body)
        }
    }

    private static func decode(with decoder: some TransferDecoder, limit: Int) -> Decoded {
        var decoder = decoder
        var decoded = Decoded()
        decoded.isTruncated = decoder.decode(into: &decoded.octets, upTo: limit)
        decoded.isDamaged = decoder.isDamaged
        return decoded
    }

    private static func measure(with decoder: some TransferDecoder) -> (count: Int, isDamaged: Bool) {
        var decoder = decoder
        let count = decoder.countOctets()
        return (count, decoder.isDamaged)
    }

    private static func forEachPiece<Failure: Error>(
        with decoder: some TransferDecoder, size: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        var decoder = decoder
        var piece: [UInt8] = []
        var hasMore = true
        while hasMore {
            piece.removeAll(keepingCapacity: true)
            hasMore = decoder.decode(into: &piece, upTo: max(1, size))
            guard !piece.isEmpty else { continue }
            let result = piece.withUnsafeBytes { octets in
                Result { () throws(Failure) in try body(octets) }
            }
            try result.get()
        }
    }
}

extension TransferEncoding {
    /// Reads the name of an encoding; `nil` for one that nobody knows.
    init?(name: String) {
        switch name {
        case "7bit", "7-bit", "": self = .sevenBit
        case "8bit", "8-bit": self = .eightBit
        case "binary": self = .binary
        case "quoted-printable", "quotedprintable", "q": self = .quotedPrintable
        case "base64", "base-64", "b", "x-base64": self = .base64
        case "x-uuencode", "uuencode", "x-uue", "uue": self = .uuencode
        default: return nil
        }
    }
}
