public import Core
internal import FoundationEssentials
internal import Logging

#if canImport(Glibc)
    internal import Glibc
#endif

/// Takes in what waits in a Maildir.
public struct MaildirIntake<Storage: DeskStorage>: Sendable {
    private let intake: Intake<Storage>
    private let maildir: Maildir
    private let start: IntakeStart
    private let spoolFolder: String

    /// An intake from the Maildir at `path`; large messages pass through `spoolFolder`.
    public init(_ intake: Intake<Storage>, path: String, start: IntakeStart, spoolFolder: String) {
        self.intake = intake
        maildir = Maildir(path: path)
        self.start = start
        self.spoolFolder = spoolFolder
    }

    /// Takes in all that is there now, or as much as comes before `stop` says so.
    ///
    /// A file that another reader has moved to `cur/` counts as well, once; one that cannot be read is reported and passed over.
    public func run(until stop: @Sendable () -> Bool = { false }) async throws -> IntakeReport {
        var report = IntakeReport()
        try await intake.resume(&report)
        let files = try await counting(try maildir.files())
        let seen = Dictionary(files.map { ($0.uniqueName, $0) }, uniquingKeysWith: { first, _ in first })
        try await tellMailbox(of: seen)
        let sources = files.map { InboundSource.maildir(name: $0.uniqueName) }
        let name = intake.mailbox.name
        let known = try await intake.storage.read { try $0.known(sources, of: name) }
        var group: [ReceivedMessage] = []
        var size = 0
        for (file, source) in zip(files, sources) where !known.contains(source) {
            if stop() { break }
            guard let raw = try read(file) else { continue }
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

    /// The files that count: at first contact it is decided from when on, and kept as the cursor's number.
    private func counting(_ files: [Maildir.File]) async throws -> [Maildir.File] {
        let name = intake.mailbox.name
        let (cursor, isKnown) = try await intake.storage.read { (try $0.cursor(of: name), try $0.hasLines(of: name)) }
        if let cursor, cursor.isOfMaildir { return maildir.files(files, changedFrom: cursor.lastUID) }
        let first = isKnown ? 0 : try firstSecond(files.count)
        try await intake.storage.write { try $0.setCursor(MailboxCursor(firstSecond: first), of: name) }
        return maildir.files(files, changedFrom: first)
    }

    /// The second since 1970 from which on files count, where this is the first look.
    private func firstSecond(_ waiting: Int) throws -> UInt32 {
        switch start {
        case .all: return 0
        case .now: return UInt32(clamping: Int(intake.now().timeIntervalSince1970))
        case .since(let date): return UInt32(clamping: Int(date.timeIntervalSince1970))
        case .unspecified:
            guard waiting > IntakeStart.firstContactLimit else { return 0 }
            throw IntakeFailure.firstContact(intake.mailbox.name, waiting, in: maildir.path)
        }
    }

    private func read(_ file: Maildir.File) throws -> RawContent? {
        do {
            return try maildir.read(file, spoolFolder: spoolFolder)
        } catch let failure as StoreFailure {
            throw failure
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
        try maildir.makeDurable()
        try await intake.acknowledged(settled)
    }
}

/// A Maildir has no UIDs: its cursor says from which second on files count, with a UIDVALIDITY that no folder has.
extension MailboxCursor {
    /// Whether it is of a Maildir; RFC 9051 section 2.3.1.1 knows no UIDVALIDITY of 0.
    public var isOfMaildir: Bool { uidValidity == 0 }

    init(firstSecond: UInt32) { self.init(uidValidity: 0, lastUID: firstSecond) }
}
