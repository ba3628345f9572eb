import Foundation
import TestSupport
import Testing

@testable import casepost

private let today = Date(timeIntervalSince1970: 1_795_392_000)  // 2026-11-23
private let secret = String(repeating: "A", count: 43)

@Suite("The text of a key file", .ownThread)
struct KeyFileTextTests {
    private func rotated(_ text: String, at date: Date = today) throws -> (text: KeyFileText, id: UInt8) {
        var file = KeyFileText(text)
        var generator = SystemRandomNumberGenerator()
        let id = try file.rotate(at: date, using: &generator)
        return (file, id)
    }

    @Test("a new key stands on top, under a free id and behind the comments; the rest stays as it was")
    func rotate() throws {
        let (file, id) = try rotated("# about keys\n\n# mine\n0:\(secret)\n2:\(secret)\n# the end")
        #expect(id == 1)
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0..<4] == ["# about keys", "", "# mine", "# 1 made 2026-11-23"])
        #expect(lines[4].hasPrefix("1:"))
        #expect(lines[5...] == ["0:\(secret)", "2:\(secret)", "# the end", ""])
        #expect(try SecretKeyFile.keys(in: file.text, file: "secret.key").map(\.id) == [1, 0, 2])
        #expect(
            file.entries == [
                KeyFileText.Entry(id: 1, made: "2026-11-23"), KeyFileText.Entry(id: 0), KeyFileText.Entry(id: 2),
            ])
    }

    @Test("a second new key stands above the first with its date")
    func rotateTwice() throws {
        let first = try rotated("0:\(secret)\n").text.text
        let second = try rotated(first, at: today.addingTimeInterval(86_400))
        #expect(second.id == 2)
        #expect(second.text.entries.map(\.made) == ["2026-11-24", "2026-11-23", nil])
    }

    @Test(
        "the id of a key that was revoked lately is not free",
        arguments: [
            ("# revoked 1 2026-11-22", 2), ("# revoked 1 2026-08-26", 2), ("# revoked 1 2026-08-24", 1),
            ("# revoked 1", 2), ("# revoked 1 whenever", 2), ("# revoked x 2026-11-22", 1), ("# revoked", 1),
        ] as [(String, UInt8)])
    func quarantine(_ comment: String, _ id: UInt8) throws {
        #expect(try rotated("\(comment)\n0:\(secret)\n").id == id)
    }

    @Test("there are sixteen ids")
    func full() throws {
        let text = (0..<16).map { "\($0):\(secret)\n" }.joined()
        #expect(throws: KeyFileText.Refusal.noFreeID) { try rotated(text) }
    }

    @Test("a revoked key leaves a comment")
    func revoke() throws {
        var (file, id) = try rotated("# mine\n0:\(secret)\n")
        try file.revoke(id, at: today)
        #expect(file.text == "# mine\n# revoked 1 2026-11-23\n0:\(secret)\n")
        #expect(throws: KeyFileText.Refusal.last(0)) { try file.revoke(0, at: today) }
        #expect(throws: KeyFileText.Refusal.unknown(1)) { try file.revoke(1, at: today) }
    }
}

@Suite("A file that is replaced", .ownThread)
struct PrivateFileReplaceTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test(
        "may be read by nobody new, keeps its group's right to read, and leaves nothing beside it",
        arguments: [0o600, 0o640, 0o660])
    func replaces(_ before: Int) throws {
        let folder = NSTemporaryDirectory() + "casepost-key-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (file, link) = (folder + "/secret.key", folder + "/link.key")
        try Data("old".utf8).write(to: URL(fileURLWithPath: file))
        try Data("left by a crash".utf8).write(to: URL(fileURLWithPath: file + ".new"))
        try FileManager.default.setAttributes([.posixPermissions: before], ofItemAtPath: file)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        try PrivateFile.replace(link, with: "new\n")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "new\n")
        #expect(try mode(file) == (before == 0o600 ? 0o600 : 0o640))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["link.key", "secret.key"])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    }

    @Test("must be there already")
    func missing() {
        #expect(throws: FileProblem.self) { try PrivateFile.replace("/nonexistent/secret.key", with: "x") }
    }
}
