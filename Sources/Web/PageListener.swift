internal import Hummingbird
internal import Logging
internal import NIOCore

/// Listens on one address, and keeps every connection within the limits, whoever answers there.
struct PageListener: Sendable {
    let host: String
    let port: Int
    let limits: WebLimits
    let headers: SecurityHeaders
    let log: Logger

    /// Answers requests until the process is to end gracefully or the task is cancelled.
    func run<Responder: HTTPResponder>(
        _ responder: Responder, onListening: @escaping @Sendable (_ port: Int) -> Void
    ) async throws where Responder.Context == Visitor {
        do {
            try await application(responder, onListening: onListening).run()
        } catch let error as IOError {
            throw WebServerFailure(host: host, port: port, reason: "\(error)")
        } catch let error as SocketAddressError {
            throw WebServerFailure(host: host, port: port, reason: "\(error)")
        }
    }

    func application<Responder: HTTPResponder>(
        _ responder: Responder, onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) -> Application<Responder> where Responder.Context == Visitor {
        // Hummingbird's own lines say nothing that the operator of a desk needs.
        var quiet = log
        quiet.logLevel = max(log.logLevel, .warning)
        let (limits, headers) = (limits, headers)
        return Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionGuard(limits: limits, headers: headers)],
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: limits.headerSize, maxHeaderListSize: limits.headerSize,
                        maxHeaderFieldCount: 200))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: nil,
                availableConnectionsDelegate: .maximum(limits.connections, logger: quiet)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) }, logger: quiet)
    }
}
