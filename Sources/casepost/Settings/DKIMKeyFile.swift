internal import Core
internal import MailAuth

/// Reads the files of the keys that mail is signed with: PEM, and no business of everybody on the machine.
enum DKIMKeyFile {
    /// What signs all mail, as the settings say; throws what is wrong with every file at once.
    static func signers(_ settings: [Settings.SMTP.DKIM]) throws(FileProblems) -> [DKIMSigner] {
        var signers: [DKIMSigner] = []
        var problems: [FileProblem] = []
        for dkim in settings {
            do throws(FileProblem) { signers.append(try signer(dkim)) } catch { problems.append(error) }
        }
        guard problems.isEmpty else { throw FileProblems(problems) }
        return signers
    }

    /// The key in a file; no problem ever quotes a line.
    static func read(_ path: String) throws(FileProblem) -> DKIMKey {
        let text = try PrivateFile.text(of: path)
        do throws(DKIMKey.Problem) { return try DKIMKey(pem: text) } catch {
            throw FileProblem(file: path, line: error.line, subject: "key smtp.dkim.key_file", text: error.words)
        }
    }

    private static func signer(_ dkim: Settings.SMTP.DKIM) throws(FileProblem) -> DKIMSigner {
        let key = try read(dkim.keyFile)
        guard let signer = DKIMSigner(domain: dkim.domain, selector: dkim.selector, key: key) else {
            throw FileProblem(
                file: dkim.keyFile, subject: "key smtp.dkim",
                text: "\(dkim.selector)._domainkey.\(dkim.domain) is no name that the DNS can have; correct it")
        }
        return signer
    }
}

extension DKIMKey.Problem {
    fileprivate var line: Int? {
        switch self {
        case .noKey: nil
        case .encrypted(let line), .unreadable(let line), .wrongSize(let line, _): line
        }
    }

    /// What is wrong; what to do.
    fileprivate var words: String {
        let advice = "make another with casepost dkim new SELECTOR"
        return switch self {
        case .noKey: "has no private key in PEM (-----BEGIN PRIVATE KEY-----); name the right file, or \(advice)"
        case .encrypted:
            "the key asks for a passphrase, and nobody is there to type it; take it off: openssl pkey -in OLD -out NEW"
        case .unreadable: "the key is damaged, or neither RSA nor Ed25519; restore it from a copy, or \(advice)"
        case .wrongSize(_, let bits):
            "the RSA key has \(bits.map { "\($0)" } ?? "less than 1024") bits, and 2048 to 4096 are wanted; \(advice)"
        }
    }
}
