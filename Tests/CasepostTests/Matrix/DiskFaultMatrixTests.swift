import Foundation
import TestSupport
import Testing

/// Rows of the matrix about disks that fail.
///
/// `scripts/prove` has the same for every call of every command.
@Suite("Failing disks", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .timeLimit(.minutes(30)), .ownThread)
struct DiskFaultMatrixTests {
    /// What bench/disk-shim.c is told.
    private struct Shim {
        /// Its numbers for calls.
        enum Call: Int {
            case write = 1
            case create = 3
            case sync = 9
        }

        private let library: String
        private let control: String
        private let root: String

        init(in directory: TemporaryDirectory, root: String) throws {
            library = directory.appending("disk-shim.so")
            control = directory.appending("disk-control")
            self.root = URL(fileURLWithPath: root).resolvingSymlinksInPath().path
            try Command.succeed(
                "cc", ["-O2", "-shared", "-fPIC", Document.root + "/bench/disk-shim.c", "-o", library])
            try arm(0, [], 0)
        }

        var environment: [String: String] {
            [
                "LD_PRELOAD": library, "DISK_SHIM_ROOT": root, "DISK_SHIM_CONTROL": control,
                "SWIFT_BACKTRACE": "enable=no",
            ]
        }

        /// Has a call of those kinds fail, and if it says so all after it; 0 is none.
        func arm(_ number: Int, _ calls: [Call], _ code: Int32, forever: Bool = false) throws {
            let bits = calls.reduce(0) { $0 | 1 << $1.rawValue }
            let words: [Int] = [0, number, bits, Int(code), forever ? 1 : 0, 0, 0]
            let octets = words.withUnsafeBytes { Data($0) }
            // In place: whoever runs has it mapped.
            guard let file = fopen(control, access(control, F_OK) == 0 ? "r+" : "w") else {
                throw TestSupportFailure("\(control) can't be written")
            }
            defer { fclose(file) }
            _ = octets.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        }

        /// How many calls have failed.
        func failures() throws -> Int {
            let octets = try Data(contentsOf: URL(fileURLWithPath: control))
            return octets.withUnsafeBytes { $0.load(fromByteOffset: 40, as: Int.self) }
        }
    }

    @Test(
        "row 170: a sync that fails ends the gateway with a clear error, nothing is acknowledged, and the next start puts it right",
        arguments: [1, 3, 5, 7])
    func failingSync(_ number: Int) async throws {
        let watched = try WatchedDesk()
        let shim = try Shim(in: watched.desk.directory, root: watched.desk.path("var"))
        // After the start, so that each number is in the taking in of the mail.
        let gateway = try watched.desk.start("serve", environment: shim.environment)
        #expect(try await watched.came { gateway.stderr.contains("serving") })
        #expect(try await watched.idles())
        try shim.arm(number, [.sync], EIO)
        let large = String(repeating: String(repeating: "x", count: 70) + "\n", count: 5_000)
        try watched.dovecot.folder().deliver(SampleMail.plain(id: "large@district.example", text: large))
        try watched.dovecot.folder().deliver(SampleMail.plain(id: "small@district.example"))
        let output = gateway.wait()
        #expect(output.status == 74, "\(output.stderr.suffix(500))")
        #expect(output.stderr.contains("failed to make data durable: check it (dmesg), then start again"))
        #expect(try shim.failures() == 1)
        let stored = try watched.desk.cases().count
        #expect(watched.dovecot.folder("Casepost/Processed").count <= stored)
        try shim.arm(0, [], 0)
        try await watched.serving { _ in
            let isDone = try await watched.came { watched.dovecot.folder("Casepost/Processed").count == 2 }
            #expect(isDone)
        }
        #expect(try watched.desk.cases().count == 2)
        #expect(try watched.desk.run("verify").status == 0)
    }

