/// What the DNS says about the TXT records of a name.
public enum TXTAnswer: Sendable, Equatable {
    /// Its records, the strings of each joined, and for how many seconds they may be kept.
    case records([[UInt8]], ttl: Int)
    /// There is no such name, or no TXT record at it, and for how many seconds that may be kept.
    case none(ttl: Int)
    /// Nobody knows for now; why, in a few words.
    case failure(String)
}

/// Asks the DNS for TXT records.
public protocol TXTResolver: Sendable {
    /// The TXT records of a domain name in A-labels; a failure where there is no answer before `deadline`.
    func records(of name: String, before deadline: ContinuousClock.Instant) async -> TXTAnswer
}
