public import FoundationEssentials

/// Where one received message came from; what makes its taking-in repeatable.
public enum InboundSource: Hashable, Sendable {
    /// A message of an IMAP folder (RFC 9051 section 2.3.1.1).
    case imap(uidValidity: UInt32, uid: UInt32)
    /// A file of a Maildir, by its name without flags.
    case maildir(name: String)
    /// A message from a pipe, by the digest of its octets: a pipe has no names, and an MTA that tries again sends the same octets.
    case pipe(digest: String)
    /// An old message that somebody imported, by the digest of its octets.
    case imported(digest: String)

    /// The source as one string, unique within a mailbox.
    public var key: String {
        switch self {
        case .imap(let uidValidity, let uid): "imap:\(uidValidity):\(uid)"
        case .maildir(let name): "maildir:\(name)"
        case .pipe(let digest): "pipe:\(digest)"
        case .imported(let digest): "imported:\(digest)"
        }
    }

    /// Reads a ``key`` again.
    public init?(key: String) {
        let parts = key.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "imap":
            let numbers = parts[1].split(separator: ":").compactMap { UInt32($0) }
            guard numbers.count == 2 else { return nil }
            self = .imap(uidValidity: numbers[0], uid: numbers[1])
        case "maildir": self = .maildir(name: String(parts[1]))
        case "pipe": self = .pipe(digest: String(parts[1]))
        case "imported": self = .imported(digest: String(parts[1]))
        default: return nil
        }
    }
}

/// Octets that are kept: in memory while they are small, in a file of their own when they are large.
public enum RawContent: Sendable, Equatable {
    case memory([UInt8])
    /// A file that is already durable, or will be adopted by the store.
    case file(path: String, size: Int)

    /// So many octets at most are kept in memory and in the database; more have a file of their own.
    public static let memoryLimit = 256 * 1024

    /// Number of octets.
    public var size: Int {
        switch self {
        case .memory(let bytes): bytes.count
        case .file(_, let size): size
        }
    }
}

/// A message as it was taken from a mailbox.
public struct ReceivedMessage: Sendable {
    /// Where it came from.
    public var source: InboundSource
    /// Its octets.
    public var raw: RawContent

    /// A message from its parts.
    public init(source: InboundSource, raw: RawContent) {
        self.source = source
        self.raw = raw
    }
}

/// The ledger's line for one received message.
public struct LedgerEntry: Sendable, Equatable {
    /// How far it has come.
    public enum State: String, Sendable, CaseIterable {
        /// Kept, not yet decided upon.
        case received
        /// Its effects are in the database.
        case done
        /// Set aside after ``maxAttempts`` that never came to an end.
        case quarantined
    }

    /// So often a message is looked at; after that it is set aside.
    ///
    /// The first attempt is shared with a whole group, so one alone would blame the innocent, and a power cut may hit any.
    public static let maxAttempts = 3

    /// Its number.
    public var id: ID<LedgerEntry>
    /// Where the message came from.
    public var source: InboundSource
    /// How far it has come.
    public var state: State
    /// How often it was begun upon, this time included.
    public var attempts: Int
    /// When it was taken in.
    public var received: Date

    /// An entry from its parts.
    public init(id: ID<LedgerEntry>, source: InboundSource, state: State, attempts: Int, received: Date) {
        self.id = id
        self.source = source
        self.state = state
        self.attempts = attempts
        self.received = received
    }
}

/// What became of a received message.
public enum InboundOutcome: String, Sendable, CaseIterable {
    case opened, posted, held, bounce, autoReply, duplicate, ignored, quarantined
    /// It was nothing but commands, about no case.
    case command
}

/// What became of a message when it came in before.
public struct EarlierTaking: Sendable, Equatable {
    /// When it came in.
    public var received: Date
    /// What became of it.
    public var outcome: InboundOutcome
    /// The case that it opened or belongs to.
    public var caseNumber: CaseNumber?
    /// The steps that led there.
    public var reasons: [String]
    /// The content key that it has, by which all its copies are found.
    public var contentKey: String

    /// An earlier taking from its parts.
    public init(
        received: Date, outcome: InboundOutcome, caseNumber: CaseNumber?, reasons: [String], contentKey: String
    ) {
        self.received = received
        self.outcome = outcome
        self.caseNumber = caseNumber
        self.reasons = reasons
        self.contentKey = contentKey
    }
}

/// The result that ends a ledger entry.
public struct InboundResult: Sendable {
    /// What became of it.
    public var outcome: InboundOutcome
    /// The reason's fixed word, for lists and metrics.
    public var reason: String
    /// The steps that led there.
    public var reasons: [String]
    /// The case that it opened or belongs to.
    public var caseNumber: CaseNumber?
    /// What tells the same message when it comes by another way.
    public var contentKey: String?
    /// Its author, as far as known.
    public var from: String
    /// Its subject.
    public var subject: String
    /// The person who wrote it, if they are known and proven.
    public var sender: ID<Person>?
    /// The evidence about its author, in words for an audit; keys that were used included.
    public var evidence = ""
    /// What the operator should know at once.
    public var alert: String?

    /// A result from its parts.
    public init(
        outcome: InboundOutcome, reason: String, reasons: [String], caseNumber: CaseNumber? = nil,
        contentKey: String? = nil, from: String = "", subject: String = ""
    ) {
        self.outcome = outcome
        self.reason = reason
        self.reasons = reasons
        self.caseNumber = caseNumber
        self.contentKey = contentKey
        self.from = from
        self.subject = subject
    }
}

/// How far an IMAP mailbox has been read.
public struct MailboxCursor: Sendable, Equatable {
    /// The folder's UIDVALIDITY; when it changes, old UIDs mean nothing.
    public var uidValidity: UInt32
    /// All messages up to this UID are in the ledger, or older than the start.
    public var lastUID: UInt32

    /// A cursor at that place.
    public init(uidValidity: UInt32, lastUID: UInt32) {
        self.uidValidity = uidValidity
        self.lastUID = lastUID
    }
}
