internal import Crypto

/// The secret keys of a desk: the first signs, all of them verify.
///
/// Each kind of token has a key of its own, derived by HKDF (RFC 5869), so that a token of one kind never verifies as another.
public struct KeyRing: Sendable {
    /// What a derived key is for.
    enum Purpose: String, Sendable { case reply }

    private let masters: [UInt8: SymmetricKey]
    let signingID: UInt8

    /// A ring of keys, each with an id from 0 to 15; `nil` when there is none, an id is out of range or stands twice, or a key is shorter than 32 octets.
    public init?(_ keys: [(id: UInt8, bytes: [UInt8])]) {
        guard let first = keys.first, Set(keys.map(\.id)).count == keys.count,
            keys.allSatisfy({ $0.id < 16 && $0.bytes.count >= 32 })
        else { return nil }
        signingID = first.id
        masters = Dictionary(uniqueKeysWithValues: keys.map { ($0.id, SymmetricKey(data: $0.bytes)) })
    }

    /// The authentication code of `payload` by one key, cut to 96 bits; `nil` when there is no such key.
    func code(for payload: [UInt8], _ purpose: Purpose, keyID: UInt8) -> [UInt8]? {
        derived(purpose, keyID).map { Array(HMAC<SHA256>.authenticationCode(for: payload, using: $0).prefix(12)) }
    }

    /// Whether `code` belongs to `payload`; takes the same time wherever they differ.
    func verifies(_ code: [UInt8], of payload: [UInt8], _ purpose: Purpose, keyID: UInt8) -> Bool {
        guard let expected = self.code(for: payload, purpose, keyID: keyID), expected.count == code.count else {
            return false
        }
        return zip(expected, code).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func derived(_ purpose: Purpose, _ keyID: UInt8) -> SymmetricKey? {
        masters[keyID].map {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: $0, info: Array("casepost \(purpose.rawValue)".utf8), outputByteCount: 32)
        }
    }
}
