import Core
import Foundation
import MailAuth
import Testing

@testable import Store

@Suite("A desk held fast for a copy")
struct BackupStoreTests {
    private let scratch: ScratchDatabase

    init() throws { scratch = try ScratchDatabase() }

    private func keep(_ number: UInt32, size: Int) async throws {
        let octets = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)
        _ = try await scratch.database.write {
            try $0.keep(received(number, .memory(octets)), mailbox: "support", at: noon)
        }
    }

    private func blobs() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch.folder + "/blobs").filter { $0.hasSuffix(".blob") }
    }

    @Test("is the desk of one moment: what is written and deleted meanwhile changes nothing in it")
    func moment() async throws {
        for number in 1...3 { try await keep(UInt32(number), size: 300_000) }
        let copy = scratch.folder + "/copy"
        let source = try await BackupSource(of: scratch.database, copyTo: copy)
        try await keep(4, size: 300_000)
        for name in try blobs() { try FileManager.default.removeItem(atPath: scratch.folder + "/blobs/" + name) }
        #expect(source.contents.messages == 3 && source.contents.files.count == 3 && source.missing.isEmpty)
        for (name, size) in source.contents.files {
            #expect(try Data(contentsOf: URL(fileURLWithPath: source.location(of: name))).count == size)
        }
        #expect(throws: StoreFailure.self) { try BackupSource.lock(scratch.database) }
        let opened = try DeskDatabase(path: copy, blobFolder: scratch.folder + "/other", digest: { Digest.sha256($0) })
        #expect(try await opened.read { try $0.integrityProblems() }.isEmpty)
        let known = try await opened.read { try $0.known((1...4).map { received($0).source }, of: "support") }
        #expect(known.count == 3)
        try opened.close()
        try source.end()
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder + "/blobs") == ["incoming"])
        #expect(!FileManager.default.fileExists(atPath: copy))
    }

    @Test("by a process that died leaves second names, which go with the next copy or the next sweep")
    func leftovers() async throws {
        try await keep(1, size: 300_000)
        let left = scratch.folder + "/blobs/links-of-a-dead-one"
        func leave() throws {
            try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
            try Data([1]).write(to: URL(fileURLWithPath: left + "/x.blob"))
        }
        try leave()
        try await scratch.database.sweepBlobs(now: Date())
        #expect(!FileManager.default.fileExists(atPath: left))
        try leave()
        let source = try await BackupSource(of: scratch.database, copyTo: scratch.folder + "/copy")
        #expect(!FileManager.default.fileExists(atPath: left))
        try await scratch.database.sweepBlobs(now: Date())
        #expect(
            FileManager.default.fileExists(atPath: source.location(of: try #require(source.contents.files.first).name)))
        try source.end()
    }

    @Test("put back gives no number again that stood in mail of the time between")
    func numbers() async throws {
        let ann = try await scratch.importAnn()
        let first = try await scratch.database.write { transaction in
            (try transaction.addChallenge(to: ann, at: noon), try transaction.nextCaseNumber())
        }
        let (challenge, number) = try await scratch.database.write { transaction in
            try transaction.passOverNumbers()
            return (try transaction.addChallenge(to: ann, at: noon), try transaction.nextCaseNumber())
        }
        #expect(challenge.rawValue == first.0.rawValue + 100_001)
        #expect(number.rawValue == first.1.rawValue + 1_001)
        let next = try await scratch.database.write { try $0.addChallenge(to: ann, at: noon) }
        #expect(next.rawValue == challenge.rawValue + 1)
    }

    @Test("is noted with its time")
    func noted() async throws {
        #expect(try await scratch.database.read { try $0.lastBackup() } == nil)
        try await scratch.database.write { try $0.noteBackup(at: noon, size: 1) }
        try await scratch.database.write { try $0.noteBackup(at: noon + 1, size: 2) }
        let last = try await scratch.database.read { try $0.lastBackup() }
        #expect(last?.at == noon + 1 && last?.size == 2)
    }
}
