import Foundation

/// A certificate authority of our own and server certificates, good and bad, made with `openssl` for one test.
public struct Certificates: Sendable {
    /// Which certificate a server shows.
    public enum Kind: String, Sendable, CaseIterable {
        /// For localhost and 127.0.0.1, signed by the authority.
        case good
        /// Signed by the authority, for another host.
        case wrongHost
        /// Signed by the authority, valid in January 2020 only.
        case expired
        /// For localhost and 127.0.0.1, signed by itself.
        case selfSigned
    }

    /// The authority's certificate, for a client's `ca_file`.
    public var authority: String { "\(folder)/ca.pem" }

    /// Where all files are.
    public let folder: String

    /// The certificate file of that kind (PEM).
    public func certificate(_ kind: Kind) -> String { "\(folder)/\(kind.rawValue).pem" }

    /// The private key of that kind (PEM).
    public func key(_ kind: Kind) -> String { "\(folder)/\(kind.rawValue).key" }

    /// Makes the authority and one certificate of each kind, in a folder inside `directory`.
    public static func make(in directory: TemporaryDirectory) throws -> Certificates {
        let made = Certificates(folder: try directory.folder("certificates"))
        let loopback = "subjectAltName=DNS:localhost,IP:127.0.0.1"
        try made.selfSigned("ca", "basicConstraints=critical,CA:TRUE")
        try made.selfSigned(Kind.selfSigned.rawValue, loopback)
        try made.signed(.good, loopback)
        try made.signed(.wrongHost, "subjectAltName=DNS:other.example")
        try made.expired(loopback)
        return made
    }

    /// Whether `openssl` is installed.
    public static var isAvailable: Bool { Command.find("openssl") != nil }

    private func selfSigned(_ name: String, _ fieldExtension: String) throws {
        try openssl(["req", "-x509", "-days", "30"] + request(name, fieldExtension, output: "\(name).pem"))
    }

    private func signed(_ kind: Kind, _ fieldExtension: String) throws {
        let request = request(kind.rawValue, fieldExtension, output: "\(kind.rawValue).pem")
        let leaf = ["-addext", "basicConstraints=critical,CA:FALSE"]
        try openssl(["req", "-x509", "-days", "30", "-CA", "ca.pem", "-CAkey", "ca.key"] + request + leaf)
    }

    /// `openssl req` can't date a certificate back; `openssl ca` can, and wants a small filing system for it.
    private func expired(_ fieldExtension: String) throws {
        try openssl(["req", "-new"] + request("expired", fieldExtension, output: "expired.csr"))
        let settings = """
            [ca]
            default_ca = here
            [here]
            database = index.txt
            new_certs_dir = .
            default_md = sha256
            policy = any
            rand_serial = yes
            copy_extensions = copy
            [any]
            commonName = supplied

            """
        try Data(settings.utf8).write(to: URL(fileURLWithPath: "\(folder)/ca.conf"))
        try Data().write(to: URL(fileURLWithPath: "\(folder)/index.txt"))
        try openssl(
            [
                "ca", "-batch", "-notext", "-config", "ca.conf", "-cert", "ca.pem", "-keyfile",
                "ca.key",
                "-startdate", "20200101000000Z", "-enddate", "20200201000000Z", "-in", "expired.csr",
                "-out", "expired.pem",
            ])
    }

    private func request(_ name: String, _ fieldExtension: String, output: String) -> [String] {
        [
            "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "\(name).key",
            "-subj", "/CN=\(name)", "-addext", fieldExtension, "-out", output,
        ]
    }

    private func openssl(_ arguments: [String]) throws {
        try Command.succeed("openssl", arguments, directory: folder)
    }
}
