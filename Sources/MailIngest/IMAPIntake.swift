public import Core
public import FoundationEssentials
internal import Logging
public import MailTransport

/// Which messages count that were in a mailbox before the desk first saw it.
public enum IntakeStart: Sendable, Equatable {
    /// All of them; asked for only where more than ``IMAPIntake/firstContactLimit`` wait.
    case all
    /// None of them.
    case now
    /// Those that arrived at that time or later.
    case since(Date)
    /// Nothing was said.
    case unspecified
}

/// Takes in what waits in an IMAP folder, over one connection that is kept while it works.
///
/// The ledger is the only memory: UIDs name messages, never sequence numbers, flags or dates.
public actor IMAPIntake<Storage: DeskStorage> {
    /// So many messages may wait at first contact without anybody saying what to do with them.
    public static var firstContactLimit: Int { 100 }
    private static var messageLimit: Int { 220 << 20 }

    private let intake: Intake<Storage>
    private let connect: @Sendable () throws -> IMAPSession
    private let folder: String
    private let start: IntakeStart
    private let spoolFolder: String
    private var open: (session: IMAPSession, uidValidity: UInt32)?

    /// An intake from `folder` of the server that `connect` makes sessions with.
    public init(
        _ intake: Intake<Storage>, folder: String, start: IntakeStart, spoolFolder: String,
        connect: @escaping @Sendable () throws -> IMAPSession
    ) {
        self.intake = intake
        self.folder = folder
        self.start = start
        self.spoolFolder = spoolFolder
        self.connect = connect
    }

    /// Takes in all that is there now, or as much as comes before `stop` says so; after a failure the next call connects anew.
    public func run(until stop: @Sendable () -> Bool = { false }) async throws -> IntakeReport {
        var report = IntakeReport()
        do {
            try await intake.resume(&report)
            let (session, uidValidity) = try await connected()
            try await tellMailbox(session, uidValidity)
            try await takeWaiting(session, uidValidity, until: stop, &report)
        } catch {
            await close()
            throw error
        }
        return report
    }

    /// Says goodbye to the server.
    public func close() async {
        await open?.session.logout()
        open = nil
    }

    private func connected() async throws -> (IMAPSession, UInt32) {
        if let open {
            try await open.session.noop()
            return open
        }
        let session = try connect()
        try await session.open()
        try await makeFolders(session)
        let selected = try await session.select(folder)
        try await meet(selected, session)
        open = (session, selected.uidValidity)
        return (session, selected.uidValidity)
    }

    private func makeFolders(_ session: IMAPSession) async throws {
        if intake.mailbox.disposal == .move { try await session.create(intake.mailbox.processedFolder) }
        try await session.create(intake.mailbox.quarantineFolder)
    }

    /// Compares the folder with what is known of it, and decides where to begin.
    private func meet(_ selected: SelectedFolder, _ session: IMAPSession) async throws {
        let name = intake.mailbox.name
        let cursor = try await intake.storage.read { try $0.cursor(of: name) }
        guard cursor?.uidValidity != selected.uidValidity else { return }
        // RFC 9051 section 2.3.1.1: with another UIDVALIDITY old UIDs mean nothing; what was taken in already is known by content.
        let lastUID = cursor == nil ? try await firstUID(selected, session) : 0
        let fresh = MailboxCursor(uidValidity: selected.uidValidity, lastUID: lastUID)
        try await intake.storage.write { try $0.setCursor(fresh, of: name) }
    }

    /// The last UID that does not count at first contact.
    private func firstUID(_ selected: SelectedFolder, _ session: IMAPSession) async throws -> UInt32 {
        switch start {
        case .all: return 0
        case .now: return try await session.list(fromUID: 1).map(\.uid).max() ?? 0
        case .since(let date):
            let listed = try await session.list(fromUID: 1)
            let first = listed.filter { ($0.internalDate ?? .distantPast) >= date }.map(\.uid).min()
            return first.map { $0 - 1 } ?? listed.map(\.uid).max() ?? 0
        case .unspecified:
            let waiting = try await session.list(fromUID: 1).count
            guard waiting > Self.firstContactLimit else { return 0 }
            throw IntakeFailure(
                "mailbox \"\(intake.mailbox.name)\": \(waiting) messages wait in \(folder) at first contact",
                advice:
                    "Say in its [[mailbox]] whether they count: start = \"all\", \"now\" or a date; nothing was taken in."
            )
        }
    }

    private func takeWaiting(
        _ session: IMAPSession, _ uidValidity: UInt32, until stop: @Sendable () -> Bool, _ report: inout IntakeReport
    ) async throws {
        let listed = try await listNew(session)
        let unknown = try await unknown(of: listed, uidValidity)
        try await setAside(unknown.filter { $0.size > Self.messageLimit }.map { ($0.uid, $0.size) }, session)
        let groups = Self.groups(unknown.filter { $0.size <= Self.messageLimit })
        var fetched = try await fetch(groups.first ?? [], session, uidValidity)
        for index in groups.indices {
            if stop() { return }
            let next = index + 1 < groups.count ? groups[index + 1] : []
            let waiting = fetched
            async let following = fetch(next, session, uidValidity)
            _ = try await intake.take(waiting, &report)
            fetched = try await following
            try await tellMailbox(session, uidValidity)
        }
        try await advance(listed, uidValidity)
    }

    private func listNew(_ session: IMAPSession) async throws -> [MessageSummary] {
        let name = intake.mailbox.name
        let last = try await intake.storage.read { try $0.cursor(of: name) }?.lastUID ?? 0
        return last < UInt32.max ? try await session.list(fromUID: last + 1) : []
    }

    /// Those that the ledger does not have.
    private func unknown(of listed: [MessageSummary], _ uidValidity: UInt32) async throws -> [MessageSummary] {
        let name = intake.mailbox.name
        let sources = listed.map { InboundSource.imap(uidValidity: uidValidity, uid: $0.uid) }
        let known = try await intake.storage.read { try $0.known(sources, of: name) }
        return zip(listed, sources).filter { !known.contains($1) }.map(\.0)
    }

    /// Notes that all that was listed is in the ledger.
    private func advance(_ listed: [MessageSummary], _ uidValidity: UInt32) async throws {
        guard let end = listed.map(\.uid).max() else { return }
        let name = intake.mailbox.name
        try await intake.storage.write {
            try $0.setCursor(MailboxCursor(uidValidity: uidValidity, lastUID: end), of: name)
        }
    }

    /// Moves what is too large to be kept out of the way, for a person to look at.
    private func setAside(_ oversized: [(uid: UInt32, size: Int)], _ session: IMAPSession) async throws {
        guard !oversized.isEmpty else { return }
        for message in oversized {
            intake.log.error(
                "message too large to be taken in, moved to the quarantine folder",
                metadata: ["mailbox": "\(intake.mailbox.name)", "uid": "\(message.uid)", "size": "\(message.size)"])
        }
        try await session.move(oversized.map(\.uid), to: intake.mailbox.quarantineFolder)
    }

    /// The messages of a group that are still there; those whose listed size was wrong are set aside.
    private func fetch(
        _ group: [MessageSummary], _ session: IMAPSession, _ uidValidity: UInt32
    ) async throws -> [ReceivedMessage] {
        guard !group.isEmpty else { return [] }
        var received: [ReceivedMessage] = []
        var oversized: [(uid: UInt32, size: Int)] = []
        try await session.fetch(
            group.map { ($0.uid, $0.size) }, spoolThreshold: RawContent.memoryLimit, spoolDirectory: spoolFolder,
            limit: Self.messageLimit
        ) { message in
            let source = InboundSource.imap(uidValidity: uidValidity, uid: message.uid)
            switch message.content {
            case .memory(let bytes): received.append(ReceivedMessage(source: source, raw: .memory(bytes)))
            case .file(let path, let size):
                received.append(ReceivedMessage(source: source, raw: .file(path: path, size: size)))
            case .oversized(let size): oversized.append((message.uid, size))
            }
        }
        try await setAside(oversized, session)
        return received
    }

    private static func groups(_ listed: [MessageSummary]) -> [[MessageSummary]] {
        var groups: [[MessageSummary]] = []
        var size = 0
        for message in listed {
            if groups.isEmpty || size + message.size > IntakeGroup.size
                || (groups.last?.count ?? 0) >= IntakeGroup.count
            {
                groups.append([])
                size = 0
            }
            groups[groups.count - 1].append(message)
            size += message.size
        }
        return groups
    }

    /// Moves, flags or deletes what is settled.
    private func tellMailbox(_ session: IMAPSession, _ uidValidity: UInt32) async throws {
        let name = intake.mailbox.name
        let settled = try await intake.storage.read { try $0.unacknowledged(of: name) }
        guard !settled.isEmpty else { return }
        let here = settled.compactMap { entry -> (uid: UInt32, state: LedgerEntry.State)? in
            guard case .imap(uidValidity, let uid) = entry.source else { return nil }
            return (uid, entry.state)
        }
        let done = here.filter { $0.state == .done }.map(\.uid)
        let quarantined = here.filter { $0.state == .quarantined }.map(\.uid)
        if !done.isEmpty { try await dispose(of: done, session) }
        if !quarantined.isEmpty { try await session.move(quarantined, to: intake.mailbox.quarantineFolder) }
        try await intake.acknowledged(settled)
    }

    private func dispose(of uids: [UInt32], _ session: IMAPSession) async throws {
        switch intake.mailbox.disposal {
        case .move: try await session.move(uids, to: intake.mailbox.processedFolder)
        case .seen: try await session.markSeen(uids)
        case .delete: try await session.delete(uids)
        }
    }
}
