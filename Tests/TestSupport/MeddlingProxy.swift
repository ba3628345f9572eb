import Foundation
import Synchronization

/// A proxy on loopback before a real server, which loses, stops or rewords what passes.
///
/// One thread for each direction of each connection. Texts are looked for in what comes in one piece, which on loopback is
/// a line, or several.
public final class MeddlingProxy: Sendable {
    /// What is done with a connection when a text passes.
    public enum Reaction: Sendable {
        /// Both ends are closed without a word; what comes before the text has passed.
        case close
        /// What comes from then on is read and not passed on, either way: as where a line is cut and nobody says so.
        case freeze
        /// Instead of passing the client's line on, the client is answered; `TAG` stands for the tag of its command.
        case answer(String)
        /// The same, and then both ends are closed.
        case answerAndClose(String)
        /// The client is sent this line, and after it the same octet as long as it takes it, or slowly.
        case flood(String), drip(String)
    }

    /// Where it listens.
    public let port: UInt16

    private let target: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    /// Passes on what comes to that port of 127.0.0.1.
    public init(to target: UInt16) throws {
        self.target = target
        (listener, port) = try Loopback.listen()
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else { break }
                self.connect(client)
            }
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Does that when the client sends a text, so many times.
    public func onClient(_ text: String, times: Int = .max, _ reaction: Reaction) {
        state.withLock { $0.rules.append(Rule(fromClient: true, text: text, left: times, reaction: reaction)) }
    }

    /// Does that when the server sends a text, so many times.
    public func onServer(_ text: String, times: Int = .max, _ reaction: Reaction) {
        state.withLock { $0.rules.append(Rule(fromClient: false, text: text, left: times, reaction: reaction)) }
    }

    /// Passes everything on, on new connections and on those that are not frozen.
    public func behave() { state.withLock { $0.rules = [] } }

    /// Freezes all connections that there are now.
    public func freeze() {
        state.withLock { state in for line in state.lines { line.isFrozen.store(true, ordering: .relaxed) } }
    }

    /// All that clients have sent so far, in lines.
    public var clientLines: [String] {
        state.withLock { String(decoding: $0.heard, as: UTF8.self) }.split(whereSeparator: \.isNewline).map(String.init)
    }

    /// How many connections there were so far.
    public var connections: Int { state.withLock { $0.lines.count } }

    private struct Rule {
        var fromClient: Bool
        var text: String
        var left: Int
        var reaction: Reaction
    }

    private struct State {
        var rules: [Rule] = []
        var lines: [Line] = []
        var heard: [UInt8] = []

        mutating func rule(fromClient: Bool, _ text: String) -> Rule? {
            let match = rules.firstIndex { $0.fromClient == fromClient && $0.left > 0 && text.contains($0.text) }
            guard let match else { return nil }
            rules[match].left -= 1
            return rules[match]
        }
    }

    /// One connection; its ends are closed when both directions have come to an end.
    private final class Line: Sendable {
        let client: Int32
        let server: Int32
        let isFrozen = Atomic(false)

        init(_ client: Int32, _ server: Int32) { (self.client, self.server) = (client, server) }

        func hangUp() { for end in [client, server] { shutdown(end, Int32(SHUT_RDWR)) } }

        deinit { for end in [client, server] { close(end) } }
    }

    private func connect(_ client: Int32) {
        guard let server = try? Loopback.connection(to: target) else {
            close(client)
            return
        }
        let line = Line(client, server)
        state.withLock { $0.lines.append(line) }
        for fromClient in [true, false] {
            Thread.detachNewThread { [weak self] in
                var piece = [UInt8](repeating: 0, count: 65_536)
                while true {
                    let count = recv(fromClient ? client : server, &piece, piece.count, 0)
                    guard count > 0, let self, self.pass(piece[..<count], line, fromClient: fromClient) else { break }
                }
                // A frozen line hides the end of one side from the other, too.
                if !line.isFrozen.load(ordering: .relaxed) { line.hangUp() }
            }
        }
    }

    /// `false` when the connection is over.
    private func pass(_ piece: ArraySlice<UInt8>, _ line: Line, fromClient: Bool) -> Bool {
        let text = String(decoding: piece, as: UTF8.self)
        let rule = state.withLock { state in
            if fromClient { state.heard += piece }
            return line.isFrozen.load(ordering: .relaxed) ? nil : state.rule(fromClient: fromClient, text)
        }
        if line.isFrozen.load(ordering: .relaxed) { return true }
        switch rule?.reaction {
        case nil: return send(piece, to: fromClient ? line.server : line.client)
        case .answer(let answer): return say(answer, to: line.client, after: text)
        case .answerAndClose(let answer):
            _ = say(answer, to: line.client, after: text)
            return false
        case .flood(let beginning):
            guard say(beginning, to: line.client, after: text) else { return false }
            while send(Array(repeating: UInt8(ascii: "x"), count: 65_536)[...], to: line.client) {}
            return false
        case .drip(let beginning):
            guard say(beginning, to: line.client, after: text) else { return false }
            while send([UInt8(ascii: "x")], to: line.client) { usleep(100_000) }
            return false
        case .close:
            let end = text.range(of: rule?.text ?? "").map { text[..<$0.upperBound].utf8.count } ?? 0
            if !fromClient { _ = send(piece.prefix(end), to: line.client) }
            return false
        case .freeze:
            line.isFrozen.store(true, ordering: .relaxed)
            return true
        }
    }

    private func say(_ answer: String, to client: Int32, after line: String) -> Bool {
        let text = answer.replacingOccurrences(of: "TAG", with: line.prefix { $0 != " " })
        return send(Array((text + "\r\n").utf8)[...], to: client)
    }

    private func send(_ octets: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var rest = octets
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }
}
