/// Tells of mail that was delivered to a Maildir.
struct MaildirNews: Sendable {
    /// Before a look: who writes into `new/` itself needs a moment for it, and many deliveries are seen by few looks.
    private static let pause = Duration.seconds(1)
    /// Between two where nothing is told: only for what came in another way than a delivery does, or was put off.
    private static let safetyInterval = Duration.seconds(60)
    /// Between two where the kernel gives no word.
    private static let pollInterval = Duration.seconds(5)

    private let bell = Doorbell()
    private let watch: FolderWatch?

    /// Of the Maildir at `path`, where every delivery comes to `new/`.
    init(path: String) { watch = FolderWatch("\(path)/new", for: .arrivals, bell: bell) }

    /// Waits until something was delivered, or until it is time to look anyhow: after `interval`, where that is given.
    func wait(atMost interval: Duration?) async throws {
        let patience = interval ?? (watch == nil ? Self.pollInterval : Self.safetyInterval)
        let pause = min(patience, Self.pause)
        _ = await bell.next(within: patience - pause)
        try await Task.sleep(for: pause)
    }
}
