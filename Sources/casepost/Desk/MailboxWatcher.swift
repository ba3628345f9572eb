internal import MailIngest
internal import Store

/// Reads one mailbox again and again.
enum MailboxWatcher: Sendable {
    /// Between two looks for what a `casepost deliver` left unfinished, which is looked at when it is ten minutes old.
    private static let pipeInterval = Duration.seconds(60)

    case imap(IMAPIntake<DeskDatabase>)
    case maildir(MaildirIntake<DeskDatabase>, MaildirNews)
    /// Only what a `casepost deliver` left unfinished.
    case pipe(PipeIntake<DeskDatabase>)

    /// Takes in all that waits now, or as much as comes before `stop` says so.
    func run(until stop: @Sendable () -> Bool = { false }) async throws -> IntakeReport {
        switch self {
        case .imap(let intake): return try await intake.run(until: stop)
        case .maildir(let intake, _): return try await intake.run(until: stop)
        case .pipe(let intake): return try await intake.run()
        }
    }

    /// Goes on with what is stored already, and asks no server.
    func resume() async throws -> IntakeReport {
        switch self {
        case .imap(let intake): return try await intake.resume()
        case .maildir, .pipe: return try await run()
        }
    }

    /// Waits until there may be something new; `interval` is the time between two looks, where the settings say it.
    func waitForNews(interval: Duration?) async throws {
        switch self {
        case .imap(let intake): try await intake.waitForNews(interval: interval)
        case .maildir(_, let news): try await news.wait(atMost: interval)
        case .pipe: try await Task.sleep(for: interval ?? Self.pipeInterval)
        }
    }

    /// Ends a connection that is kept.
    func close() async {
        if case .imap(let intake) = self { await intake.close() }
    }
}
