/// How many messages became what since somebody began to count.
///
/// A line of the ledger keeps the outcome with which it was first counted: one that is held and let in later was held.
/// So a count never goes down, and counting reads only what came since.
public struct MessageTally: Sendable, Equatable {
    /// Which messages are counted together.
    public struct Kind: Sendable, Hashable {
        /// What became of them.
        public var outcome: InboundOutcome
        /// The fixed word of why.
        public var reason: String

        /// Messages of that outcome, for that reason.
        public init(_ outcome: InboundOutcome, _ reason: String) {
            self.outcome = outcome
            self.reason = reason
        }
    }

    /// What the ledger has beyond the lines that are counted for good.
    public struct Reading: Sendable, Equatable {
        /// The line up to which all are ended: they are counted for good.
        public var settled: Int64
        /// The outcomes of the lines up to that one.
        public var counts: [Kind: Int]
        /// The outcomes of the lines beyond it, of those that have one.
        public var later: [Kind: Int]

        /// A reading from its parts.
        public init(settled: Int64, counts: [Kind: Int] = [:], later: [Kind: Int] = [:]) {
            self.settled = settled
            self.counts = counts
            self.later = later
        }
    }

    /// The line up to which all are counted for good.
    public private(set) var settled: Int64
    /// So many became what.
    public private(set) var counts: [Kind: Int] = [:]
    private var settledCounts: [Kind: Int] = [:]

    /// Counts from the line after that one.
    public init(after line: Int64) { settled = line }

    /// Takes in what was read from the ledger after ``settled``; a reading that somebody overtook changes nothing.
    public mutating func add(_ reading: Reading, readAfter line: Int64) {
        guard line == settled, reading.settled >= settled else { return }
        settled = reading.settled
        settledCounts.merge(reading.counts, uniquingKeysWith: +)
        counts.merge(settledCounts.merging(reading.later, uniquingKeysWith: +), uniquingKeysWith: max)
    }
}
