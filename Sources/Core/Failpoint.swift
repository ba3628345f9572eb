internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// A named place in the code at which a test can make the process die as in a power cut.
///
/// `CASEPOST_FAILPOINT=name` or `name:n` in the environment kills the process by SIGKILL when it passes the place for the n-th time.
public enum Failpoint: String, CaseIterable, Sendable {
    /// A message is in memory, nothing of it is on disk.
    case intakeFetched = "intake.fetched"
    /// The raw message and its ledger line are durable.
    case intakeKept = "intake.kept"
    /// It is parsed, nothing is decided.
    case intakeUnderstood = "intake.understood"
    /// Its effects are written, not committed.
    case intakeApplied = "intake.applied"
    /// Its effects are durable, the mailbox knows nothing.
    case intakeCommitted = "intake.committed"
    /// The mailbox was told, the ledger does not say so.
    case intakeAcknowledged = "intake.acknowledged"
    /// A large blob has its final name, no row names it.
    case blobPublished = "blob.published"
    /// A digest is in the outbox, not committed; nothing says that its window is dealt with.
    case digestQueued = "digest.queued"
    /// A digest and the end of its window are durable.
    case digestCommitted = "digest.committed"
    /// Mails about a notice are in the outbox, not committed; nor is what they say.
    case noticeQueued = "notice.queued"
    /// What was said about a notice and its mails are durable; its copy says nothing of it.
    case noticeCommitted = "notice.committed"
    /// The mail of a survey is in the outbox, not committed.
    case surveyQueued = "survey.queued"
    /// A mail is leased, nothing was sent.
    case outboxClaimed = "outbox.claimed"
    /// The server took the mail, the outbox does not say so.
    case outboxDelivered = "outbox.delivered"
    /// The outbox says that it was sent.
    case outboxRecorded = "outbox.recorded"
    /// A batch of what is too old is removed, not committed.
    case retentionRemoved = "retention.removed"
    /// A batch is durably gone from the database; its files are still there.
    case retentionCommitted = "retention.committed"
    /// What was redacted is replaced, not committed.
    case redactionApplied = "redaction.applied"
    /// It is durably replaced; its files and the database's old pages are still there.
    case redactionCommitted = "redaction.committed"
    /// A file is gone, and still on the list of those that are to go.
    case fileUnlinked = "removal.unlinked"
    /// All files are gone; the old pages of the database still say what was removed.
    case filesGone = "removal.files"
    /// A step of the tables is written, not committed.
    case schemaStepped = "schema.stepped"
    /// A backup is whole under its passing name.
    case backupWritten = "backup.written"
    /// Octets of a backup are in the blobs, the database is not in its place.
    case restoreFilled = "restore.filled"
    /// The old desk was put aside, the new database is not in its place.
    case restoreCleared = "restore.cleared"
    /// A group of old messages is written, not committed.
    case importApplied = "import.applied"
    /// The token server has given a new refresh token, nothing of it is on disk.
    case oauthAnswered = "oauth.answered"
    /// The new refresh token is durable, nothing was done with what came beside it.
    case oauthSaved = "oauth.saved"

    /// Dies here if the environment says so.
    public func pass() {
        guard let plan = Self.plan, plan.point == self else { return }
        if plan.countdown.countsToZero() { kill(getpid(), SIGKILL) }
    }

    /// Traps on a message that has the words of `CASEPOST_TRAP` in it, as a mistake of the parser would.
    public static func trap(on message: UnsafeRawBufferPointer) {
        guard let words = trapWords else { return }
        precondition(!message.indices.contains { message[$0...].starts(with: words) }, "CASEPOST_TRAP")
    }

    private static let trapWords = getenv("CASEPOST_TRAP").map { Array(String(cString: $0).utf8) }

    private static let plan: (point: Failpoint, countdown: Countdown)? = {
        guard let value = getenv("CASEPOST_FAILPOINT") else { return nil }
        let parts = String(cString: value).split(separator: ":")
        guard let name = parts.first, let point = Failpoint(rawValue: String(name)) else { return nil }
        return (point, Countdown(from: parts.count > 1 ? Int(parts[1]) ?? 1 : 1))
    }()
}

/// Counts passes, from any thread.
private final class Countdown: Sendable {
    private let remaining: Mutex<Int>

    init(from start: Int) { remaining = Mutex(start) }

    func countsToZero() -> Bool {
        remaining.withLock { count in
            count -= 1
            return count == 0
        }
    }
}
