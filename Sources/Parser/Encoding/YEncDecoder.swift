/// Undoes yEnc: each octet is 42 more than it was; four of them are escaped by `=` and 64 more.
enum YEncDecoder {
    /// The octets that the lines of data carry.
    static func decode(_ input: Octets) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(input.count)
        var isEscaped = false
        for octet in input where octet != .lineFeed && octet != .carriageReturn {
            if isEscaped {
                output.append(octet &- 64 &- 42)
                isEscaped = false
            } else if octet == UInt8(ascii: "=") {
                isEscaped = true
            } else {
                output.append(octet &- 42)
            }
        }
        return output
    }
}
