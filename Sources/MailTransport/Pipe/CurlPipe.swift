import CCurl
import Glibc

/// An authenticated byte pipe to a mail server: libcurl makes the connection, encrypts it and logs in
/// (`CURLOPT_CONNECT_ONLY`), and from then on the bytes are ours.
///
/// It has one owner, and thereby one thread at a time. No time-out of libcurl applies after connecting, so each call
/// takes a ``Deadline``. After a failure the pipe is of no more use.
struct CurlPipe: ~Copyable {
    /// Every line the server sent until the login was complete: greeting, capabilities, challenges, replies.
    let serverLines: [String]
    private let handle: CurlHandle
    private let socket: curl_socket_t
    private var window: ReceiveWindow
    /// How much was received since the time was over.
    private var overtime = 0

    /// What ended a wait.
    enum Event: Sendable { case bytes, wakeup }

    init(handle: consuming CurlHandle, socket: curl_socket_t, serverLines: [String]) {
        self.handle = handle
        self.socket = socket
        self.serverLines = serverLines
        window = ReceiveWindow(capacity: Self.windowSize)
    }

    // MARK: Receiving

    /// Hands all unread bytes to `body`, after waiting for some if there are none.
    mutating func receive(
        by deadline: Deadline, wakeup: Wakeup? = nil,
        _ body: (Span<UInt8>) throws(TransportFailure) -> Void
    ) throws(TransportFailure) -> Event {
        if window.count == 0, try fill(by: deadline, wakeup: wakeup) == .wakeup { return .wakeup }
        try body(window.unread.span)
        window.take(window.count)
        return .bytes
    }

    /// The next line without its line end, at most `limit` bytes; a lone LF also ends a line.
    mutating func line(limit: Int, by deadline: Deadline) throws(TransportFailure) -> [UInt8] {
        var searched = 0
        while true {
            if let length = lineLength(from: searched) {
                guard length <= limit else { throw .overlongLine(limit) }
                let line = Array(window.unread[..<length])
                window.take(length)
                return Array(line.droppingLineEnd)
            }
            searched = window.count
            guard searched <= limit else { throw .overlongLine(limit) }
            _ = try fill(by: deadline, wakeup: nil)
        }
    }

    private func lineLength(from searched: Int) -> Int? {
        let unread = window.unread
        guard let base = unread.baseAddress, let end = memchr(base + searched, 0x0A, unread.count - searched) else {
            return nil
        }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(end)) + 1
    }

    /// Waits until at least one more byte is unread.
    private mutating func fill(by deadline: Deadline, wakeup: Wakeup?) throws(TransportFailure) -> Event {
        // Reading comes first and polling second: OpenSSL may hold decrypted bytes of which the socket knows nothing.
        while true {
            // What has come when the time is over counts. But a server that is always ahead of us would talk for ever, and
            // nobody could interrupt it.
            let isOver = deadline.patience(at: .now) == 0
            guard !isOver || overtime < Self.mostOvertime else { throw .overlong }
            if let wakeup, wakeup.isRinging {
                wakeup.clear()
                return .wakeup
            }
            let unread = window.count
            if try receiveAvailable() {
                overtime = isOver ? overtime + window.count - unread : 0
                return .bytes
            }
            if try wait(for: POLLIN, by: deadline, wakeup: wakeup) == .wakeup { return .wakeup }
        }
    }

    /// Takes what is there; `false` if that is nothing.
    private mutating func receiveAvailable() throws(TransportFailure) -> Bool {
        let room = window.room()
        guard !room.isEmpty else { throw .overlongLine(Self.windowSize) }
        var count = 0
        switch curl_easy_recv(handle.pointer, room.baseAddress, room.count, &count) {
        case CURLE_AGAIN:
            return false
        case CURLE_OK where count == 0:
            // Also without TLS's close_notify: so only after our own goodbye is this a good end.
            throw TransportFailure(.closed, detail: "end of the connection")
        case CURLE_OK:
            window.received(count)
            return true
        case let code:
            throw TransportFailure(.closed, detail: handle.text(for: code))
        }
    }

    // MARK: Sending

    /// Sends all of `bytes`; what the server says meanwhile is kept for the next ``receive(by:wakeup:_:)``.
    mutating func send(_ bytes: [UInt8], by deadline: Deadline) throws(TransportFailure) {
        // The closure holds the bytes at one address over all retries: OpenSSL refuses a retry from another
        // ("bad write retry"), and libcurl does not tell it to accept one.
        try bytes.withUnsafeBufferPointer { (bytes) throws(TransportFailure) in try send(pinned: bytes, by: deadline) }
    }

    /// Sends all of `bytes`, whose address must not change during the call.
    mutating func send(
        pinned bytes: UnsafeBufferPointer<UInt8>, by deadline: Deadline
    ) throws(TransportFailure) {
        var rest = bytes
        while !rest.isEmpty {
            var sent = 0
            let code = curl_easy_send(handle.pointer, rest.baseAddress, min(rest.count, Self.pieceSize), &sent)
            switch code {
            case CURLE_OK: rest = UnsafeBufferPointer(rebasing: rest[sent...])
            case CURLE_AGAIN: try makeWay(by: deadline)
            default: throw TransportFailure(.closed, detail: handle.text(for: code))
            }
        }
    }

    /// Waits until the server takes bytes again, and takes its bytes meanwhile: a server that waits for us to read
    /// would never read itself.
    private mutating func makeWay(by deadline: Deadline) throws(TransportFailure) {
        while !window.room().isEmpty, try receiveAvailable() {}
        let events = window.room().isEmpty ? POLLOUT : POLLOUT | POLLIN
        _ = try wait(for: events, by: deadline, wakeup: nil)
    }

    // MARK: Waiting

    private func wait(for events: Int32, by deadline: Deadline, wakeup: Wakeup?) throws(TransportFailure) -> Event {
        while true {
            let patience = deadline.patience(at: .now)
            guard patience > 0 else { throw .overlong }
            // A negative descriptor is one that poll leaves alone.
            var polled = (
                pollfd(fd: socket, events: Int16(events), revents: 0),
                pollfd(fd: wakeup?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
            )
            let ready = withUnsafeMutableBytes(of: &polled) { polled in
                poll(polled.assumingMemoryBound(to: pollfd.self).baseAddress, 2, patience)
            }
            if polled.1.revents != 0 {
                wakeup?.clear()
                return .wakeup
            }
            if ready > 0 { return .bytes }
            guard ready == 0 || errno == EINTR else {
                throw TransportFailure(.closed, detail: "poll failed, errno \(errno)")
            }
            let isOver = deadline.patience(at: .now) == 0
            if ready == 0, !isOver { throw TransportFailure(.timedOut, detail: "no byte for \(patience) ms") }
        }
    }

    /// The most that is received when the time is over.
    private static let mostOvertime = 1 << 20
    /// The most that is received ahead.
    private static let windowSize = 262_144
    /// The most that is handed to libcurl at once.
    private static let pieceSize = 65_536
}

extension TransportFailure {
    fileprivate static var overlong: Self { TransportFailure(.timedOut, detail: "the command took too long") }

    fileprivate static func overlongLine(_ limit: Int) -> Self {
        TransportFailure(.tooLarge, detail: "a line of more than \(limit) bytes")
    }
}

extension [UInt8] {
    /// All but the CR LF, or the lone LF, at its end.
    var droppingLineEnd: ArraySlice<UInt8> {
        guard last == 0x0A else { return self[...] }
        return dropLast(dropLast().last == 0x0D ? 2 : 1)
    }
}
