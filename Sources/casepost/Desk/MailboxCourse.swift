/// How the work on one mailbox goes on after trouble: when its server is asked again, and what of it is worth a line.
///
/// Pauses grow with each failure, up to a limit, and no two are quite the same: the desks of a server that was away do not
/// all come back in the same second.
struct MailboxCourse: Sendable, Equatable {
    /// What goes wrong, as far as the pause depends on it.
    enum Trouble: Sendable, Equatable, CaseIterable {
        /// The server is away, or says no; most often it is back within seconds.
        case passing
        /// The login was refused, which more attempts make worse: servers lock accounts.
        case login

        fileprivate var firstPause: Duration { self == .passing ? .milliseconds(500) : .seconds(30) }
        fileprivate var longestPause: Duration { self == .passing ? .seconds(60) : .seconds(900) }
    }

    /// What the operator is told now.
    enum Telling: Sendable, Equatable {
        case trouble(String)
        case recovery
    }

    /// Why the last attempt failed; `nil` while all goes well.
    private(set) var trouble: Trouble?
    /// When the server may be asked again; `nil` at any time.
    private(set) var retry: ContinuousClock.Instant?
    private var failures = 0
    /// What was told last and holds on.
    private var told: String?

    init() {}

    /// The pause before the next attempt after so many in a row have failed; `chance` is from 0 to 1.
    static func pause(after failures: Int, _ trouble: Trouble, chance: Double) -> Duration {
        let doublings = min(max(failures, 1) - 1, 16)
        return min(trouble.firstPause * (1 << doublings), trouble.longestPause) * (0.5 + chance / 2)
    }

    /// The server could not be worked with; gives the pause, and what to tell.
    mutating func failed(
        _ trouble: Trouble, _ text: String, at now: ContinuousClock.Instant, chance: Double
    ) -> (pause: Duration, telling: Telling?) {
        failures = trouble == self.trouble ? failures + 1 : 1
        self.trouble = trouble
        let pause = Self.pause(after: failures, trouble, chance: chance)
        retry = now + pause
        return (pause, tell(text))
    }

    /// A look came to its end; `complaint` is what the server would not do beside.
    ///
    /// Failures are not forgotten before the rest after it went well, too: a server that ends each connection at once
    /// would be asked without a pause.
    mutating func looked(complaint: String?) -> Telling? {
        retry = nil
        if let complaint { return tell(complaint) }
        defer { told = nil }
        return told == nil ? nil : .recovery
    }

    /// Nothing went wrong between two looks.
    mutating func rested() { (trouble, failures) = (nil, 0) }

    /// There is a reason to try again at once.
    mutating func forgive() { (trouble, failures, retry) = (nil, 0, nil) }

    /// The same again is not worth a line: it would fill the log while a server is away.
    private mutating func tell(_ text: String) -> Telling? {
        guard text != told else { return nil }
        told = text
        return .trouble(text)
    }
}
