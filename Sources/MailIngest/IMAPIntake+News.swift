internal import MailTransport

extension IMAPIntake {
    /// Between two looks where the server does not tell of news.
    public static var pollInterval: Duration { .seconds(5) }
    /// Between two looks where it does: only in case that it forgets to, or that the connection died without a word.
    public static var safetyInterval: Duration { .seconds(300) }

    /// Waits for something to take in: until the server tells of it where it does that by itself, and no longer than
    /// `interval`, which is one of the above where nothing is said.
    ///
    /// A server that tells again and again of news that are none is not listened to for a while, at most as long as one
    /// that tells of none at all. Cancelling the task ends the wait, and leaves the connection as it is. After a failure
    /// the next run connects anew.
    public func waitForNews(interval: Duration?) async throws {
        guard let open, open.idles else { return await Self.sleep(interval ?? Self.pollInterval) }
        let pause = trust.pause(atMost: min(interval ?? Self.pollInterval, Self.pollInterval))
        if pause > .zero {
            await Self.sleep(pause)
            guard !Task.isCancelled else { return }
        }
        do {
            let end = try await open.session.waitForNews(until: .now + (interval ?? Self.safetyInterval))
            trust.waited(end)
            guard end == .refused else { return }
            self.open?.idles = false
        } catch {
            await close()
            throw error
        }
        await Self.sleep(interval ?? Self.pollInterval)
    }

    private static func sleep(_ duration: Duration) async {
        // Cancelled, the wait is over.
        do { try await Task.sleep(for: duration) } catch { return }
    }
}
