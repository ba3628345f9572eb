/// Whether a field holds more than the limits allow to be read; the rest of it is left as it is written.
enum FieldExcess {
    /// Whether more encoded words begin in a field body than are decoded.
    static func hasMoreEncodedWords(_ body: [UInt8], _ limits: Limits) -> Bool {
        guard body.count / 2 > limits.encodedWords else { return false }
        var count = 0
        for place in body.indices.dropLast() where body[place] == UInt8(ascii: "=") {
            if body[place + 1] == UInt8(ascii: "?") { count += 1 }
        }
        return count > limits.encodedWords
    }

    /// Whether comments of an address list are nested deeper than they are read.
    static func hasDeeperComments(_ body: [UInt8], _ limits: Limits) -> Bool {
        var depth = 0
        for byte in body where depth <= limits.commentDepth {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")"), depth > 0 { depth -= 1 }
        }
        return depth > limits.commentDepth
    }
}