    @Test("row 170: a pipe is told to try later when a sync fails, and the next attempt stores the message once")
    func failingSyncOfPipe() throws {
        let watched = try WatchedDesk()
        let shim = try Shim(in: watched.desk.directory, root: watched.desk.path("var"))
        func deliver(_ mail: String) throws -> Command.Output {
            try watched.desk.start("deliver", "--mailbox", "support", input: mail, environment: shim.environment).wait()
        }
        var (number, refusals, isFailing) = (0, 0, true)
        while isFailing && number < 100 {
            number += 1
            let mail = SampleMail.plain(id: "piped\(number)@district.example", subject: "About \(number)")
            try shim.arm(number, [.sync], EIO)
            let output = try deliver(mail)
            isFailing = try shim.failures() > 0
            // SQLite keeps to itself that a sync of the folder, or that at the very end, has failed.
            #expect([0, 75].contains(output.status), "sync \(number): \(output.stderr)")
            if output.status == 75 {
                refusals += 1
                try shim.arm(0, [], 0)
                #expect(try deliver(mail).status == 0)
            }
            #expect(try watched.desk.cases().count == number)
        }
        #expect(refusals > 2 && number < 100, "\(refusals) of \(number)")
        #expect(try watched.desk.run("verify").status == 0)
    }

    @Test(
        "a disk that is full for a while: the operator is told, no message is acknowledged or set aside, and with room again all goes on by itself"
    )
    func full() async throws {
        let watched = try WatchedDesk(
            tables: "[operator]\naddress = \"ops@example.org\"\ndigest = \"off\"\nfree_mb = 0\n", poll: 1)
        let shim = try Shim(in: watched.desk.directory, root: watched.desk.path("var/blobs"))
        let large = String(repeating: String(repeating: "x", count: 70) + "\n", count: 5_000)
        let gateway = try watched.desk.start("serve", environment: shim.environment)
        #expect(try await watched.came { gateway.stderr.contains("serving") })
        try shim.arm(1, [.write, .create], ENOSPC, forever: true)
        try watched.dovecot.folder().deliver(SampleMail.plain(id: "large@district.example", text: large))
        func alerts() -> [String] {
            watched.sink.accepted.compactMap { ReadMail(text: $0.text).field("Subject") }.filter {
                $0.hasPrefix("Alert: mailbox support: ")
            }
        }
        #expect(try await watched.came { !alerts().isEmpty })
        // More attempts than a message has that ends the process.
        #expect(try await watched.came { try shim.failures() > 6 })
        #expect(watched.dovecot.folder().count == 1)
        #expect(try await watched.ask("/readyz").contains("mailbox support"))
        try shim.arm(0, [], 0)
        #expect(try await watched.came { watched.dovecot.folder("Casepost/Processed").count == 1 })
        #expect(gateway.isRunning)
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        #expect(try watched.desk.cases().count == 1)
        #expect(watched.dovecot.folder("Casepost/Quarantine").count == 0)
    }

    @Test("a message is not set aside because the disk was full each time it was to be settled")
    func fullWhileSettling() throws {
        let directory = try TemporaryDirectory()
        let desk = try DeskFixture(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(directory.appending("out"))\"", in: directory)
        let shim = try Shim(in: directory, root: desk.path("var"))
        let mail = SampleMail.plain(id: "piped@district.example")
        var number = 0
        repeat {
            number += 1
            try shim.arm(number, [.write], ENOSPC)
            let output = try desk.start(
                "deliver", "--mailbox", "support", input: mail, environment: shim.environment
            ).wait()
            #expect([0, 75].contains(output.status), "write \(number): \(output.stderr)")
        } while try shim.failures() > 0 && number < 1_000
        #expect(number > 10 && number < 1_000)
        #expect(try desk.cases().count == 1)
        #expect(try desk.succeed("quarantine", "list", "--json").isEmpty)
    }

    @Test("row 184: after a power cut at any moment all that was acknowledged is there, and the rest comes in once")
    func powerCuts() throws {
        let output = try Command.run(
            "/usr/bin/python3", ["-m", "lab.power_part", "--short", "--cuts", "16", "--seed", "9"],
            environment: [
                "CASEPOST": try DeskFixture.builtBinary(), "PYTHONPATH": Document.root + "/scripts",
                "PYTHONDONTWRITEBYTECODE": "1",
            ])
        #expect(output.status == 0, "\(output.stdout.suffix(3_000))\(output.stderr.suffix(1_000))")
        #expect(output.stdout.contains("0 problems"))
    }
}
