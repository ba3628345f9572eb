import Core
import FoundationEssentials
import TestSupport
import Testing

@testable import MailTransport

/// A session with a Dovecot of our own, everything in a directory that goes with it.
private struct Dovecot {
    let directory: TemporaryDirectory
    let certificates: Certificates
    let server: DovecotServer
    let user = "support@example.org"

    init(_ options: DovecotServer.Options = .init()) throws {
        directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        server = try DovecotServer.start(in: directory, certificates: certificates, options: options)
    }

    func endpoint(
        _ tls: TLSPolicy = .implicit, host: String = "localhost", authority: String? = nil
    ) -> ServerEndpoint {
        let port = tls == .implicit ? server.imapsPort : server.imapPort
        return ServerEndpoint(.imap, host: host, port: port, tls: tls, caFile: authority ?? certificates.authority)
    }

    func open(
        _ endpoint: ServerEndpoint? = nil, password: String = DovecotServer.password
    ) async throws -> IMAPSession {
        let credentials = Credentials.password(user: user, Secret(password))
        let session = try IMAPSession(endpoint: endpoint ?? self.endpoint(), credentials: credentials)
        try await session.open()
        return session
    }
}

/// A message of about `size` octets, different for each number, with lines that look like IMAP.
private func message(_ number: Int, size: Int) -> [UInt8] {
    let line = "c4 OK \(number) * 1 FETCH (UID 1 BODY[] {5}\r\n"
    let lines = String(repeating: line, count: max(1, size / line.utf8.count))
    return Array("Subject: \(number)\r\nMessage-ID: <\(number)@example.org>\r\n\r\n\(lines)".utf8)
}

extension FetchedMessage {
    fileprivate var bytes: [UInt8] {
        get throws {
            switch content {
            case .memory(let bytes): bytes
            case .file(let path, _): Array(try Data(contentsOf: URL(filePath: path)))
            case .oversized: []
            }
        }
    }
}

@Suite(.enabled(if: DovecotServer.isAvailable), .ownThread)
struct DovecotTests {
    @Test("a message is found by its identifier, and a folder by its name; nothing is made")
    func finds() async throws {
        let dovecot = try Dovecot()
        for number in 1...3 { try dovecot.server.folder().deliver(message(number, size: 100)) }
        let session = try await dovecot.open()
        _ = try await session.select("INBOX")
        let uids = try await session.find(MessageID(rawValue: "2@example.org"))
        #expect(uids.count == 1 && (1...3).contains(uids[0]))
        #expect(try await session.find(MessageID(rawValue: "9@example.org")).isEmpty)
        #expect(try await session.has("INBOX"))
        #expect(try await session.has("Casepost/Processed") == false)
        try await session.create("Casepost/Processed")
        #expect(try await session.has("Casepost/Processed"))
        await session.logout()
    }

    @Test(
        "login with TLS from the start, with STARTTLS and in plain text on this machine",
        arguments: [TLSPolicy.implicit, .startTLS, .never])
    func login(_ tls: TLSPolicy) async throws {
        let dovecot = try Dovecot()
        let session = try await dovecot.open(dovecot.endpoint(tls))
        #expect(await session.capabilities.isSuperset(of: ["IMAP4REV1", "MOVE", "UIDPLUS", "NAMESPACE"]))
        let folder = try await session.select("INBOX")
        #expect(folder.exists == 0)
        #expect(folder.uidNext == 1)
        await session.logout()
        #expect(try await eventually { dovecot.server.log.contains("Logged out") })
    }

    @Test(
        "a wrong password, a wrong authority, a missing one and a wrong host each have their name",
        arguments: [TLSPolicy.implicit, .startTLS])
    func refused(_ tls: TLSPolicy) async throws {
        let dovecot = try Dovecot()
        await expectFailure(.badCredentials) { _ = try await dovecot.open(dovecot.endpoint(tls), password: "guess") }
        let stranger = dovecot.certificates.certificate(.selfSigned)
        for endpoint in [
            dovecot.endpoint(tls, authority: stranger), dovecot.endpoint(tls, authority: "/nowhere/ca.pem"),
            ServerEndpoint(.imap, host: "localhost", port: dovecot.endpoint(tls).port, tls: tls),
        ] {
            await expectFailure(.certificate) { _ = try await dovecot.open(endpoint) }
        }
    }

    @Test(
        "a bad certificate is refused before the password is sent",
        arguments: [Certificates.Kind.wrongHost, .expired, .selfSigned])
    func badCertificates(_ kind: Certificates.Kind) async throws {
        var options = DovecotServer.Options()
        options.certificate = kind
        let dovecot = try Dovecot(options)
        for tls in [TLSPolicy.implicit, .startTLS] {
            await expectFailure(.certificate) { _ = try await dovecot.open(dovecot.endpoint(tls)) }
        }
        #expect(!dovecot.server.log.contains(dovecot.user))
    }

