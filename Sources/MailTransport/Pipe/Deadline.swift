/// How long one exchange may take: at most `idle` for the next byte, and all of it before `end`.
///
/// The idle limit alone would let a server drip one byte at a time for ever; the end alone would wait long for a dead
/// one. The clock is monotonic and runs on while the machine sleeps.
struct Deadline: Sendable {
    var idle: Duration
    var end: ContinuousClock.Instant

    /// A deadline that ends `total` from now.
    init(total: Duration, idle: Duration = .seconds(60), from now: ContinuousClock.Instant = .now) {
        self.idle = idle
        end = now + total
    }

    /// Milliseconds for the next wait, rounded up; 0 when the deadline has passed.
    func patience(at now: ContinuousClock.Instant) -> Int32 {
        let left = min(idle, end - now)
        guard left > .zero else { return 0 }
        let milliseconds = left / .milliseconds(1)
        return Int32(min(milliseconds.rounded(.up), 3_600_000))
    }
}
