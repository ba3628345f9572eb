/// What one look at the octets of a message shows about how it may travel.
struct ContentSummary: Equatable {
    /// Whether 7 bits are enough.
    private(set) var isASCII = true
    /// What no server should be shown; `nil` for a message that is fit to be sent.
    private(set) var defect: Defect?

    /// Lines that one server would read as another would not, which is how mail is smuggled into mail.
    enum Defect: String, CustomStringConvertible {
        case bareLineEnd = "A line of the message does not end in CRLF"
        case overlongLine = "A line of the message has more than 998 octets"
        case openEnd = "The last line of the message has no end"

        var description: String { rawValue }
    }

    init(of content: [UInt8]) {
        var lineLength = 0
        var previous: UInt8 = 0
        var allBits: UInt8 = 0
        content.withUnsafeBufferPointer { content in
            for byte in content {
                allBits |= byte
                if (byte == 0x0A) != (previous == 0x0D) {
                    defect = .bareLineEnd
                    break
                }
                if byte == 0x0A {
                    // The CR was counted.
                    if lineLength > 999 { defect = .overlongLine }
                    lineLength = 0
                } else {
                    lineLength += 1
                }
                previous = byte
            }
        }
        isASCII = allBits < 0x80
        if defect == nil, previous != 0x0A { defect = .openEnd }
    }
}
