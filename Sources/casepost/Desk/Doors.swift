/// The addresses at which others reach the desk while it serves, each of which opens by itself.
struct Doors: Sendable {
    private let count: Int
    private let openings: AsyncStream<Void>
    private let opened: AsyncStream<Void>.Continuation

    /// So many doors that are closed.
    init(_ count: Int) {
        self.count = count
        (openings, opened) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// One of them is open, or will never be and is not missed.
    func open() { opened.yield() }

    /// Waits until all are open; `false` if the task was cancelled before.
    ///
    /// To be asked once.
    func areOpen() async -> Bool {
        var left = count
        for await _ in openings.prefix(count) { left -= 1 }
        return left == 0
    }
}
