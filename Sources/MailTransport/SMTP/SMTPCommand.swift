/// What a client says.
enum SMTPCommand: Sendable, Equatable {
    case mail(AdmittedMail)
    case rcpt(AdmittedMail)
    case data
    /// The message and the final dot.
    case content([UInt8])
    /// The final dot alone, where the server wants a message that is not to be sent.
    case noContent
    case reset
    case quit

    /// The kind of a command, which is what its reply depends on.
    enum Verb: String, Sendable {
        case mail = "MAIL"
        case rcpt = "RCPT"
        case data = "DATA"
        case content = "end of data"
        case noContent = "end of no data"
        case reset = "RSET"
        case quit = "QUIT"
    }

    var verb: Verb {
        switch self {
        case .mail: .mail
        case .rcpt: .rcpt
        case .data: .data
        case .content: .content
        case .noContent: .noContent
        case .reset: .reset
        case .quit: .quit
        }
    }

    /// Appends the command as it goes over the wire.
    func append(to wire: inout [UInt8]) {
        switch self {
        case .mail(let mail): wire += "MAIL FROM:\(mail.reversePath)\r\n".utf8
        case .rcpt(let mail): wire += "RCPT TO:\(mail.forwardPath)\r\n".utf8
        case .data: wire += "DATA\r\n".utf8
        case .content(let content):
            wire.append(dotStuffed: content)
            wire += ".\r\n".utf8
        case .noContent: wire += ".\r\n".utf8
        case .reset: wire += "RSET\r\n".utf8
        case .quit: wire += "QUIT\r\n".utf8
        }
    }
}

extension [UInt8] {
    /// Appends a message whose lines end in CRLF, with a second dot before each line that begins with one (RFC 5321
    /// section 4.5.2).
    fileprivate mutating func append(dotStuffed content: [UInt8]) {
        reserveCapacity(count + content.count + content.count / 64 + 64)
        content.withUnsafeBytes { content in
            // What is not appended yet, and the line that is looked at.
            var (start, line) = (0, 0)
            while line < content.count {
                if content[line] == UInt8(ascii: ".") {
                    append(contentsOf: UnsafeRawBufferPointer(rebasing: content[start..<line]))
                    append(UInt8(ascii: "."))
                    start = line
                }
                let rest = UnsafeRawBufferPointer(rebasing: content[line...])
                line += rest.firstOffset(of: 0x0A).map { $0 + 1 } ?? rest.count
            }
            append(contentsOf: UnsafeRawBufferPointer(rebasing: content[start...]))
        }
    }
}
