/// Unique identifiers of messages in one folder, as ranges (RFC 9051 section 9, sequence-set).
public struct UIDSet: Sendable, Equatable {
    /// Ascending, and with a gap between any two.
    let ranges: [ClosedRange<UInt32>]

    /// Gathers `uids`, in any order and with any repetitions.
    public init(_ uids: some Sequence<UInt32>) {
        var ranges: [ClosedRange<UInt32>] = []
        for uid in uids.sorted() {
            if let last = ranges.last, uid <= last.upperBound || uid - last.upperBound == 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, uid)
            } else {
                ranges.append(uid...uid)
            }
        }
        self.ranges = ranges
    }

    /// Ascending, each once.
    public var uids: some Sequence<UInt32> { ranges.lazy.joined() }

    private init(ranges: ArraySlice<ClosedRange<UInt32>>) {
        self.ranges = Array(ranges)
    }

    /// The set in sets of at most `count` ranges, so that command lines stay under the 8,192 octets that every server
    /// takes (RFC 7162 section 4): a range is at most 22 octets.
    public func parts(ofRanges count: Int = 300) -> [UIDSet] {
        stride(from: 0, to: ranges.count, by: count).map { start in
            UIDSet(ranges: ranges[start..<min(start + count, ranges.count)])
        }
    }
}

extension UIDSet: CustomStringConvertible {
    /// As in `2,4:7`.
    public var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }.joined(separator: ",")
    }
}
