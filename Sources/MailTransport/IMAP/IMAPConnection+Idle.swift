/// What ended a wait for news.
public enum IdleEnd: Sendable, Equatable {
    /// The folder may have messages that were not listed yet.
    case news
    /// The time was over.
    case time
    /// The task that waited was cancelled.
    case interrupted
    /// The server refused IDLE, although it offers it, or ended it by itself.
    case refused
}

extension IMAPConnection {
    /// Has the server tell news as they come (RFC 2177), until some came, until `end`, or until the bell is rung.
    ///
    /// What came between the last list and now is news as well. However this ends, no IDLE is under way afterwards.
    mutating func idle(until end: ContinuousClock.Instant) throws(TransportFailure) -> IdleEnd {
        guard !conversation.hasNews else { return .news }
        let beginning = Deadline(total: patience.idleAnswer)
        let tag = try send(.idle, by: beginning)
        // DONE may not be said before the server has agreed, so nobody interrupts this.
        var isAgreed = false
        while !isAgreed {
            for action in try receive(by: beginning, orUntil: nil) ?? [] {
                if case .finished(tag, _) = action { return .refused }
                isAgreed = isAgreed || action == .idling
            }
        }
        // What came together with its consent is news already.
        var reason: IdleEnd? = conversation.hasNews ? .news : nil
        while reason == nil {
            let wait = try nextNews(until: end, tag)
            if wait.isOver { return wait.end ?? .refused }
            reason = wait.end
        }
        let answer = Deadline(total: reason == .interrupted ? patience.interruption : patience.idleAnswer)
        try endIdle(by: answer)
        while true {
            for action in try receive(by: answer, orUntil: nil) ?? [] {
                if case .finished(tag, _) = action { return conversation.hasNews ? .news : reason ?? .time }
            }
        }
    }

    /// Waits once; `end` is `nil` where something came that is no news.
    private mutating func nextNews(
        until end: ContinuousClock.Instant, _ tag: IMAPTag
    ) throws(TransportFailure) -> (end: IdleEnd?, isOver: Bool) {
        let left = ContinuousClock.now.duration(to: end)
        do throws(TransportFailure) {
            guard let actions = try receive(by: Deadline(total: left, idle: left), orUntil: wakeup) else {
                return (.interrupted, isOver: false)
            }
            let isOver = actions.contains { if case .finished(tag, _) = $0 { true } else { false } }
            return (conversation.hasNews ? .news : nil, isOver)
        } catch  where error.kind == .timedOut {
            return (.time, isOver: false)
        }
    }
}
