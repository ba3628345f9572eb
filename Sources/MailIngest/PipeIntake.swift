public import Core
internal import MailAuth

/// Takes in one message that an MTA writes to a pipe.
public struct PipeIntake<Storage: DeskStorage>: Sendable {
    private let intake: Intake<Storage>
    private let spoolFolder: String

    /// An intake from a pipe; a large message passes through `spoolFolder`.
    public init(_ intake: Intake<Storage>, spoolFolder: String) {
        self.intake = intake
        self.spoolFolder = spoolFolder
    }

    /// Takes in all that `descriptor` gives as one message; when it returns, the message is durable.
    ///
    /// An MTA that tries again sends the same octets: they are taken in once. Nothing at all is no message, and thrown.
    public func run(descriptor: Int32) async throws -> IntakeReport {
        var report = IntakeReport()
        let reader = SpooledReader(
            descriptor: descriptor, name: "standard input", spoolFolder: spoolFolder, threshold: 256 << 10)
        let raw = try reader.read()
        guard raw.size > 0 else {
            throw IntakeFailure("standard input was empty", advice: "Let the MTA write the message to the pipe.")
        }
        let digest = try raw.withBytes { Digest.sha256($0) }
        try await intake.resume(&report)
        let settled = try await intake.take([ReceivedMessage(source: .pipe(digest: digest), raw: raw)], &report)
        try await intake.acknowledged(settled)
        return report
    }
}
