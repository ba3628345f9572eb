public import Core
internal import FoundationEssentials
internal import Logging
public import MailTransport

/// Takes in what waits in an IMAP folder, over one connection that is kept while it works.
///
/// The ledger is the only memory: UIDs name messages, never sequence numbers, flags or dates. What the server refuses to do
/// with a message that is safely stored keeps nothing from coming in: it is reported, and tried again at the next look.
public actor IMAPIntake<Storage: DeskStorage> {
    private static var messageLimit: Int { 220 << 20 }
    /// So long the server is believed that the folder is the same.
    private static var reselection: Duration { .seconds(300) }

    private let intake: Intake<Storage>
    private let connect: @Sendable () async throws -> IMAPSession
    private let folder: String
    private let start: IntakeStart
    private let spoolFolder: String
    /// The connection that is kept.
    var open: Connection?
    /// What came of the server's news so far.
    var trust = NewsTrust()
    /// What was copied to other folders, and not yet deleted from this one, which a server without MOVE may refuse again and
    /// again: nothing is copied to a folder a second time.
    private var copied: (uidValidity: UInt32, uids: [String: Set<UInt32>]) = (0, [:])

    /// A session with the folder selected.
    struct Connection {
        let session: IMAPSession
        var uidValidity: UInt32
        /// When the server last said what the folder is.
        var selected = ContinuousClock.now
        /// Whether the server tells of news by itself.
        var idles: Bool
    }

    /// An intake from `folder` of the server that `connect` opens sessions with, each time with credentials as they are then.
    public init(
        _ intake: Intake<Storage>, folder: String, start: IntakeStart, spoolFolder: String,
        connect: @escaping @Sendable () async throws -> IMAPSession
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
            let (session, uidValidity) = try await connected(&report)
            try await tellMailbox(session, uidValidity, &report)
            try await takeWaiting(session, uidValidity, until: stop, &report)
        } catch {
            await close()
            throw error
        }
        trust.looked(brought: report.total)
        return report
    }

    /// Goes on with what was kept and is not settled yet, such as messages that were let in; asks no server.
    public func resume() async throws -> IntakeReport {
        var report = IntakeReport()
        try await intake.resume(&report)
        return report
    }

    /// Says goodbye to the server.
    public func close() async {
        await open?.session.logout()
        open = nil
    }

    // MARK: Connecting

    private func connected(_ report: inout IntakeReport) async throws -> (IMAPSession, UInt32) {
        if let open {
            do {
                return try await refreshed(open)
            } catch {
                guard await !open.session.isOpen, !Task.isCancelled else { throw error }
                // It has ended since the last look; whether the server is there is another question.
                await close()
            }
        }
        let session = try await connect()
        open = Connection(session: session, uidValidity: 0, idles: await session.offersIdle)
        try await attempt(session, &report) { try await makeFolders(session) }
        return try await select(session)
    }

    private func select(_ session: IMAPSession) async throws -> (IMAPSession, UInt32) {
        let selected = try await session.select(folder)
        try await meet(selected, session)
        open?.uidValidity = selected.uidValidity
        if copied.uidValidity != selected.uidValidity { copied = (selected.uidValidity, [:]) }
        open?.selected = .now
        return (session, selected.uidValidity)
    }

    /// Has the server say what is new, and now and then what folder that is: nobody tells that it was replaced by another.
    private func refreshed(_ open: Connection) async throws -> (IMAPSession, UInt32) {
        guard ContinuousClock.now - open.selected < Self.reselection else { return try await select(open.session) }
        if await !open.session.hasNews { try await open.session.noop() }
        return (open.session, open.uidValidity)
    }

    private func makeFolders(_ session: IMAPSession) async throws {
        if intake.mailbox.disposal == .move { try await session.create(intake.mailbox.processedFolder) }
        try await session.create(intake.mailbox.quarantineFolder)
    }

    /// Does what a server may refuse without harm to what is stored; `false` if it did, which is noted in the report.
    @discardableResult
    private func attempt(
        _ session: IMAPSession, _ report: inout IntakeReport, _ work: () async throws -> Void
    ) async throws -> Bool {
        do {
            try await work()
            return true
        } catch let failure as TransportFailure {
            guard await session.isOpen else { throw failure }
            report.refusal = report.refusal ?? failure
            return false
        }
    }

    /// Compares the folder with what is known of it, and decides where to begin.
    private func meet(_ selected: SelectedFolder, _ session: IMAPSession) async throws {
        let name = intake.mailbox.name
        // What was a Maildir under the same name is met for the first time.
        let cursor = try await intake.storage.read { try $0.cursor(of: name) }.flatMap { $0.isOfMaildir ? nil : $0 }
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
            guard waiting > IntakeStart.firstContactLimit else { return 0 }
            throw IntakeFailure.firstContact(intake.mailbox.name, waiting, in: folder)
        }
    }

    private func takeWaiting(
        _ session: IMAPSession, _ uidValidity: UInt32, until stop: @Sendable () -> Bool, _ report: inout IntakeReport
    ) async throws {
        guard try await !takeListed(session, uidValidity, until: stop, &report).isEmpty, !stop() else { return }
        // What was expunged meanwhile is gone after this. Of the others none may be passed over: a server that misses one
        // message of a command may refuse to give the rest (RFC 2180 section 4.1).
        try await session.noop()
        let missing = try await takeListed(session, uidValidity, until: stop, &report)
        guard let first = missing.min() else { return }
        let detail = "UID FETCH: \(missing.count) messages are listed and not given, the first is UID \(first)"
        report.refusal = report.refusal ?? TransportFailure(.refused, detail: detail)
    }

    /// Takes in what is listed and not in the ledger; gives what was asked for in vain.
    private func takeListed(
        _ session: IMAPSession, _ uidValidity: UInt32, until stop: @Sendable () -> Bool, _ report: inout IntakeReport
    ) async throws -> [UInt32] {
        let listed = try await listNew(session)
        let unknown = try await unknown(of: listed, uidValidity)
        var left = try await setAside(unknown.filter { $0.size > Self.messageLimit }, session, &report)
        var missing: [UInt32] = []
        let groups = Self.groups(unknown.filter { $0.size <= Self.messageLimit })
        var fetched = try await fetch(groups.first ?? [], session, uidValidity)
        for index in groups.indices {
            if stop() {
                discard(fetched)
                try await tellMailbox(session, uidValidity, &report)
                return []
            }
            let next = index + 1 < groups.count ? groups[index + 1] : []
            let waiting = fetched
            // The server has something to do while we have: it is told of the group before and asked for the next one.
            async let following = tellAndFetch(next, session, uidValidity)
            do {
                _ = try await intake.take(waiting.received, &report)
            } catch {
                discard(waiting)
                do {
                    discard(try await following.fetched)
                } catch let other {
                    // It has discarded what it had.
                    intake.log.debug(
                        "messages not fetched", metadata: ["error": "\(other)", "mailbox": "\(intake.mailbox.name)"])
                }
                throw error
            }
            let (told, arrived) = try await following
            report.add(told)
            fetched = arrived
            missing += waiting.missing
            left += try await setAside(waiting.oversized, session, &report)
        }
        try await tellMailbox(session, uidValidity, &report)
        try await advance(listed, before: (left + missing).min(), uidValidity)
        return missing
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

    /// Notes that all that was listed is in the ledger, up to what could not be set aside.
    private func advance(_ listed: [MessageSummary], before left: UInt32?, _ uidValidity: UInt32) async throws {
        guard let end = listed.map(\.uid).filter({ $0 < left ?? .max }).max() else { return }
        let name = intake.mailbox.name
        try await intake.storage.write {
            try $0.setCursor(MailboxCursor(uidValidity: uidValidity, lastUID: end), of: name)
        }
    }

    /// Moves what is too large to be kept out of the way, for a person to look at; gives what is still in the way.
    private func setAside(
        _ oversized: [MessageSummary], _ session: IMAPSession, _ report: inout IntakeReport
    ) async throws -> [UInt32] {
        guard !oversized.isEmpty else { return [] }
        let uids = oversized.map(\.uid)
        let quarantine = intake.mailbox.quarantineFolder
        guard try await attempt(session, &report, { try await move(uids, to: quarantine, session) }) else {
            return uids
        }
        for message in oversized {
            intake.log.error(
                "message too large to be taken in, moved to the quarantine folder",
                metadata: ["mailbox": "\(intake.mailbox.name)", "uid": "\(message.uid)", "size": "\(message.size)"])
        }
        return []
    }

    /// Tells the server of what is settled, and asks it for a group of messages.
    private func tellAndFetch(
        _ group: [MessageSummary], _ session: IMAPSession, _ uidValidity: UInt32
    ) async throws -> (told: IntakeReport, fetched: Fetched) {
        var told = IntakeReport()
        try await tellMailbox(session, uidValidity, &told)
        return (told, try await fetch(group, session, uidValidity))
    }

    /// What came of a group of messages that were asked for.
    private struct Fetched {
        var received: [ReceivedMessage] = []
        /// Those whose listed size was wrong.
        var oversized: [MessageSummary] = []
        /// Those that did not come.
        var missing: [UInt32]
    }

    private func fetch(
        _ group: [MessageSummary], _ session: IMAPSession, _ uidValidity: UInt32
    ) async throws -> Fetched {
        var fetched = Fetched(missing: [])
        guard !group.isEmpty else { return fetched }
        let sizes = Dictionary(group.map { ($0.uid, $0.size) }, uniquingKeysWith: max)
        var missing = Set(sizes.keys)
        do {
            try await session.fetch(
                group.map { ($0.uid, $0.size) }, spoolThreshold: RawContent.memoryLimit, spoolDirectory: spoolFolder,
                limit: Self.messageLimit
            ) { message in
                let source = InboundSource.imap(uidValidity: uidValidity, uid: message.uid)
                switch message.content {
                // QUIRK: a server in trouble gives nothing for a message that it has.
                case .memory([]) where sizes[message.uid] ?? 0 > 0: return
                case .memory(let bytes):
                    fetched.received.append(ReceivedMessage(source: source, raw: .memory(bytes)))
                case .file(let path, let size):
                    fetched.received.append(ReceivedMessage(source: source, raw: .file(path: path, size: size)))
                case .oversized(let size):
                    fetched.oversized.append(MessageSummary(uid: message.uid, size: size))
                }
                missing.remove(message.uid)
            }
        } catch {
            discard(fetched)
            throw error
        }
        fetched.missing = missing.sorted()
        return fetched
    }

    /// Removes what was spooled and is not kept: a server that fails again and again would fill the disk with it.
    private func discard(_ fetched: Fetched) {
        for message in fetched.received {
            do {
                try intake.forget(message.raw)
            } catch {
                intake.log.warning("spooled message not removed", metadata: ["error": "\(error)"])
            }
        }
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

    // MARK: Telling the mailbox

    /// Moves, flags or deletes what is settled.
    private func tellMailbox(
        _ session: IMAPSession, _ uidValidity: UInt32, _ report: inout IntakeReport
    ) async throws {
        let name = intake.mailbox.name
        let settled = try await intake.storage.read { try $0.unacknowledged(of: name) }
        guard !settled.isEmpty else { return }
        let here = settled.compactMap { entry -> (uid: UInt32, state: LedgerEntry.State)? in
            guard case .imap(uidValidity, let uid) = entry.source else { return nil }
            return (uid, entry.state)
        }
        let done = here.filter { $0.state == .done }.map(\.uid)
        let quarantined = here.filter { $0.state == .quarantined }.map(\.uid)
        let isTold = try await attempt(session, &report) {
            do {
                try await dispose(of: done, quarantined, session)
            } catch let failure as TransportFailure where failure.kind == .folderMissing {
                // Somebody has deleted a folder that was there at the beginning.
                try await makeFolders(session)
                try await dispose(of: done, quarantined, session)
            }
        }
        if isTold { try await intake.acknowledged(settled) }
    }

    private func dispose(of done: [UInt32], _ quarantined: [UInt32], _ session: IMAPSession) async throws {
        switch intake.mailbox.disposal {
        case .move: try await move(done, to: intake.mailbox.processedFolder, session)
        case .seen: try await session.markSeen(done)
        case .delete: try await session.delete(done)
        }
        try await move(quarantined, to: intake.mailbox.quarantineFolder, session)
    }

    private func move(_ uids: [UInt32], to folder: String, _ session: IMAPSession) async throws {
        // Also at a server that offers MOVE only since they were copied: moved, they would be there twice.
        let left = uids.filter { copied.uids[folder]?.contains($0) != true }
        if await session.offersMove {
            try await session.move(left, to: folder)
        } else {
            for part in UIDSet(left).parts() {
                try await session.copy(part, to: folder)
                copied.uids[folder, default: []].formUnion(part.uids)
            }
        }
        guard let there = copied.uids[folder] else { return }
        let remaining = uids.filter(there.contains)
        try await session.delete(remaining)
        copied.uids[folder]?.subtract(remaining)
    }
}