    @Test("TLS from the start on the port for STARTTLS says so")
    func wrongPort() async throws {
        let dovecot = try Dovecot()
        let endpoint = ServerEndpoint(.imap, host: "localhost", port: dovecot.server.imapPort, tls: .implicit)
        await expectFailure(.tlsUnavailable) { _ = try await dovecot.open(endpoint) }
    }

    @Test("a thousand messages come whole, the largest on disk, and none is marked as read")
    func fetch() async throws {
        let dovecot = try Dovecot()
        let sizes = (1...1_000).map { $0 == 500 ? 5 << 20 : $0 % 50 == 0 ? 300_000 : $0 * 10 }
        let inbox = dovecot.server.folder(of: dovecot.user)
        for (index, size) in sizes.enumerated() { try inbox.deliver(message(index + 1, size: size)) }
        let spool = try dovecot.directory.folder("spool")
        let session = try await dovecot.open()
        #expect(try await session.select("INBOX").exists == 1_000)
        let list = try await session.list(fromUID: 1)
        #expect(list.map(\.uid) == Array(1...1_000))
        #expect(list.allSatisfy { $0.internalDate != nil })
        var subjects: Set<Int> = []
        var files = 0
        try await session.fetch(list.map { ($0.uid, $0.size) }, spoolDirectory: spool, limit: 10 << 20) { fetched in
            let bytes = try fetched.bytes
            let number = try #require(Int(String(decoding: bytes.dropFirst(9).prefix { $0 != 0x0D }, as: UTF8.self)))
            #expect(bytes == message(number, size: sizes[number - 1]))
            subjects.insert(number)
            if case .file = fetched.content { files += 1 }
        }
        #expect(subjects.count == 1_000)
        #expect(files == 20)
        #expect(inbox.files.allSatisfy { !$0.hasSuffix("S") })
        #expect(try await session.list(fromUID: 1_001).isEmpty)
        await session.logout()
    }

    @Test(
        "moving, by MOVE and by what older servers have", arguments: [nil, "IMAP4rev1 UIDPLUS NAMESPACE", "IMAP4rev1"])
    func move(_ capabilities: String?) async throws {
        var options = DovecotServer.Options()
        options.capabilities = capabilities
        let dovecot = try Dovecot(options)
        for number in 1...5 { try dovecot.server.folder(of: dovecot.user).deliver(message(number, size: 100)) }
        let session = try await dovecot.open()
        _ = try await session.select("INBOX")
        let name = "Casepost/Erledigt & geprüft"
        await expectFailure(.folderMissing) { try await session.move([1, 2, 4] as [UInt32], to: name) }
        try await session.create(name)
        try await session.create(name)
        try await session.move([1, 2, 4] as [UInt32], to: name)
        let left = try await session.list(fromUID: 1)
        #expect(left.map(\.uid) == [3, 5])
        #expect(try await session.select(name).exists == 3)
        await session.logout()
    }

    @Test("marking, deleting, appending")
    func change() async throws {
        let dovecot = try Dovecot()
        let inbox = dovecot.server.folder(of: dovecot.user)
        for number in 1...3 { try inbox.deliver(message(number, size: 100)) }
        let session = try await dovecot.open()
        _ = try await session.select("INBOX")
        try await session.markSeen([2] as [UInt32])
        try await session.delete([1, 3] as [UInt32])
        #expect(inbox.files.count == 1)
        #expect(inbox.files.first?.hasSuffix("S") == true)
        let large = message(9, size: 3 << 20)
        #expect(try await session.append(large, to: "INBOX", flags: ["\\Seen"]) == 4)
        try await session.noop()
        #expect(try await session.list(fromUID: 1).map(\.uid) == [2, 4])
        let spool = try dovecot.directory.folder("spool")
        var fetched: [UInt32] = []
        try await session.fetch([(uid: 1, size: 1), (uid: 4, size: 1)], spoolDirectory: spool, limit: 10 << 20) {
            message in
            fetched.append(message.uid)
            let bytes = try message.bytes
            #expect(bytes == large)
        }
        #expect(fetched == [4])
        await session.logout()
    }

    @Test("a folder that is not there does not end the session")
    func missingFolder() async throws {
        let dovecot = try Dovecot()
        let session = try await dovecot.open()
        await expectFailure(.folderMissing) { _ = try await session.select("Nowhere/At all") }
        #expect(try await session.select("inbox").exists == 0)
        await session.logout()
    }
}
