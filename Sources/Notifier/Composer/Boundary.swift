internal import Core

/// The line that separates the parts of a multipart entity (RFC 2046 section 5.1.1).
enum Boundary {
    /// A boundary that occurs in none of `parts`; the same for the same `seed` and parts.
    ///
    /// It starts with `=_`, which neither quoted-printable nor base64 can contain; unencoded parts are searched.
    static func separating(_ parts: [BodyPart], seed: String) -> String {
        let searched = parts.filter { $0.transferEncoding == .sevenBit }.map(\.body)
        var hash = fnv1a(seed.utf8)
        while true {
            let boundary = "=_" + String(hash, radix: 36)
            let bytes = Array(boundary.utf8)
            guard searched.contains(where: { $0.contains(bytes) }) else { return boundary }
            hash &+= 1
        }
    }

    /// The hash FNV-1a of 64 bits: Swift's own differs from run to run.
    private static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
