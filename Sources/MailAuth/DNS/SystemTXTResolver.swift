internal import CResolver

/// Asks the DNS by the system's own resolver, on threads of our own.
///
/// Several messages' questions run side by side on at most sixteen threads; each may take five seconds.
public struct SystemTXTResolver: TXTResolver {
    /// Room for any answer: a DNS message has at most 65,535 octets.
    private static let room = 65_536
    private static let patience = Duration.seconds(5)

    private let servers: [String]
    private let threads = LookupThreads.shared

    /// A resolver that asks these servers (`192.0.2.1:53`, `[::1]:5353`, the port may be left out; three at most), or the system's own where none are named.
    ///
    /// `nil` where one of them is no IP address.
    public init?(servers: [String] = []) {
        guard servers.count <= 3, servers.allSatisfy({ cresolver_is_server($0) != 0 }) else { return nil }
        self.servers = servers
    }

    /// The TXT records of a name, asked for now.
    public func records(of name: String, before deadline: ContinuousClock.Instant) async -> TXTAnswer {
        let now = ContinuousClock.now
        guard deadline > now else { return .failure("no time was left to ask the DNS") }
        let reply = PendingAnswer()
        threads.add { [servers] in
            guard ContinuousClock.now < deadline else { return reply.give(.failure("the DNS was not asked in time")) }
            reply.give(Self.ask(name, servers))
        } ifFull: {
            reply.give(.failure("too many questions to the DNS"))
        }
        return await reply.value(before: min(deadline, now + Self.patience))
    }

    /// Asks and waits; for threads that may wait.
    private static func ask(_ name: String, _ servers: [String]) -> TXTAnswer {
        withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { buffer in
            var used = 0
            var ttl: UInt32 = 0
            let status = cresolver_txt(
                name, servers.joined(separator: " "), buffer.baseAddress, buffer.count, &used, &ttl)
            let seconds = Int(min(ttl, 604_800))
            switch Int(status) {
            case CRESOLVER_FOUND:
                return .records(
                    strings(UnsafeRawBufferPointer(rebasing: buffer[..<min(used, buffer.count)])), ttl: seconds)
            case CRESOLVER_NONE: return .none(ttl: seconds)
            case CRESOLVER_TIMEOUT: return .failure("the DNS did not answer")
            default: return .failure("the DNS could not answer")
            }
        }
    }

    /// Records as the façade writes them: each behind two octets of its length.
    private static func strings(_ octets: UnsafeRawBufferPointer) -> [[UInt8]] {
        var records: [[UInt8]] = []
        var rest = octets[...]
        while rest.count >= 2 {
            let length = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
            records.append(Array(rest.dropFirst(2).prefix(length)))
            rest = rest.dropFirst(2 + length)
        }
        return records
    }
}
