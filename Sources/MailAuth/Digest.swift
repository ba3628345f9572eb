public import Core
internal import Crypto
public import FoundationEssentials

/// SHA-256 (FIPS 180-4), as the desk uses it to tell contents apart.
public enum Digest {
    /// The digest in small hexadecimal digits.
    public static func sha256(_ bytes: some Sequence<UInt8>) -> String { hex(SHA256.hash(data: Array(bytes))) }

    /// The digest in small hexadecimal digits.
    public static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hex(hash.finalize())
    }

    /// The digest, in small hexadecimal digits, of octets that come in pieces.
    public static func sha256(ofPieces pieces: (_ take: (UnsafeRawBufferPointer) -> Void) -> Void) -> String {
        var hash = SHA256()
        pieces { hash.update(bufferPointer: $0) }
        return hex(hash.finalize())
    }

    /// What tells that two messages are the same although they came by different ways.
    ///
    /// Over Message-ID, From, Date, Subject and body; without a Message-ID over all octets. The same Message-ID with other
    /// content is another message. Line ends count alike: IMAP has CRLF where files have LF.
    public static func contentKey(of message: InboundMessage, raw: UnsafeRawBufferPointer) -> String {
        contentKey(digest: digest(of: message, raw: raw), date: message.date)
    }

    /// The key of a message with that digest: 8 digits for the seconds of its Date before those of the digest.
    ///
    /// Copies have the same Date, and most messages come soon after it: their keys stand side by side in an index.
    public static func contentKey(digest: String, date: Date?) -> String {
        let seconds = UInt32(min(max(date?.timeIntervalSince1970 ?? 0, 0), Double(UInt32.max)))
        return seconds.digits(8, radix: 16) + digest
    }

    private static func digest(of message: InboundMessage, raw: UnsafeRawBufferPointer) -> String {
        var hash = SHA256()
        guard let messageID = message.messageID else {
            update(&hash, with: raw)
            return hex(hash.finalize())
        }
        let parts = [messageID.rawValue] + ["From", "Date", "Subject"].map { message.header.first($0) ?? "" }
        for part in parts {
            hash.update(data: Array(part.utf8))
            hash.update(data: [0])
        }
        update(&hash, with: body(of: raw))
        return hex(hash.finalize())
    }

    /// Hashes octets without the CR before each LF.
    private static func update(_ hash: inout SHA256, with octets: UnsafeRawBufferPointer) {
        var (start, position) = (0, 0)
        while let end = octets.lineFeed(from: position) {
            if end > start, octets[end - 1] == 13 {
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: octets[start..<(end - 1)]))
                start = end
            }
            position = end + 1
        }
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: octets[start...]))
    }

    /// What stands behind the first empty line, or everything.
    private static func body(of raw: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        while let end = raw.lineFeed(from: start) {
            let isEmpty = end == start || (end == start + 1 && raw[start] == 13)
            if isEmpty { return UnsafeRawBufferPointer(rebasing: raw[(end + 1)...]) }
            start = end + 1
        }
        return raw
    }

    fileprivate static func hex(_ digest: SHA256.Digest) -> String {
        digest.reduce(into: "") { $0 += $1.digits(2, radix: 16) }
    }
}

/// The SHA-256 of octets that come piece by piece.
public struct RunningDigest: Sendable {
    private var hash = SHA256()

    /// The digest of nothing yet.
    public init() {}

    /// Goes on with more octets.
    public mutating func add(_ octets: UnsafeRawBufferPointer) { hash.update(bufferPointer: octets) }

    /// The digest of all octets so far, in small hexadecimal digits.
    public var text: String { Digest.hex(hash.finalize()) }
}
