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
        isASCII = content.reduce(0) { $0 | $1 } < 0x80
        content.withUnsafeBytes { content in
            var start = 0
            repeat {
                guard let length = add(UnsafeRawBufferPointer(rebasing: content[start...])) else { return }
                start += length
            } while start < content.count
        }
    }

    /// Looks at the first line of what is left; returns how long it is, and `nil` where there is no more to be found.
    private mutating func add(_ rest: UnsafeRawBufferPointer) -> Int? {
        switch (rest.firstOffset(of: 0x0D), rest.firstOffset(of: 0x0A)) {
        case (let lineEnd?, let last?) where lineEnd + 1 == last:
            if lineEnd > 998 { defect = .overlongLine }
            return last + 1
        case (nil, nil), (rest.count - 1, nil): defect = defect ?? .openEnd
        default: defect = .bareLineEnd
        }
        return nil
    }
}
