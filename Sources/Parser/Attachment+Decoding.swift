public import Core

extension Attachment {
    /// Its octets, given the raw message that it was parsed from.
    public func decoded(from raw: UnsafeRawBufferPointer) -> [UInt8] {
        switch content {
        case .encoded(let range, let encoding): encoding.decode(raw.slice(range)).octets
        case .bytes(let bytes): bytes
        }
    }

    /// Hands out its octets in pieces, so that a large file need never be in memory as a whole.
    ///
    /// Pieces are about `size` octets; what was not encoded comes in one piece, straight from `raw`.
    public func forEachDecodedPiece<Failure: Error>(
        from raw: UnsafeRawBufferPointer, size: Int = 256 << 10,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        switch content {
        case .encoded(let range, let encoding):
            try encoding.forEachPiece(of: raw.slice(range), size: size, body)
        case .bytes(let bytes):
            let result = bytes.withUnsafeBytes { octets in
                Result { () throws(Failure) in try body(octets) }
            }
            try result.get()
        }
    }
}
