internal import Core
internal import FoundationEssentials
internal import MailTransport

/// The secrets of one login in their files; beside the refresh token lie `.lock` and `.state`.
struct TokenFiles: TokenVault {
    private let refreshTokenFile: String?
    private let secret: PasswordSource?
    private let environment: [String: String]
    private let base: String

    /// The files of a login; one without a refresh token has what is known of it in `folder`.
    init(_ settings: OAuthSettings, folder: String, environment: [String: String]) {
        refreshTokenFile = settings.refreshTokenFile
        secret = settings.clientSecret
        self.environment = environment
        base = settings.refreshTokenFile ?? FilePath.resolve("oauth-\(settings.client.name)", in: folder)
    }

    /// Whether somebody has signed in, or nobody needs to.
    var isSignedIn: Bool { refreshTokenFile.map(PrivateFile.exists) ?? true }

    func refreshToken() throws(TransportFailure) -> Secret? {
        guard let refreshTokenFile, PrivateFile.exists(refreshTokenFile) else { return nil }
        return try Self.reading { () throws(FileProblem) in
            try PasswordSource.file(refreshTokenFile).read(environment: environment)
        }
    }

    func clientSecret() throws(TransportFailure) -> Secret? {
        guard let secret else { return nil }
        return try Self.reading { () throws(FileProblem) in try secret.read(environment: environment) }
    }

    func checkRoom() throws(TransportFailure) {
        try Self.writing { () throws(FileProblem) in try PrivateFile.checkRoom(for: base) }
    }

    func save(_ refreshToken: Secret) throws(TransportFailure) {
        guard let refreshTokenFile else { return }
        try Self.writing { () throws(FileProblem) in
            try PrivateFile.save(refreshTokenFile, refreshToken.reveal() + "\n")
        }
    }

    /// A file that can't be read is as none: the tokens themselves are elsewhere.
    func record() -> OAuthRecord {
        do {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            return try decoder.decode(OAuthRecord.self, from: Data(try PrivateFile.text(of: stateFile).utf8))
        } catch { return OAuthRecord() }
    }

    func save(_ record: OAuthRecord) throws(TransportFailure) {
        try Self.writing { () throws(FileProblem) in
            try PrivateFile.save(stateFile, try line(record) + "\n")
        }
    }

    private func line(_ record: OAuthRecord) throws(FileProblem) -> String {
        do { return try JSONLine.text(record) } catch {
            throw FileProblem(file: stateFile, subject: "", text: "its record can't be made into JSON: \(error)")
        }
    }

    func lock() throws(TransportFailure) -> any TokenLock {
        try Self.writing { () throws(FileProblem) in try FileLock(base + ".lock") }
    }

    private var stateFile: String { base + ".state" }

    private static func reading<Value>(
        _ body: () throws(FileProblem) -> Value
    ) throws(TransportFailure) -> Value {
        do { return try body() } catch { throw TransportFailure(.noCredentials, detail: error.description) }
    }

    private static func writing<Value>(
        _ body: () throws(FileProblem) -> Value
    ) throws(TransportFailure) -> Value {
        do { return try body() } catch { throw TransportFailure(.localFile, detail: error.description) }
    }
}
