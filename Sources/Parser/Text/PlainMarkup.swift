import Core

/// The markup of plain text.
enum PlainMarkup {
    /// Writes text so that its line ends and blanks are seen; to sanitise it changes nothing.
    static func write(_ text: String) -> String {
        var text = text
        var output = Array("<div>".utf8)
        text.withUTF8 { octets in
            for line in octets.split(separator: .lineFeed, omittingEmptySubsequences: false) {
                write(line: Octets(UnsafeBufferPointer(rebasing: line)), into: &output)
                output.append(contentsOf: "<br>".utf8)
            }
        }
        output.append(contentsOf: "</div>".utf8)
        return String(decoding: output, as: UTF8.self)
    }

    /// Of a run of blanks only the last may be a space, and none at the start of a line.
    private static func write(line: Octets, into output: inout [UInt8]) {
        var end = line.count
        while end > 0, line[end - 1].isWhiteSpace { end -= 1 }
        var place = 0
        while place < end {
            let word = place
            while place < end, !line[place].isWhiteSpace { place += 1 }
            HTMLWriter.escape(line.slice(word..<place), into: &output)
            let blanks = place
            while place < end, line[place].isWhiteSpace { place += 1 }
            guard place > blanks else { continue }
            let width = line[blanks..<place].reduce(0) { $0 + ($1 == .tab ? tabWidth : 1) }
            for _ in 0..<(word == blanks ? width : width - 1) { output.append(contentsOf: noBreakSpace) }
            if word < blanks { output.append(.space) }
        }
    }

    private static let tabWidth = 4
    private static let noBreakSpace: [UInt8] = [0xC2, 0xA0]
}
