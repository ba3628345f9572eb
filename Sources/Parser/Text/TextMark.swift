/// What the structure of an HTML document says of some lines of its text.
struct TextMark: Equatable {
    /// What the lines are.
    struct Roles: OptionSet {
        let rawValue: UInt8
        /// The line that says who wrote what is quoted below.
        static let attribution = Roles(rawValue: 1)
        /// A quote, whose text may be answered piece by piece.
        static let quote = Roles(rawValue: 2)
        /// The first line of another message; all below belongs to it.
        static let original = Roles(rawValue: 4)
        static let signature = Roles(rawValue: 8)
        /// What the sender cites in a text of their own.
        static let citation = Roles(rawValue: 16)
    }

    var roles: Roles
    /// The lines of the text, from 0.
    var lines: Range<Int>

    /// The roles of each line of a text.
    static func roles(_ marks: [TextMark], count: Int) -> [Roles] {
        var roles = [Roles](repeating: [], count: count)
        // Elements stand within one another: each role of a line is written once.
        var done: [UInt8: Int] = [:]
        for mark in marks.sorted(by: { $0.lines.lowerBound < $1.lines.lowerBound }) {
            let start = max(mark.lines.lowerBound, done[mark.roles.rawValue] ?? 0)
            guard start < min(mark.lines.upperBound, count) else { continue }
            for line in start..<min(mark.lines.upperBound, count) { roles[line].insert(mark.roles) }
            done[mark.roles.rawValue] = max(mark.lines.upperBound, start)
        }
        return roles
    }
}
