import Foundation
import TestSupport
import Testing

@Suite("A long outbox", .ownThread)
struct OutboxMemoryTests {
    /// What ten times as many mails may take more, in MiB; the mails themselves have twice as many.
    private static let most = 8.0

    @Test("row 187: is sent with no more memory than a short one")
    func drains() async throws {
        let short = try await peak(of: 300)
        let long = try await peak(of: 3_000)
        #expect(long - short <= Self.most, "\(short) MiB for 300 mails, \(long) MiB for 3000")
    }

    /// The most memory that the program has while it sends so many mails, in MiB.
    private func peak(of count: Int) async throws -> Double {
        let crowd = try await CrowdedDesk(mails: count)
        let program =
            "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
            + "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        let output = try Command.succeed(
            "python3",
            [
                "-c", program, try DeskFixture.builtBinary(), "run-due", "--now", CrowdedDesk.time(1), "--config",
                crowd.desk.path("casepost.toml"),
            ])
        #expect(crowd.received.count == count)
        let kibibytes = output.stdout.split(separator: "\n").last.flatMap { Double($0) }
        return try #require(kibibytes) / 1024
    }
}
