/// What a server can do beyond RFC 5321, by its answer to EHLO.
public struct SMTPExtensions: Sendable, Equatable {
    /// RFC 2920: several commands in one write.
    public var pipelining = false
    /// RFC 6152: octets beyond ASCII in the message.
    public var eightBitMIME = false
    /// RFC 6531: addresses beyond ASCII.
    public var smtpUTF8 = false
    /// RFC 3461: what to report.
    public var dsn = false
    /// RFC 1870: SIZE is understood.
    public var size = false
    /// The largest message in octets, if there is a limit.
    public var sizeLimit: Int?

    /// Nothing.
    public init() {}

    /// Reads the last answer to EHLO among the lines that a server sent while it was connected to: what it says before
    /// STARTTLS may come from anyone.
    init(serverLines: [String]) {
        var keywords: [Substring] = []
        var isOpen = false
        for line in serverLines {
            guard line.hasPrefix("250"), line.dropFirst(3).first.map({ $0 == "-" || $0 == " " }) ?? true else {
                isOpen = false
                continue
            }
            if isOpen { keywords.append(line.dropFirst(4)) } else { keywords = [] }
            isOpen = line.dropFirst(3).first == "-"
        }
        for keyword in keywords { add(keyword) }
    }

    private mutating func add(_ keyword: Substring) {
        let words = keyword.split(separator: " ")
        switch words.first?.uppercased() {
        case "PIPELINING": pipelining = true
        case "8BITMIME": eightBitMIME = true
        case "SMTPUTF8": smtpUTF8 = true
        case "DSN": dsn = true
        case "SIZE":
            size = true
            // Zero says that there is no fixed limit.
            sizeLimit = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        default: break
        }
    }
}
