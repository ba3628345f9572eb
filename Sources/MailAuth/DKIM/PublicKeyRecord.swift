internal import Core
internal import Crypto
internal import CryptoExtras

/// A key that a domain publishes (RFC 6376 section 3.6.1), and the check of a signature with it.
struct PublicKeyRecord {
    private enum Key {
        case rsa(_RSA.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    /// A longer record, and a longer RSA key, cost more than they are worth: 8,192 bits are enough.
    private static let recordLimit = 16 * 1024, keyLimit = 1_100

    private let key: Key
    /// `t=y`: the domain only tries it out.
    let isTest: Bool
    /// `t=s`: `i=` may not name a domain below.
    private let isStrict: Bool

    /// The first of a name's records that a signature of that algorithm can be checked with.
    static func first(in records: [[UInt8]], for algorithm: SignatureTags.Algorithm) throws(Refusal) -> PublicKeyRecord
    {
        var refusal = Refusal.permanent("there is no key")
        for (number, record) in records.prefix(8).enumerated() {
            do { return try PublicKeyRecord(record, algorithm) } catch { if number == 0 { refusal = error } }
        }
        throw refusal
    }

    /// Reads one record.
    init(_ record: [UInt8], _ algorithm: SignatureTags.Algorithm) throws(Refusal) {
        guard record.count <= Self.recordLimit, let list = TagList(record[...]) else {
            throw .permanent("the key record is malformed")
        }
        if let version = list["v"], version != "DKIM1" || list.firstName != "v" {
            throw .permanent("v= of the key is unknown")
        }
        guard (list["k"] ?? "rsa").lowercased() == algorithm.keyType else {
            throw .permanent("the key is for another algorithm")
        }
        if let hashes = list.list("h"), !hashes.contains("sha256") { throw .permanent("the key is for another hash") }
        if let services = list.list("s"), !services.contains("*"), !services.contains("email") {
            throw .permanent("the key is for another service")
        }
        let flags = list.list("t") ?? []
        isTest = flags.contains("y")
        isStrict = flags.contains("s")
        key = try Self.key(list, algorithm)
    }

    private static func key(_ list: TagList, _ algorithm: SignatureTags.Algorithm) throws(Refusal) -> Key {
        guard let text = list.compact("p") else { throw .permanent("the key record has no key") }
        guard !text.isEmpty else { throw .permanent("the key is revoked") }
        guard let octets = Base64.decode(text), octets.count <= keyLimit else {
            throw .permanent("the key is malformed")
        }
        switch algorithm {
        case .ed25519:
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: octets) else {
                throw .permanent("the key is malformed")
            }
            return .ed25519(key)
        case .rsa:
            do { return .rsa(try _RSA.Signing.PublicKey(unsafeDERRepresentation: octets)) } catch {
                if case CryptoKitError.incorrectParameterSize = error {
                    // RFC 8301 section 3.2.
                    throw .policy("the key has less than 1024 bits")
                }
                throw .permanent("the key is malformed")
            }
        }
    }

    /// Whether a signature's `i=` is within what the key allows.
    func allows(identity: String, domain: String) -> Bool { !isStrict || identity == domain }

    /// Whether `signature` belongs to what was hashed.
    func verifies(_ signature: [UInt8], of digest: SHA256.Digest) -> Bool {
        switch key {
        case .rsa(let key):
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
        case .ed25519(let key):
            // RFC 8463 section 3: the hash is what Ed25519 signs.
            key.isValidSignature(signature, for: Array(digest))
        }
    }
}
