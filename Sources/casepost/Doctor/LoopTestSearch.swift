internal import Core
internal import FoundationEssentials
internal import Glibc
internal import MailTransport
internal import Store

/// Where a test mail may turn up.
enum LoopTestPlaces: Sendable {
    /// The folder that is watched, and those that a gateway moves mail to.
    case imap(IMAPSession, [String])
    case maildir(String)
    /// Only the ledger: an MTA hands the mail to `casepost deliver`.
    case ledger

    func close() async {
        if case .imap(let session, _) = self { await session.logout() }
    }

    /// Removes the mail wherever it is; the time that the server gave it, or `nil` where it is nowhere.
    ///
    /// `isLeft`: it is there, and can't be removed without removing mail of others.
    func remove(_ id: MessageID) async throws -> (isFound: Bool, isLeft: Bool, arrived: Date?) {
        switch self {
        case .imap(let session, let folders): try await Self.remove(id, session, folders)
        case .maildir(let path): try await OwnThread.run { Self.remove(id, path) }
        case .ledger: (false, false, nil)
        }
    }

    private static func remove(
        _ id: MessageID, _ session: IMAPSession, _ folders: [String]
    ) async throws(TransportFailure) -> (isFound: Bool, isLeft: Bool, arrived: Date?) {
        var result = (isFound: false, isLeft: false, arrived: nil as Date?)
        for folder in folders {
            do { _ = try await session.select(folder) } catch {
                // A gateway that was never here has made none of its folders.
                guard error.kind == .folderMissing else { throw error }
                continue
            }
            let uids = try await session.find(id)
            guard let first = uids.first else { continue }
            let summary = try await session.list(fromUID: first).first { $0.uid == first }
            result.isFound = true
            result.arrived = result.arrived ?? summary?.internalDate
            // Without UIDPLUS all that is marked as deleted would go, whoever marked it.
            if await session.capabilities.contains("UIDPLUS") {
                try await session.delete(uids)
            } else {
                result.isLeft = true
            }
        }
        return result
    }

    private static func remove(_ id: MessageID, _ path: String) -> (isFound: Bool, isLeft: Bool, arrived: Date?) {
        var result = (isFound: false, isLeft: false, arrived: nil as Date?)
        for folder in ["new", "cur"] {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? [] {
                let file = "\(path)/\(folder)/\(name)"
                guard let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int, size < 1 << 16,
                    let octets = try? Data(contentsOf: URL(filePath: file)), Array(octets).headerHolds(id.description)
                else { continue }
                result.isFound = true
                // A gateway that moved it meanwhile has it elsewhere, where the next look finds it.
                if unlink(file) != 0, errno != ENOENT { result.isLeft = true }
            }
        }
        return result
    }
}

/// What was found of a test mail.
struct LoopTestFinding: Sendable, Equatable {
    /// When it was first seen; `nil` where it never was.
    var foundAt: ContinuousClock.Instant?
    /// Whether a gateway took it in.
    var isTakenIn = false
    /// Whether it is in no folder any more.
    var isGone = false
    /// By how many seconds the clock of the mail server is ahead of ours.
    var skew: Double?
}

/// Waits for the mail, beside a gateway that may take it first, and sees to it that it lies nowhere in the end.
struct LoopTestSearch: Sendable {
    let places: LoopTestPlaces
    let database: DeskDatabase
    let letter: LoopTestLetter
    /// The last line of the ledger from before it was sent.
    let line: Int64

    func run(
        until end: ContinuousClock.Instant, every pause: Duration, cleaning: Duration
    ) async throws -> LoopTestFinding {
        var finding = LoopTestFinding()
        var cleaningEnd = end
        while true {
            let seen: (isFound: Bool, isLeft: Bool, arrived: Date?)
            do { seen = try await places.remove(letter.id) } catch let failure as TransportFailure
                where failure.kind == .serverBusy && ContinuousClock.now < cleaningEnd
            {
                // A server that has no time for one look may have it for the next.
                try await Task.sleep(for: pause)
                continue
            }
            let taking = try await taking()
            let now = ContinuousClock.now
            if finding.foundAt == nil, seen.isFound || taking != nil {
                finding.foundAt = now
                cleaningEnd = now + cleaning
            }
            if let arrived = seen.arrived, finding.skew == nil { finding.skew = arrived.timeIntervalSinceNow }
            finding.isTakenIn = taking != nil
            // One look that finds nothing is not enough while a gateway may be about to move it.
            finding.isGone = finding.foundAt != nil && !seen.isFound && (taking?.isAcknowledged ?? true)
            if finding.isGone || seen.isLeft || now >= cleaningEnd { return finding }
            try await Task.sleep(for: pause)
        }
    }

    private func taking() async throws -> LoopTestTaking? {
        let (subject, line) = (letter.subject, line)
        return try await database.read { try $0.loopTest(withSubject: subject, after: line) }
    }
}

extension [UInt8] {
    /// Whether these words stand somewhere in its header section: a report about the mail has them in its body.
    fileprivate func headerHolds(_ words: String) -> Bool {
        let text = String(decoding: self, as: UTF8.self).replacing("\r\n", with: "\n")
        let header = text.split(separator: "\n\n", maxSplits: 1).first ?? ""
        return header.contains(words)
    }
}
