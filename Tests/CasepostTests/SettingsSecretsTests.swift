import Core
import Foundation
import MailAuth
import MailIngest
import MailTransport
import TestSupport
import Testing

@testable import casepost

/// A folder that is gone after the test.
private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "casepost-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}

private func write(_ text: String, to path: String, mode: Int = 0o600) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
}

private func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
}

@Suite("Secrets in files", .ownThread)
struct SettingsSecretsTests {
    @Test(
        "a password is the text of its file without one line end",
        arguments: [
            ("hunter2", "hunter2"), ("hunter2\n", "hunter2"), ("hunter2\r\n", "hunter2"), ("a\n\n", "a\n"),
            (" a ", " a "),
        ])
    func password(_ text: String, _ expected: String) throws {
        try withFolder { folder in
            try write(text, to: folder + "/password")
            #expect(try PasswordSource.file(folder + "/password").read(environment: [:]) == Secret(expected))
        }
    }

    @Test("a password is read anew for each connection; a refused one is worth another attempt if it was changed")
    func changedPassword() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "casepost-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let source = PasswordCredentials(user: "ann", password: .file(path), environment: [:])
        try write("one", to: path)
        let first = try await source.credentials()
        #expect(first == .password(user: "ann", Secret("one")))
        #expect(await !source.refused(first))
        try write("two", to: path)
        #expect(await source.refused(first))
        #expect(try await source.credentials() == .password(user: "ann", Secret("two")))
        try FileManager.default.removeItem(atPath: path)
        #expect(await !source.refused(first))
        let failure = await #expect(throws: TransportFailure.self) { try await source.credentials() }
        #expect(failure?.kind == .noCredentials)
    }

    @Test("what is saved is there whole and for nobody else, whether there was something before or not")
    func saved() throws {
        try withFolder { folder in
            let path = folder + "/token"
            #expect(!PrivateFile.exists(path))
            try PrivateFile.save(path, "one\n")
            #expect(try mode(of: path) == 0o600)
            try PrivateFile.save(path, "two\n")
            #expect(try PrivateFile.text(of: path) == "two\n")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["token"])
            #expect(throws: FileProblem.self) { try PrivateFile.save(folder + "/none/token", "one") }
            #expect(throws: FileProblem.self) { try PrivateFile.checkRoom(for: folder + "/none/token") }
        }
    }

    @Test(
        "who may read a file with a secret in it",
        arguments: [(0o600, true), (0o640, true), (0o400, true), (0o644, false), (0o602, false)])
    func permissions(_ mode: Int, _ isFine: Bool) throws {
        try withFolder { folder in
            let path = folder + "/password"
            try write("hunter2", to: path, mode: mode)
            let source = PasswordSource.file(path)
            guard !isFine else {
                #expect(try source.read(environment: [:]).reveal() == "hunter2")
                return
            }
            let problem = #expect(throws: FileProblem.self) { try source.read(environment: [:]) }
            #expect(problem?.text == "everybody on this machine may read or change it; run: chmod 600 \(path)")
        }
    }

    @Test("a file of secrets that is missing, empty, a folder or too large")
    func badFiles() throws {
        try withFolder { folder in
            let path = folder + "/password"
            func problem() -> String? {
                #expect(throws: FileProblem.self) { try PasswordSource.file(path).read(environment: [:]) }?.text
            }
            #expect(problem() == "No such file or directory; make it, or correct its name in casepost.toml")
            try write("\n", to: path)
            #expect(problem() == "is empty; write the password into it")
            try write(String(repeating: "x", count: 70_000), to: path)
            #expect(problem() == "is larger than 64 KiB; this can't be the right file")
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            #expect(problem() == "is not a file; name a file here")
        }
    }

    @Test("a password from the environment")
    func environment() throws {
        let source = PasswordSource.environment("IMAP_PASSWORD")
        #expect(try source.read(environment: ["IMAP_PASSWORD": "x"]).reveal() == "x")
        let problem = #expect(throws: FileProblem.self) { try source.read(environment: ["IMAP_PASSWORD": ""]) }
        #expect(
            problem?.description
                == "the environment: IMAP_PASSWORD: is not set; set it to the password, or use password_file")
    }

    @Test("keys in their order, with comments between them")
    func keys() throws {
        let (old, new) = ([UInt8](repeating: 0xFB, count: 32), [UInt8](0..<32))
        let text = """
            # keys
            1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8

              0:-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s
            """
        let keys = try SecretKeyFile.keys(in: text, file: "secret.key")
        #expect(keys.map(\.id) == [1, 0])
        #expect(keys.map(\.bytes) == [new, old])
    }

    @Test(
        "a damaged key file is refused without a word of it being shown",
        arguments: [
            ("", "secret.key: has no key in it; restore it, or make one with casepost init"),
            ("# only this", "secret.key: has no key in it; restore it, or make one with casepost init"),
            ("\nsecret", "secret.key:2: does not start with an id from 0 to 15 and a colon; write it as ID:KEY"),
            (
                "16:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                "secret.key:1: does not start with an id from 0 to 15 and a colon; write it as ID:KEY"
            ),
            (
                "0:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg",
                "secret.key:1: the key is not 32 octets in base64url (43 characters); restore it from a copy"
            ),
            (
                "0:secret!",
                "secret.key:1: the key is not 32 octets in base64url (43 characters); restore it from a copy"
            ),
            (
                "0:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n0:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
                "secret.key:2: the id 0 stands twice; give each key an id of its own"
            ),
        ])
    func damagedKeys(_ text: String, _ expected: String) {
        let problems = #expect(throws: FileProblems.self) { try SecretKeyFile.keys(in: text, file: "secret.key") }
        #expect(problems?.description == expected)
        #expect(problems?.description.contains("secret!") == false)
    }

    @Test("a new key file has one key, and another each time")
    func generate() throws {
        var generator = SystemRandomNumberGenerator()
        let keys = try (0..<2).map { _ in
            try SecretKeyFile.keys(in: SecretKeyFile.generate(using: &generator), file: "secret.key")
        }
        #expect(keys.map(\.count) == [1, 1])
        #expect(keys[0][0].bytes != keys[1][0].bytes)
    }

    @Test("a new desk's files are read by the readers of them all")
    func deskFiles() throws {
        try withFolder { parent in
            let folder = parent + "/desk"
            var generator = SystemRandomNumberGenerator()
            let written = try DeskFiles.write(to: folder, using: &generator)
            #expect(
                written.map { FilePath.name(of: $0) } == [
                    "casepost.toml", "contacts.csv", "advisors.csv", "secret.key",
                ])
            let settings = try Settings.load(folder + "/casepost.toml")
            #expect(settings.site.secretFile == folder + "/secret.key")
            #expect(settings.store.database == folder + "/var/casepost.sqlite")
            #expect(settings.mailboxes.map(\.configuration.name) == ["support"])
            #expect(settings.mailboxes[0].configuration.trust.authservIDs == ["mx.example.org"])
            #expect(try SecretKeyFile.read(settings.site.secretFile).count == 1)
            let contacts = try RegistryFile.contacts(folder + "/contacts.csv").values
            #expect(contacts.map(\.role) == [.authorizedSupport, .authorizedTechnical, .readOnly, .authorizedSupport])
            #expect(
                try RegistryFile.advisors(folder + "/advisors.csv").values.map(\.digest) == [
                    "daily 08:00", "immediate",
                ])
            #expect(try mode(of: folder + "/secret.key") == 0o600)
            #expect(try mode(of: folder + "/var") == 0o700)
            for name in ["mail/inbox/new", "mail/inbox/cur", "mail/inbox/tmp", "mail/outbox/new"] {
                #expect(try mode(of: "\(folder)/\(name)") == 0o700)
            }
        }
    }

    @Test("every key that the new settings show as a comment is a real one")
    func commentedKeys() throws {
        let lines = DeskFiles.settings(DeskFiles.Places()).split(separator: "\n", omittingEmptySubsequences: false).map
        { line in
            line.hasPrefix("# ") && (line.contains(" = ") || line.hasPrefix("# [["))
                ? String(line.dropFirst(2)) : String(line)
        }
        let text = lines.joined(separator: "\n").replacing("maildir:mail/inbox", with: "imap://localhost/")
            .replacing("maildir:mail/outbox", with: "smtp://localhost:2525")
        let settings = try SettingsFile(file: "casepost.toml", folder: "/desk").settings(text)
        #expect(settings.site.templates == "/desk/templates")
        #expect(settings.mailboxes[0].configuration.caseType == "Ask a Question")
        #expect(settings.mailboxes[0].start == .all)
        #expect(settings.contents.content(for: "Lakeside School District") == .linkOnly)
    }

    @Test("a desk that is there is not written over")
    func noOverwriting() throws {
        try withFolder { folder in
            try write("mine", to: folder + "/contacts.csv")
            var generator = SystemRandomNumberGenerator()
            let problems = #expect(throws: FileProblems.self) { try DeskFiles.write(to: folder, using: &generator) }
            #expect(
                problems?.description
                    == "\(folder)/contacts.csv: is there already; choose another folder, or remove it first")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["contacts.csv"])
            #expect(try String(contentsOfFile: folder + "/contacts.csv", encoding: .utf8) == "mine")
        }
    }
}
