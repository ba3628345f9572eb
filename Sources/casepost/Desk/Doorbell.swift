/// Tells the outbox that there may be something to send; ringing it twice before anybody looks is ringing it once.
struct Doorbell: Sendable {
    /// One element for each time that somebody should look.
    let rings: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (rings, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func ring() { continuation.yield() }
}
