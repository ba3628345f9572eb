import Foundation
import Synchronization

/// A small SMTP server on loopback that keeps what it is given, and can be told to misbehave.
///
/// Plain TCP, one thread a connection. It offers PIPELINING, and any password will do where AUTH is offered.
public final class SMTPSink: Sendable {
    /// One mail that was handed over whole, whatever the answer to it was.
    public struct Transaction: Sendable {
        /// Which connection it came by, counted from 1.
        public var connection: Int
        /// The address of MAIL FROM, without angle brackets.
        public var reversePath: String
        /// The addresses of the RCPT TO commands that were accepted, without angle brackets.
        public var recipients: [String]
        /// The mail as the client meant it: without the dots that transparency adds (RFC 5321 section 4.5.2).
        public var data: [UInt8]
        /// The octets between the answer to DATA and the final dot, as they came.
        public var wireData: [UInt8]
        /// The code that answered the final dot; `nil` where the connection was dropped instead.
        public var answer: Int?

        /// The mail as text.
        public var text: String { String(decoding: data, as: UTF8.self) }
    }

    /// The moments at which the server can be told what to do.
    public enum Moment: String, Sendable {
        case connect = "CONNECT"
        case ehlo = "EHLO"
        /// It can say no and no more: there is no TLS behind it.
        case startTLS = "STARTTLS"
        case auth = "AUTH"
        case mail = "MAIL"
        case rcpt = "RCPT"
        case data = "DATA"
        /// The final dot.
        case endOfData = "."
    }

    /// What the server does instead of saying yes.
    public enum Reaction: Sendable {
        /// Answers with these lines, without line ends.
        case reply(String)
        /// Closes the connection without a word.
        case drop
        /// Says nothing until the client closes the connection.
        case hang
    }

    /// The port that it listens on.
    public let port: UInt16

    private let listener: Int32
    private let extensions: [String]
    private let state = Mutex(State())

    /// Starts listening on a free port.
    ///
    /// - Parameter extensions: the lines of the answer to EHLO after the first.
    public init(extensions: [String] = ["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"]) throws {
        (listener, port) = try Loopback.listen()
        self.extensions = extensions
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0, let self else { break }
                self.serve(descriptor)
            }
            close(listener)
        }
    }

    deinit {
        // Wakes the thread in `accept`, which then closes the descriptor.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Tells it what to do at a moment, for commands that contain `text`, so many times.
    public func on(_ moment: Moment, containing text: String = "", times: Int = .max, _ reaction: Reaction) {
        state.withLock {
            $0.rules.append(Rule(moment: moment, text: text.lowercased(), left: times, reaction: reaction))
        }
    }

    /// Has it say yes to everything from now on.
    public func behave() { state.withLock { $0.rules = [] } }

    /// Calls `body` when so many more mails have been handed over, before the last of them is answered.
    public func after(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.alarm = (count, body) }
    }

    /// All mail so far, in the order of the final dots.
    public var transactions: [Transaction] { state.withLock { $0.transactions } }

    /// The mail that was answered with a yes.
    public var accepted: [Transaction] { transactions.filter { $0.answer == 250 } }

    /// How many connections there were so far.
    public var connections: Int { state.withLock { $0.connections } }

    /// Every command line so far, with the number of its connection.
    public var commands: [(connection: Int, line: String)] { state.withLock { $0.commands } }

    private struct Rule {
        var moment: Moment
        var text: String
        var left: Int
        var reaction: Reaction
    }

    private struct State {
        var rules: [Rule] = []
        var transactions: [Transaction] = []
        var commands: [(connection: Int, line: String)] = []
        var connections = 0
        var alarm: (left: Int, body: @Sendable () -> Void)?

        /// Counts one mail; what is to be called for it.
        mutating func countdown() -> (@Sendable () -> Void)? {
            guard let (left, body) = alarm else { return nil }
            alarm = left > 1 ? (left - 1, body) : nil
            return left > 1 ? nil : body
        }
    }

    private func serve(_ descriptor: Int32) {
        let number = state.withLock { state in
            state.connections += 1
            return state.connections
        }
        Thread.detachNewThread { [extensions] in
            SMTPSinkSession(descriptor, number: number, extensions: extensions, sink: self).run()
        }
    }

    func reaction(at moment: Moment, to line: String) -> Reaction? {
        state.withLock { state in
            let line = line.lowercased()
            let match = state.rules.firstIndex { rule in
                rule.moment == moment && rule.left > 0 && (rule.text.isEmpty || line.contains(rule.text))
            }
            guard let match else { return nil }
            state.rules[match].left -= 1
            return state.rules[match].reaction
        }
    }

    func record(_ line: String, connection: Int) {
        state.withLock { $0.commands.append((connection, line)) }
    }

    func record(_ transaction: Transaction) {
        let body = state.withLock { state in
            state.transactions.append(transaction)
            return state.countdown()
        }
        SentMail.keep(transaction.data)
        body?()
    }
}
