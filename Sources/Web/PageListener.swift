internal import FoundationEssentials
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix

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
            try await server(responder, onListening: onListening).run()
        } catch let error as IOError {
            throw WebServerFailure(host: host, port: port, reason: "\(error)")
        } catch let error as SocketAddressError {
            throw WebServerFailure(host: host, port: port, reason: "\(error)")
        }
    }

    /// The server below Hummingbird's `Application`, which would wake the process each second to keep a date's text.
    private func server<Responder: HTTPResponder>(
        _ responder: Responder, onListening: @escaping @Sendable (_ port: Int) -> Void
    ) -> Server<HTTP1Channel> where Responder.Context == Visitor {
        // Hummingbird's own lines say nothing that the operator of a desk needs.
        var quiet = log
        quiet.logLevel = max(log.logLevel, .warning)
        let channel = HTTP1Channel(
            responder: { request, writer, channel in
                try await Self.answer(request, by: responder, to: writer, visitor: Visitor(channel))
            },
            configuration: .init(
                additionalChannelHandlers: [ConnectionGuard(limits: limits, headers: headers)],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerSize, maxHeaderListSize: limits.headerSize,
                    maxHeaderFieldCount: 200)))
        return Server(
            childChannelSetup: channel,
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: quiet)),
            onServerRunning: { channel in onListening(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet)
    }

    @concurrent private static func answer<Responder: HTTPResponder>(
        _ request: Request, by responder: Responder, to writer: consuming ResponseWriter, visitor: Visitor
    ) async throws where Responder.Context == Visitor {
        var response = try await responder.respond(to: request, context: visitor)
        response.headers[.date] = Date.now.inHTTP
        do {
            try await writer.write(response: response.head, body: response.body)
        } catch {
            // What fails as a request that can't be read would be answered a second time.
            throw AnswerNotSent()
        }
    }
}

/// The connection is to be closed.
private struct AnswerNotSent: Error {}
