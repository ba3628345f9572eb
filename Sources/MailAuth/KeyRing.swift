internal import Crypto
internal import Synchronization

/// The secret keys of a desk: the first signs, all of them verify.
///
/// Each kind of token has a key of its own, derived by HKDF (RFC 5869), so that a token of one kind never verifies as
/// another; and each desk a name of its own in it, so that copied keys open nothing at another desk.
public final class KeyRing: Sendable {
    /// One secret key: an id from 0 to 15, and at least 32 octets.
    public typealias Key = (id: UInt8, bytes: [UInt8])

    private struct Use: Hashable {
        var keyID: UInt8
        var kind: TokenKind
    }

    private struct Masters {
        var keys: [UInt8: SymmetricKey]
        var signingID: UInt8
        /// What was derived so far: each mail has several tokens.
        private var derived: [Use: SymmetricKey] = [:]

        init?(_ keys: [Key]) {
            guard let first = keys.first, Set(keys.map(\.id)).count == keys.count,
                keys.allSatisfy({ $0.id < 16 && $0.bytes.count >= 32 })
            else { return nil }
            signingID = first.id
            self.keys = Dictionary(uniqueKeysWithValues: keys.map { ($0.id, SymmetricKey(data: $0.bytes)) })
        }

        mutating func key(for use: Use, of tenant: String) -> SymmetricKey? {
            guard let master = keys[use.keyID] else { return nil }
            if let key = derived[use] { return key }
            let key = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: master, info: Array("casepost \(use.kind.label)\0\(tenant)".utf8),
                outputByteCount: 32)
            derived[use] = key
            return key
        }
    }

    private static let codeSize = 12

    private let tenant: String
    private let masters: Mutex<Masters>

    /// A ring of keys for the desk called `tenant`; `nil` when there is none, an id is out of range or stands twice, or a key is shorter than 32 octets.
    public init?(_ keys: [Key], tenant: String = "") {
        guard let masters = Masters(keys) else { return nil }
        self.tenant = tenant
        self.masters = Mutex(masters)
    }

    /// Puts other keys in the place of these; `false`, and nothing happens, where they would make no ring.
    public func replace(with keys: [Key]) -> Bool {
        guard let fresh = Masters(keys) else { return false }
        masters.withLock { $0 = fresh }
        return true
    }

    /// The id of the key that signs now.
    var signingID: UInt8 { masters.withLock { $0.signingID } }

    /// The authentication code of `payload` by one key, cut to 96 bits; `nil` when there is no such key.
    func code(for payload: [UInt8], _ kind: TokenKind, keyID: UInt8) -> [UInt8]? {
        let use = Use(keyID: keyID, kind: kind)
        guard let key = masters.withLock({ $0.key(for: use, of: tenant) }) else { return nil }
        return Array(HMAC<SHA256>.authenticationCode(for: payload, using: key).prefix(Self.codeSize))
    }

    /// Whether `code` belongs to `payload`; takes the same time wherever they differ.
    func verifies(_ code: [UInt8], of payload: [UInt8], _ kind: TokenKind, keyID: UInt8) -> Bool {
        guard let expected = self.code(for: payload, kind, keyID: keyID), expected.count == code.count else {
            return false
        }
        return zip(expected, code).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
