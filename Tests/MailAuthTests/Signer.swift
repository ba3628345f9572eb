import Crypto
import CryptoExtras
import Foundation

/// A domain that signs what a test wants signed, in the way that leaves everything as it is (`c=simple/simple`).
struct Signer {
    private enum Key {
        case rsa(_RSA.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    static let domain = "school.test"

    private let key: Key

    /// A new Ed25519 key.
    init() { key = .ed25519(Curve25519.Signing.PrivateKey()) }

    /// A new RSA key of 2,048 bits.
    static func rsa() throws -> Signer { Signer(key: .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048))) }

    private init(key: Key) { self.key = key }

    /// The public key in base64.
    var publicKey: String {
        switch key {
        case .rsa(let key): key.publicKey.derRepresentation.base64EncodedString()
        case .ed25519(let key): key.publicKey.rawRepresentation.base64EncodedString()
        }
    }

    /// The key record.
    var record: String { "v=DKIM1; k=\(isRSA ? "rsa" : "ed25519"); p=\(publicKey)" }

    /// A DKIM-Signature field over fields and a body as they stand; `names` in the order of `fields`.
    ///
    /// `tags` are more tags, such as `t=1; `; `length` is `l=`.
    func field(
        over fields: [String], _ body: String, names: String = "from:to:subject", tags: String = "",
        length: Int? = nil, algorithm: String? = nil, selector: String = "s"
    ) throws -> String {
        let octets = Data(body.utf8)
        let hash = Data(SHA256.hash(data: octets.prefix(length ?? octets.count))).base64EncodedString()
        let limit = length.map { "l=\($0); " } ?? ""
        let algorithm = algorithm ?? (isRSA ? "rsa-sha256" : "ed25519-sha256")
        let own =
            "DKIM-Signature: v=1; a=\(algorithm); d=\(Self.domain); s=\(selector); \(tags)\(limit)h=\(names); bh=\(hash); b="
        let digest = SHA256.hash(data: Data((fields.map { $0 + "\r\n" }.joined() + own).utf8))
        let signature =
            switch key {
            case .rsa(let key): try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation
            case .ed25519(let key): try key.signature(for: Data(digest))
            }
        return own + signature.base64EncodedString()
    }

    private var isRSA: Bool { if case .rsa(_) = key { true } else { false } }
}
