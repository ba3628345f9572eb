import Foundation
import Synchronization

/// A server on 127.0.0.1 that plays a conversation, one script for each connection, and tells where the client left it.
///
/// A script has a step on each line: `S: ` a line that is sent, `S- ` text that is sent without a line end, `C: ` a line
/// that must come from the client, `X: close` and `X: reset` the end of the connection, `X: flood` the same byte for as
/// long as the client takes it, `X: flood LINE` the same line, `X: pour` the byte again at 64 MB a second at most, `X: drip`
/// the byte again but slowly. After the last step the server waits for the client to close.
public final class ScriptedServer: Sendable {
    /// How what the server sends is cut into writes.
    public enum Cut: Sendable, CaseIterable { case whole, lines, bytes }

    /// Where it listens.
    public let port: UInt16

    private let state = Mutex<(isDone: Bool, difference: String?)>((false, nil))
    private let heard = Atomic<Int>(0)

    /// Listens, and plays `scripts` to as many connections, one after the other.
    public init(_ scripts: String..., cut: Cut = .whole) throws {
        let steps = try scripts.map { try Step.steps(of: $0) }
        let (listener, port) = try Loopback.listen()
        self.port = port
        Thread.detachNewThread { [self] in
            let difference = play(steps, to: listener, cut: cut)
            state.withLock { $0 = (true, difference) }
            close(listener)
        }
    }

    private func play(_ scripts: [[Step]], to listener: Int32, cut: Cut) -> String? {
        for (number, steps) in scripts.enumerated() {
            let connection = ScriptedConnection(accept(listener, nil, nil), cut: cut) { [self] in
                heard.add(1, ordering: .relaxed)
            }
            if let difference = connection.play(steps) { return "connection \(number + 1): \(difference)" }
        }
        return nil
    }

    /// How many lines of the scripts have come from the client so far.
    public var linesHeard: Int { heard.load(ordering: .relaxed) }

    /// Where the client departed from the script; `nil` if it followed to the end.
    ///
    /// To be asked when the client has closed its connections.
    public func difference() async throws -> String? {
        guard try await eventually({ state.withLock { $0.isDone } }) else {
            return "the script was not played to its end"
        }
        return state.withLock { $0.difference }
    }
}

/// One line of a script.
private enum Step {
    case send([UInt8]), expect([UInt8]), close, reset, flood([UInt8]), pour, drip

    static func steps(of script: String) throws -> [Step] {
        try script.split(separator: "\n").map { line in
            let text = line.dropFirst(3)
            switch line.prefix(3) {
            case "S: ", "S:": return .send(Array(text.utf8) + [0x0D, 0x0A])
            case "S- ": return .send(Array(text.utf8))
            case "C: ", "C:": return .expect(Array(text.utf8))
            case "X: " where text == "close": return .close
            case "X: " where text == "reset": return .reset
            case "X: " where text == "flood": return .flood([UInt8(ascii: "x")])
            case "X: " where text.hasPrefix("flood "): return .flood(Array(text.dropFirst(6).utf8) + [0x0D, 0x0A])
            case "X: " where text == "pour": return .pour
            case "X: " where text == "drip": return .drip
            default: throw TestSupportFailure("no step of a script: \(line)")
            }
        }
    }
}

/// One connection of a scripted server.
private final class ScriptedConnection {
    private let descriptor: Int32
    private let cut: ScriptedServer.Cut
    private var received: [UInt8] = []
    private var unsent: [UInt8] = []
    private let onLine: () -> Void

    init(_ descriptor: Int32, cut: ScriptedServer.Cut, onLine: @escaping () -> Void) {
        self.descriptor = descriptor
        self.cut = cut
        self.onLine = onLine
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Where the client departed from the script.
    func play(_ steps: [Step]) -> String? {
        for step in steps {
            switch step {
            case .send(let bytes): unsent += bytes
            case .expect(let line):
                flush()
                let came = readLine()
                let text = String(decoding: came ?? Array("(end)".utf8), as: UTF8.self)
                guard came == line else { return "expected \(String(decoding: line, as: UTF8.self)), got \(text)" }
                onLine()
            case .close:
                flush()
                return nil
            case .reset:
                flush()
                var abort = linger(l_onoff: 1, l_linger: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abort, socklen_t(MemoryLayout<linger>.size))
                return nil
            case .flood(let bytes):
                flush()
                let block = Array(repeatElement(bytes, count: 65_536 / bytes.count).joined())
                while send(block) {}
                return nil
            case .pour:
                flush()
                let block = [UInt8](repeating: UInt8(ascii: "x"), count: 65_536)
                while send(block) { usleep(1_000) }
                return nil
            case .drip:
                flush()
                while send([UInt8(ascii: "x")]) { usleep(5_000) }
                return nil
            }
        }
        flush()
        guard let line = readLine() else { return nil }
        return "after the end came \(String(decoding: line, as: UTF8.self))"
    }

    private func flush() {
        defer { unsent = [] }
        switch cut {
        case .whole: _ = send(unsent)
        case .lines: for line in unsent.split(separator: 0x0A, omittingEmptySubsequences: false) { _ = sendLine(line) }
        case .bytes: for byte in unsent { _ = send([byte]) }
        }
    }

    private func sendLine(_ line: ArraySlice<UInt8>) -> Bool {
        send(Array(line) + (line.endIndex < unsent.endIndex ? [0x0A] : []))
    }

    /// `false` when the client is gone.
    private func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let flags = Int32(truncatingIfNeeded: MSG_NOSIGNAL)
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Without its CR LF; `nil` at the end of the connection.
    private func readLine() -> [UInt8]? {
        while true {
            if let end = received.firstIndex(of: 0x0A) {
                let line = received[..<end]
                received = Array(received[(end + 1)...])
                return line.last == 0x0D ? line.dropLast() : Array(line)
            }
            var piece = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            received += piece[..<count]
        }
    }
}
