/// Splits octets into lines ended by LF or CRLF; or by CR alone where no LF stands before the last octet.
struct Lines {
    /// A line: its octets without the line end, and where the next one starts.
    struct Line {
        var content: Range<Int>
        var next: Int
    }

    let raw: Octets
    /// The octet that ends a line: LF (a CR before it belongs to the line end) or CR.
    let terminator: UInt8

    init(_ raw: Octets) {
        self.raw = raw
        let hasFeeds = raw.firstIndex(of: .lineFeed, in: 0..<max(0, raw.count - 1)) != nil
        let hasReturns = raw.firstIndex(of: .carriageReturn, in: 0..<max(0, raw.count - 2)) != nil
        terminator = hasFeeds || raw.last == .lineFeed && !hasReturns ? .lineFeed : .carriageReturn
    }

    /// The line that starts at a place before `end`.
    func line(at start: Int, before end: Int) -> Line {
        guard let found = raw.firstIndex(of: terminator, in: start..<max(start, end)) else {
            return Line(content: start..<max(start, end), next: max(start, end))
        }
        return Line(content: start..<contentEnd(start, found), next: found + 1)
    }

    /// Where the content ends that lies before the line end just before `position`.
    func dropLineEnd(before position: Int, notBefore start: Int) -> Int {
        guard position > start, raw[position - 1] == terminator else { return max(position, start) }
        return contentEnd(start, position - 1)
    }

    private func contentEnd(_ start: Int, _ terminatorPlace: Int) -> Int {
        let hasReturn =
            terminator == .lineFeed && terminatorPlace > start && raw[terminatorPlace - 1] == .carriageReturn
        return hasReturn ? terminatorPlace - 1 : terminatorPlace
    }
}
