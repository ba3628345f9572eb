public import FoundationEssentials

/// How one of the desk's workers is doing.
public struct WorkerReport: Sendable, Equatable {
    /// As in `mailbox support`.
    public var name: String
    /// Why it does not seem to work any more; `nil` while it does.
    public var complaint: String?
    /// What it could not do the last time, where it tries again; `nil` where it did it.
    public var trouble: String?
    /// Why it could not; `nil` where it could.
    public var failure: WorkerFailure?
    /// When it last did all that there was to do.
    public var lastSuccess: Date?
    /// How often it could not since the start.
    public var failures: Int

    /// A report from its parts.
    public init(
        name: String, complaint: String? = nil, trouble: String? = nil, failure: WorkerFailure? = nil,
        lastSuccess: Date? = nil, failures: Int = 0
    ) {
        self.name = name
        self.complaint = complaint
        self.trouble = trouble
        self.failure = failure
        self.lastSuccess = lastSuccess
        self.failures = failures
    }
}

/// Why a worker could not do its work, in fixed words: without an address, a path or a secret.
public struct WorkerFailure: Sendable, Equatable {
    /// What failed, as far as an operator does something else about it; the labels of metrics.
    public enum Kind: String, Sendable, CaseIterable {
        /// The server refused us, or offers no way to log in.
        case login
        /// The server's certificate is not trusted, or it does not encrypt.
        case certificate
        /// The server is not reached, is silent or busy, or was not understood.
        case connection
        /// A folder is not there, or may not be opened.
        case folder
        /// The server understood, and said no.
        case refused
        /// There is no room, or a file can't be written.
        case disk
        /// The database.
        case database
        /// Something of the settings, which only a person can change.
        case settings
        case other
    }

    /// What failed.
    public var kind: Kind
    /// What happened, as one phrase.
    public var summary: String
    /// What to do, in one sentence.
    public var advice: String

    /// A failure from its parts.
    public init(_ kind: Kind, summary: String, advice: String) {
        self.kind = kind
        self.summary = summary
        self.advice = advice
    }
}
