internal import Synchronization

/// Counts what the pages were asked for and how long the answers took, by page and kind of answer.
///
/// Its labels are names of pages and `2xx` to `5xx`: nothing that a visitor sends makes a new one.
public final class RequestTally: Sendable {
    /// Which requests are counted together.
    struct Kind: Hashable {
        var route: String
        var status: String
    }

    private let histograms = Mutex<[Kind: Histogram]>([:])

    /// A tally of nothing.
    public init() {}

    func note(_ route: Route, status: Int, took duration: Duration) {
        let kind = Kind(route: route.name, status: "\(status / 100)xx")
        histograms.withLock { $0[kind, default: Histogram()].add(duration / .seconds(1)) }
    }

    /// What was counted, in an order that stays.
    var all: [(kind: Kind, histogram: Histogram)] {
        histograms.withLock { $0 }.map { ($0.key, $0.value) }.sorted {
            ($0.kind.route, $0.kind.status) < ($1.kind.route, $1.kind.status)
        }
    }
}

/// How many values were at most how large.
struct Histogram: Equatable, Sendable {
    /// Seconds: from what a page from memory takes to what nobody waits for.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    /// For each bound the values at most as large, and larger than the bound before; those beyond all bounds at the end.
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var sum = 0.0

    var count: Int { counts.reduce(0, +) }

    mutating func add(_ value: Double) {
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        sum += value
    }
}
