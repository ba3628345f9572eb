internal import FoundationEssentials
internal import Synchronization

/// Counts what each address asks for: a bucket of tokens for each, which fills again as time goes by.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var updated: Date
    }

    private let limits: WebLimits
    private let buckets = Mutex<[String: Bucket]>([:])

    /// A limiter that has seen nobody.
    init(_ limits: WebLimits) { self.limits = limits }

    /// Takes a token of that address; the seconds to wait where none is left.
    ///
    /// Where more addresses come than are told apart, those that have a full bucket are forgotten, which changes nothing
    /// for them; where none has, the new one shares a bucket with all others that find no room.
    func secondsToWait(_ address: String, at now: Date) -> Int? {
        buckets.withLock { buckets in
            var key = Self.network(of: address)
            if buckets[key] == nil, buckets.count >= limits.addresses {
                buckets = buckets.filter { level($0.value, at: now) < Double(limits.burst) }
                if buckets.count >= limits.addresses { key = "" }
            }
            let tokens = buckets[key].map { level($0, at: now) } ?? Double(limits.burst)
            guard tokens >= 1 else {
                return max(1, Int(((1 - tokens) / limits.requestsPerSecond).rounded(.up)))
            }
            buckets[key] = Bucket(tokens: tokens - 1, updated: now)
            return nil
        }
    }

    /// How many addresses are remembered.
    var count: Int { buckets.withLock { $0.count } }

    private func level(_ bucket: Bucket, at now: Date) -> Double {
        // A clock that was set back gives nothing and takes nothing.
        let passed = max(0, now.timeIntervalSince(bucket.updated))
        return min(Double(limits.burst), bucket.tokens + passed * limits.requestsPerSecond)
    }

    /// An IPv4 address itself; of an IPv6 address the first half, all of which one subscriber has (RFC 6177).
    static func network(of address: String) -> String {
        guard address.contains(":") else { return address }
        let halves = address.split(separator: "%")[0].components(around: "::")
        if halves.count == 1 { return halves[0].split(separator: ":").prefix(4).joined(separator: ":") }
        let (head, tail) = (halves[0].split(separator: ":"), halves[1].split(separator: ":"))
        let zeros = Array(repeating: Substring("0"), count: max(0, 8 - head.count - tail.count))
        if let mapped = tail.last, mapped.contains(".") { return String(mapped) }
        return (head + zeros + tail).prefix(4).joined(separator: ":")
    }
}

extension Substring {
    /// What stands before and after the first `separator`; all of it where there is none.
    fileprivate func components(around separator: String) -> [Substring] {
        guard let range = firstRange(of: separator) else { return [self] }
        return [self[..<range.lowerBound], self[range.upperBound...]]
    }
}
