internal import ServiceLifecycle

/// Rings the bells of those who wait for something in the database when any process has written to it.
///
/// Commands put mail into the outbox, and notices on the board, while the gateway runs.
struct DatabaseWatch: Service {
    /// Between two rings, so that who writes much does not have others look as often.
    private static let pause = Duration.seconds(1)
    /// Between two where the kernel gives no word of what is written.
    private static let pollInterval = Duration.seconds(5)

    /// Where the database is.
    let path: String
    let bells: [Doorbell]

    func run() async {
        let written = Doorbell()
        // All commits go to this file first (https://sqlite.org/wal.html).
        let watch = FolderWatch(
            FilePath.folder(of: path), for: .writes(FilePath.name(of: path) + "-wal"), bell: written)
        while await written.next(within: watch == nil ? Self.pollInterval : nil) {
            for bell in bells { bell.ring() }
            await rest(Self.pause)
        }
        withExtendedLifetime(watch) {}
    }
}
