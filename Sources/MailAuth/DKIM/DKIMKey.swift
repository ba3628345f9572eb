internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// A private key that mail of ours is signed with: RSA (RFC 6376) or Ed25519 (RFC 8463).
public struct DKIMKey: Sendable {
    /// The two kinds.
    public enum Kind: Sendable {
        case rsa, ed25519
    }

    /// Why a text is no key to sign with.
    public enum Problem: Error, Sendable, Equatable {
        /// There is no private key in it that is marked as PEM does it.
        case noKey
        /// The key that starts on that line, counted from 1, can only be read with a passphrase.
        case encrypted(line: Int)
        /// The key that starts on that line is damaged, or neither RSA nor Ed25519.
        case unreadable(line: Int)
        /// The RSA key that starts on that line has too few or too many bits.
        case wrongSize(line: Int, bits: Int?)
    }

    private enum Secret: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    /// Signers need 1,024 bits and should have 2,048; no receiver need take more than 4,096 (RFC 8301 section 3.2).
    private static let sizes = 2_048...4_096
    /// The name of Ed25519 in a key (RFC 8410 section 3), as DER has it.
    private static let ed25519Name: [UInt8] = [0x06, 0x03, 0x2B, 0x65, 0x70]

    private let secret: Secret

    /// Makes a new key; an RSA key has 2,048 bits.
    ///
    /// `nil` where the machine has no randomness to give.
    public static func generate(_ kind: Kind) -> DKIMKey? {
        switch kind {
        case .ed25519: DKIMKey(secret: .ed25519(Curve25519.Signing.PrivateKey()))
        case .rsa: (try? _RSA.Signing.PrivateKey(keySize: .bits2048)).map { DKIMKey(secret: .rsa($0)) }
        }
    }

    private init(secret: Secret) { self.secret = secret }

    /// Reads the first private key of a PEM text (RFC 7468): PKCS#8, or PKCS#1 for RSA.
    public init(pem: String) throws(Problem) {
        let (label, octets, line) = try Self.block(in: pem)
        if label.hasPrefix("ENCRYPTED") { throw .encrypted(line: line) }
        if label == "PRIVATE KEY", octets.prefix(24).contains(Self.ed25519Name) {
            guard let key = try? Curve25519.Signing.PrivateKey(derRepresentation: octets) else {
                throw .unreadable(line: line)
            }
            secret = .ed25519(key)
        } else {
            secret = .rsa(try Self.rsa(octets, line))
        }
    }

    /// The key as a PEM text in PKCS#8, which is a secret.
    public var pem: String {
        switch secret {
        case .rsa(let key): key.pkcs8PEMRepresentation + "\n"
        case .ed25519(let key): key.pemRepresentation + "\n"
        }
    }

    /// Which of the two it is.
    public var kind: Kind { algorithm == .rsa ? .rsa : .ed25519 }

    var algorithm: SignatureTags.Algorithm {
        switch secret {
        case .rsa: .rsa
        case .ed25519: .ed25519
        }
    }

    /// What a key record has in `p=`: the public key in base64.
    var publicKey: String {
        switch secret {
        case .rsa(let key): key.publicKey.derRepresentation.base64EncodedString()
        case .ed25519(let key): key.publicKey.rawRepresentation.base64EncodedString()
        }
    }

    /// The signature of what was hashed; the same hash has the same signature.
    func signature(of digest: SHA256.Digest) throws -> Data {
        switch secret {
        case .rsa(let key): try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation
        // RFC 8463 section 3: the hash is what Ed25519 signs.
        case .ed25519(let key): try key.signature(for: Data(digest))
        }
    }

    private static func rsa(_ octets: [UInt8], _ line: Int) throws(Problem) -> _RSA.Signing.PrivateKey {
        let key: _RSA.Signing.PrivateKey
        do { key = try _RSA.Signing.PrivateKey(unsafeDERRepresentation: octets) } catch {
            if case CryptoKitError.incorrectParameterSize = error { throw .wrongSize(line: line, bits: nil) }
            throw .unreadable(line: line)
        }
        guard sizes.contains(key.keySizeInBits) else { throw .wrongSize(line: line, bits: key.keySizeInBits) }
        return key
    }

    /// What stands between the first two marks of a private key; other blocks, such as certificates, are passed over.
    private static func block(in pem: String) throws(Problem) -> (label: String, octets: [UInt8], line: Int) {
        let lines = pem.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(\.onlyPEM)
        guard
            let start = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("PRIVATE KEY-----") })
        else { throw .noKey }
        let label = String(lines[start].dropFirst(11).dropLast(5))
        guard let end = lines[start...].firstIndex(of: "-----END \(label)-----") else {
            throw .unreadable(line: start + 1)
        }
        let content = lines[(start + 1)..<end]
        // QUIRK: OpenSSL's older form of a key with a passphrase has header lines within the block.
        if content.contains(where: { $0.hasPrefix("Proc-Type:") }) { throw .encrypted(line: start + 1) }
        guard let octets = Base64.decode(content.joined()), !octets.isEmpty else { throw .unreadable(line: start + 1) }
        return (label, octets, start + 1)
    }
}

extension Substring {
    /// A line without the white space at its ends.
    fileprivate var onlyPEM: Substring {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return self[first...last]
    }
}
