internal import Core

/// The line that separates the parts of a multipart entity (RFC 2046 section 5.1.1).
enum Boundary {
    /// How the line before a part begins.
    static let mark = Array("--=_".utf8)

    /// A boundary that separates `parts` and occurs in none of them; the same for the same `seed` and parts.
    ///
    /// It starts with `=_`, which neither quoted-printable nor base64 can contain: only plain parts are looked through.
    static func separating(_ parts: [BodyPart], seed: String) -> String {
        var hash = fnv1a(seed.utf8)
        while true {
            let boundary = "=_" + String(hash, radix: 36)
            let delimiter = Array("--\(boundary)".utf8)
            let isTaken = parts.contains { part in
                part.hasBoundaryMark && part.body.hasLine(startingWith: delimiter)
            }
            guard isTaken else { return boundary }
            hash &+= 1
        }
    }

    /// The hash FNV-1a of 64 bits: Swift's own differs from run to run.
    private static func fnv1a(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasLine(startingWith prefix: [UInt8]) -> Bool {
        guard let first = prefix.first else { return true }
        return indices.contains { index in
            self[index] == first && (index == startIndex || self[index - 1] == 0x0A)
                && self[index...].starts(with: prefix)
        }
    }
}
