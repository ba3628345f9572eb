/// Cuts what a server sends into replies (RFC 5321 section 4.2.1).
struct SMTPReplyParser {
    private var line: [UInt8] = []
    private var reply: SMTPReply?

    /// The next whole reply in `bytes` from `offset` on, or `nil` when more bytes are needed; those up to the new
    /// `offset` are taken.
    mutating func next(in bytes: Span<UInt8>, from offset: inout Int) throws(TransportFailure) -> SMTPReply? {
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            if byte == 0x0A {
                defer { line.removeAll(keepingCapacity: true) }
                if let reply = try endLine() { return reply }
            } else {
                guard line.count < Self.longestLine else {
                    throw TransportFailure(.tooLarge, detail: "a reply line of more than \(Self.longestLine) bytes")
                }
                line.append(byte)
            }
        }
        return nil
    }

    private mutating func endLine() throws(TransportFailure) -> SMTPReply? {
        let (code, isLast, text) = try parsedLine()
        if reply == nil { reply = SMTPReply(code: code, lines: []) }
        guard reply?.code == code else { throw violation("one reply with two codes") }
        guard let count = reply?.lines.count, count < Self.mostLines else {
            throw TransportFailure(.tooLarge, detail: "a reply of more than \(Self.mostLines) lines")
        }
        reply?.lines.append(text)
        return isLast ? reply.take() : nil
    }

    /// `250-text`, `250 text` or `250`.
    private func parsedLine() throws(TransportFailure) -> (code: Int, isLast: Bool, text: String) {
        var rest = line[...]
        if rest.last == 0x0D { rest.removeLast() }
        let digits = rest.prefix(3).map { Int($0) - 0x30 }
        guard digits.count == 3, (2...5).contains(digits[0]), digits.allSatisfy({ (0...9).contains($0) }) else {
            throw violation("no reply")
        }
        rest = rest.dropFirst(3)
        guard let separator = rest.first else { return (digits.number, true, "") }
        guard separator == 0x20 || separator == UInt8(ascii: "-") else { throw violation("no reply") }
        let text = String(decoding: rest.dropFirst(), as: UTF8.self).printable
        return (digits.number, separator == 0x20, text)
    }

    private func violation(_ what: String) -> TransportFailure {
        TransportFailure(.protocolViolation, detail: "\(what): \(String(decoding: line, as: UTF8.self).printable)")
    }

    /// Four times what RFC 5321 section 4.5.3.1.5 allows.
    private static let longestLine = 2_048
    private static let mostLines = 128
}

extension [Int] {
    fileprivate var number: Int { reduce(0) { $0 * 10 + $1 } }
}
