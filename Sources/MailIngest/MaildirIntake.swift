public import Core
internal import Logging

#if canImport(Glibc)
    internal import Glibc
#endif

/// Takes in what waits in a Maildir.
public struct MaildirIntake<Storage: DeskStorage>: Sendable {
    private let intake: Intake<Storage>
    private let maildir: Maildir
    private let spoolFolder: String

    /// An intake from the Maildir at `path`; large messages pass through `spoolFolder`.
    public init(_ intake: Intake<Storage>, path: String, spoolFolder: String) {
        self.intake = intake
        maildir = Maildir(path: path)
        self.spoolFolder = spoolFolder
    }

    /// Takes in all that is there now, or as much as comes before `stop` says so.
    ///
    /// A file that another reader has moved to `cur/` counts as well, once; one that cannot be read is reported and passed over.
    public func run(until stop: @Sendable () -> Bool = { false }) async throws -> IntakeReport {
        var report = IntakeReport()
        try await intake.resume(&report)
        let files = try maildir.files()
        let seen = Dictionary(files.map { ($0.uniqueName, $0) }, uniquingKeysWith: { first, _ in first })
        try await tellMailbox(of: seen)
        let sources = files.map { InboundSource.maildir(name: $0.uniqueName) }
        let name = intake.mailbox.name
        let known = try await intake.storage.read { try $0.known(sources, of: name) }
        var group: [ReceivedMessage] = []
        var size = 0
        for (file, source) in zip(files, sources) where !known.contains(source) {
            if stop() { break }
            guard let raw = read(file) else { continue }
            group.append(ReceivedMessage(source: source, raw: raw))
            size += raw.size
            if group.count >= IntakeGroup.count || size >= IntakeGroup.size {
                try await take(group, seen, &report)
                (group, size) = ([], 0)
            }
        }
        if !group.isEmpty { try await take(group, seen, &report) }
        return report
    }

    private func read(_ file: Maildir.File) -> RawContent? {
        do {
            return try maildir.read(file, spoolFolder: spoolFolder)
        } catch {
            intake.log.error(
                "message file passed over", metadata: ["error": "\(error)", "mailbox": "\(intake.mailbox.name)"])
            return nil
        }
    }

    private func take(
        _ group: [ReceivedMessage], _ seen: [String: Maildir.File], _ report: inout IntakeReport
    ) async throws {
        _ = try await intake.take(group, &report)
        try await tellMailbox(of: seen)
    }

    /// Takes the settled messages out of `new/`; `seen` are the files by their unique names.
    private func tellMailbox(of seen: [String: Maildir.File]) async throws {
        let name = intake.mailbox.name
        let settled = try await intake.storage.read { try $0.unacknowledged(of: name) }
        guard !settled.isEmpty else { return }
        for entry in settled {
            guard case .maildir(let uniqueName) = entry.source else { continue }
            try maildir.dispose(of: uniqueName, seenAs: seen[uniqueName], intake.mailbox.disposal)
        }
        try await intake.acknowledged(settled)
    }
}
