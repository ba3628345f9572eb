internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes

/// Cuts a connection that is slow on purpose or without end, and completes answers that are not ours.
///
/// A limit for idle connections is not enough: who sends an octet now and then is never idle. So a request has to be in
/// as a whole some time after the answer before it, and an answer taken some time after the request.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// So many times the size of a body that we take is read and thrown away, so that the answer that refuses it arrives.
    private static let patience = 32

    private let limits: WebLimits
    private let headers: SecurityHeaders
    private var unanswered = 0
    private var isReading = false
    private var bodySize = 0
    private var deadline: Scheduled<Void>?

    init(limits: WebLimits, headers: SecurityHeaders) {
        self.limits = limits
        self.headers = headers
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { restart(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func channelActive(context: ChannelHandlerContext) {
        restart(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            (isReading, bodySize) = (true, 0)
            unanswered += 1
        case .body(let octets):
            bodySize += octets.readableBytes
            guard bodySize <= limits.bodySize * Self.patience else { return context.close(promise: nil) }
        case .end:
            isReading = false
            restart(context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            // What can't be read as a request is answered before it gets to any page.
            headers.complete(&head.headerFields)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            unanswered -= 1
            if !isReading { restart(context) }
            context.write(data, promise: promise)
        }
    }

    /// Begins to wait anew: for a request, or for an answer where one is due.
    private func restart(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let time = unanswered > 0 ? limits.answerTime : limits.requestTime
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) {
            context.close(promise: nil)
        }
    }
}
