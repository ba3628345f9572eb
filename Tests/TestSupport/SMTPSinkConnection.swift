import Foundation

/// The socket of one connection: lines in, lines out.
final class SMTPSinkConnection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var consumed = 0

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The next line without its end, or `nil` at the end of the stream.
    func line() -> String? {
        nextLine().map { line in
            String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
        }
    }

    /// All lines up to the one that is a single dot, as they came, or `nil` when the stream ends before it.
    func data() -> [UInt8]? {
        var data: [UInt8] = []
        while let line = nextLine() {
            if line.elementsEqual(".\r".utf8) { return data }
            data += line
            data.append(UInt8(ascii: "\n"))
        }
        return nil
    }

    /// The mail without the dot that was put before every line that begins with one.
    func withoutTransparency(_ wireData: [UInt8]) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(wireData.count)
        var startsLine = true
        for octet in wireData {
            if !(startsLine && octet == UInt8(ascii: ".")) { plain.append(octet) }
            startsLine = octet == UInt8(ascii: "\n")
        }
        return plain
    }

    /// Sends lines and a line end; false when nobody listens any more.
    func send(_ text: String) -> Bool {
        var octets = Array("\(text)\r\n".utf8)[...]
        while !octets.isEmpty {
            let sent = octets.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return false }
            octets = octets.dropFirst(sent)
        }
        return true
    }

    /// The next line, with everything but its line feed.
    private func nextLine() -> ArraySlice<UInt8>? {
        var searched = consumed
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { consumed = end + 1 }
                return buffer[consumed..<end]
            }
            searched = buffer.count - consumed
            buffer.removeFirst(consumed)
            consumed = 0
            guard receive() else { return nil }
        }
    }

    private func receive() -> Bool {
        let chunk = [UInt8](unsafeUninitializedCapacity: 65_536) { space, count in
            count = max(0, read(descriptor, space.baseAddress, space.count))
        }
        buffer += chunk
        return !chunk.isEmpty
    }
}
