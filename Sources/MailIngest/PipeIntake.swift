public import Core
internal import FoundationEssentials
internal import MailAuth

/// Takes in one message that an MTA writes to a pipe.
public struct PipeIntake<Storage: DeskStorage>: Sendable {
    /// Younger messages are left to the process that was given them.
    private static var patience: TimeInterval { 600 }

    private let intake: Intake<Storage>
    private let spoolFolder: String

    /// An intake from a pipe; a large message passes through `spoolFolder`.
    public init(_ intake: Intake<Storage>, spoolFolder: String) {
        self.intake = intake
        self.spoolFolder = spoolFolder
    }

    /// Goes on with messages that were kept some time ago and never settled: no MTA tries again with what it was told is stored.
    public func run() async throws -> IntakeReport {
        var report = IntakeReport()
        try await intake.resume(&report, keptBefore: intake.now().addingTimeInterval(-Self.patience))
        return report
    }

    /// Takes in all that `descriptor` gives as one message; when it returns, the message is durable.
    ///
    /// An MTA that tries again sends the same octets: they are taken in once, and an attempt that was cut short goes on.
    /// Other messages are left to the processes that have them. Nothing at all is no message, and thrown.
    public func run(descriptor: Int32) async throws -> IntakeReport {
        var report = IntakeReport()
        let reader = SpooledReader(
            descriptor: descriptor, name: "standard input", spoolFolder: spoolFolder)
        let raw = try reader.read()
        guard raw.size > 0 else {
            throw IntakeFailure("standard input was empty", advice: "Let the MTA write the message to the pipe.")
        }
        let digest = try raw.withBytes { Digest.sha256($0) }
        let settled = try await intake.take([ReceivedMessage(source: .pipe(digest: digest), raw: raw)], &report)
        guard !settled.isEmpty else {
            throw IntakeFailure(
                "the message is stored, and could not be settled yet",
                advice: "Let the MTA try again; if it stays so, look into the log, and see whether the DNS answers.")
        }
        try await intake.acknowledged(settled)
        return report
    }
}
