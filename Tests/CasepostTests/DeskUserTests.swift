import Foundation
import TestSupport
import Testing

@testable import casepost

/// Root at work on a desk that belongs to somebody else.
@Suite("The desk's user", .timeLimit(.minutes(30)), .ownThread)
struct DeskUserTests {
    private static let nobody: UInt32 = 65534

    private let directory: TemporaryDirectory
    private let binary: String

    init() throws {
        directory = try TemporaryDirectory()
        binary = try DeskFixture.builtBinary()
    }

    private func run(_ arguments: String...) throws -> Command.Output {
        try Command.run(
            binary, arguments, environment: ["CASEPOST_CONFIG": directory.appending("etc/casepost.toml")])
    }

    /// A machine's folders as a package makes them: settings of root's that the group reads, data of the desk's own.
    private func install() throws {
        for (folder, owner) in [("etc", 0), ("data", Self.nobody)] {
            try directory.folder(folder)
            chmod(directory.appending(folder), 0o750)
            chown(directory.appending(folder), owner, Self.nobody)
        }
        let made = try run("init", directory.appending("etc"), "--data", directory.appending("data"))
        #expect(made.status == 0, "\(made.stderr)")
    }

    private func facts(_ path: String) throws -> (owner: Int, group: Int, mode: Int) {
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        func number(_ key: FileAttributeKey) -> Int { (facts[key] as? NSNumber)?.intValue ?? -1 }
        return (number(.ownerAccountID), number(.groupOwnerAccountID), number(.posixPermissions))
    }

    private func owners(below folder: String) throws -> Set<Int> {
        Set(
            try FileManager.default.subpathsOfDirectory(atPath: directory.appending(folder))
                .map { try facts(directory.appending("\(folder)/\($0)")).owner })
    }

    @Test(
        "is the owner of the settings, else of the data",
        arguments: [(0, 0, nil), (0, 5, 5), (5, 0, 5), (5, 6, 5)] as [(UInt32, UInt32, UInt32?)])
    func choice(settings: UInt32, data: UInt32, user: UInt32?) {
        let chosen = DeskUser.choose(
            settings: DeskUser.Owner(user: settings, group: 1), data: DeskUser.Owner(user: data, group: 1))
        #expect(chosen?.user == user)
    }

    @Test("root's commands leave no file of root's among the data", .enabled(if: geteuid() == 0))
    func data() throws {
        try install()
        #expect(try owners(below: "data") == [Int(Self.nobody)])
        // A list that only root may read is read before the rights are given up.
        let list = directory.appending("etc/contacts.csv")
        chown(list, 0, 0)
        chmod(list, 0o600)
        for arguments in [["contact", "import", list], ["key", "rotate"], ["ingest"], ["run-due"]] {
            let output = try Command.run(
                binary, arguments, environment: ["CASEPOST_CONFIG": directory.appending("etc/casepost.toml")])
            #expect(output.status == 0, "\(arguments): \(output.stderr)")
        }
        #expect(FileManager.default.fileExists(atPath: directory.appending("data/casepost.sqlite")))
        #expect(try owners(below: "data") == [Int(Self.nobody)])
    }

    @Test("secrets that root makes in a folder of root's are for its group", .enabled(if: geteuid() == 0))
    func secrets() throws {
        try install()
        #expect(try run("dkim", "new", "s1").status == 0)
        let key = try facts(directory.appending("etc/dkim-s1.pem"))
        #expect(key == (0, Int(Self.nobody), 0o640))
        let secret = try facts(directory.appending("data/secret.key"))
        #expect(secret == (Int(Self.nobody), Int(Self.nobody), 0o600))
    }

    @Test("settings of somebody else's do not direct root's hand", .enabled(if: geteuid() == 0))
    func settings() throws {
        try install()
        chown(directory.appending("etc/casepost.toml"), Self.nobody, Self.nobody)
        let settings = try String(contentsOfFile: directory.appending("etc/casepost.toml"), encoding: .utf8)
        try directory.write(
            "etc/casepost.toml",
            settings.replacing("sqlite:\(directory.path)/data", with: "sqlite:\(directory.path)/root"))
        try directory.folder("root")
        chmod(directory.appending("root"), 0o700)
        let output = try run("contact", "list")
        #expect(output.status == 74, "\(output.stderr)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.appending("root")) == [])
    }

    @Test("--data must be a path that can stand in the settings", arguments: ["var", "/a\"b", "/a\\b", "/a\nb"])
    func badData(path: String) throws {
        let output = try run("init", directory.appending("etc"), "--data", path)
        #expect(output.status == 64 && output.stderr.contains("--data"), "\(output.stderr)")
    }
}
