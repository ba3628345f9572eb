import Core
import Foundation
import MailTransport
import TestSupport
import Testing

@testable import casepost

@Suite("The files of a login with tokens", .ownThread)
struct TokenFilesTests {
    private let directory: TemporaryDirectory
    private let settings: OAuthSettings

    init() throws {
        directory = try TemporaryDirectory()
        let url = try #require(TokenServerURL("https://login.example/token"))
        settings = OAuthSettings(
            client: OAuthClient(name: "support", tokenURL: url, id: "desk", scope: "", grant: .refreshToken),
            refreshTokenFile: directory.appending("mail.token"))
    }

    private func files(_ change: (inout OAuthSettings) -> Void = { _ in }) -> TokenFiles {
        var settings = settings
        change(&settings)
        return TokenFiles(settings, folder: directory.path, environment: ["SECRET": "hush"])
    }

    @Test("a refresh token is kept for nobody else, and read without its line end")
    func refreshToken() throws {
        let files = files()
        #expect(try files.refreshToken() == nil && !files.isSignedIn)
        try files.save(Secret("one"))
        try files.save(Secret("two"))
        #expect(try files.refreshToken() == Secret("two") && files.isSignedIn)
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.appending("mail.token"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        chmod(directory.appending("mail.token"), 0o644)
        let failure = #expect(throws: TransportFailure.self) { try files.refreshToken() }
        #expect(failure?.kind == .noCredentials && failure?.detail.contains("chmod 600") == true)
    }

    @Test("a file made by root belongs to the owner of its folder", .enabled(if: geteuid() == 0, "needs root"))
    func owner() throws {
        chown(directory.path, 5_000, 5_000)
        let files = files()
        try files.save(Secret("one"))
        try files.save(OAuthRecord())
        _ = try files.lock()
        for name in ["mail.token", "mail.token.state", "mail.token.lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.appending(name))
            #expect(attributes[.ownerAccountID] as? Int == 5_000, "\(name)")
        }
    }

    @Test("what is known of it outlives the process; what can't be read is as nothing")
    func record() throws {
        let files = files()
        #expect(files.record() == OAuthRecord())
        var record = OAuthRecord()
        record.lastSuccess = Date(timeIntervalSince1970: 1_800_000_000)
        (record.trouble, record.detail) = (.signIn, "invalid_grant")
        try files.save(record)
        #expect(files.record() == record)
        try directory.write("mail.token.state", "{\"trouble\": ")
        #expect(files.record() == OAuthRecord())
    }

    @Test("a login without a refresh token has its files beside the database")
    func ownGrant() throws {
        let files = files {
            $0.refreshTokenFile = nil
            $0.clientSecret = .environment("SECRET")
        }
        #expect(files.isSignedIn)
        #expect(try files.refreshToken() == nil)
        #expect(try files.clientSecret() == Secret("hush"))
        try files.save(OAuthRecord())
        #expect(FileManager.default.fileExists(atPath: directory.appending("oauth-support.state")))
    }

    @Test("one at a time holds the lock; the next gets it when it is let go")
    func lock() throws {
        let path = directory.appending("lock")
        var first: FileLock? = try FileLock(path)
        let failure = #expect(throws: FileProblem.self) { try FileLock(path, patience: .zero) }
        #expect(failure?.text == "another casepost holds it; try again")
        withExtendedLifetime(first) {}
        first = nil
        _ = try FileLock(path, patience: .zero)
        #expect(throws: FileProblem.self) { try FileLock(directory.appending("none/lock")) }
    }
}
