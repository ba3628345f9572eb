/// An answer of an SMTP server (RFC 5321 section 4.2), or one of our own in the same words.
public struct SMTPReply: Sendable, Equatable, CustomStringConvertible {
    /// The three digits.
    public var code: Int
    /// The text of each line: no control characters, and not the code.
    public var lines: [String]

    /// A reply from its parts.
    public init(code: Int, lines: [String]) {
        self.code = code
        self.lines = lines
    }

    /// The reply on one line.
    public var description: String { ([String(code)] + lines).joined(separator: " ") }

    /// What the code's first digit says.
    var severity: Severity? { Severity(rawValue: code / 100) }

    enum Severity: Int {
        case positive = 2, intermediate, transient, permanent
    }

    /// The enhanced status code that begins the text, if its class is that of ``code`` (RFC 2034 section 4).
    public var enhancedStatus: EnhancedStatus? {
        guard let word = lines.first?.split(separator: " ", maxSplits: 1).first else { return nil }
        let status = EnhancedStatus(word)
        return status?.class == code / 100 ? status : nil
    }
}

/// A status code in three numbers (RFC 3463 section 2).
public struct EnhancedStatus: Sendable, Equatable, CustomStringConvertible {
    /// 2 success, 4 persistent transient failure, 5 permanent failure.
    public var `class`: Int
    /// What it is about: 1 address, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 policy.
    public var subject: Int
    /// What about it.
    public var detail: Int

    /// Reads `5.1.1`; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ (1...3).contains($0.utf8.count) }) else { return nil }
        let numbers = parts.filter { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }.compactMap { Int($0) }
        guard numbers.count == 3, [2, 4, 5].contains(numbers[0]) else { return nil }
        (self.class, subject, detail) = (numbers[0], numbers[1], numbers[2])
    }

    /// The three numbers with dots.
    public var description: String { "\(self.class).\(subject).\(detail)" }
}
