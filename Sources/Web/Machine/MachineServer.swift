public import FoundationEssentials
internal import Hummingbird
public import Logging

/// What machines ask that watch the desk, on an address of its own: `/healthz`, `/readyz` and `/metrics`.
///
/// Whoever reaches it may ask; so it belongs on loopback, or behind something that lets only monitors through.
public struct MachineServer: Sendable {
    private let listener: PageListener
    /// Who answers, for tests that ask without a connection.
    let answers: MachineResponder

    /// A server that does not listen yet; `requests` is what the pages count in.
    public init(
        host: String, port: Int, desk: any DeskWatching, requests: RequestTally, version: String, started: Date,
        log: Logger, now: @escaping @Sendable () -> Date
    ) {
        let headers = SecurityHeaders(isSecure: false)
        var limits = WebLimits()
        limits.connections = 32
        listener = PageListener(host: host, port: port, limits: limits, headers: headers, log: log)
        answers = MachineResponder(
            desk: desk, requests: requests, version: version, started: started, headers: headers, log: log, now: now)
    }

    /// Answers requests until the process is to end gracefully or the task is cancelled.
    ///
    /// `onListening` is told the port once it can be reached. Throws a ``WebServerFailure`` where it can't be listened on.
    public func run(onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }) async throws {
        try await listener.run(answers, onListening: onListening)
    }
}
