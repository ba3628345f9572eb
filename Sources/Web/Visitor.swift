internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// Who asks: the other end of a connection.
struct Visitor: InitializableFromSource {
    /// The address at the other end; empty where there is no connection.
    private let peer: String

    init(source: ApplicationRequestContextSource) { self.init(source.channel) }

    init(_ channel: any Channel) { self.init(peer: channel.remoteAddress?.ipAddress ?? "") }

    init(peer: String) { self.peer = peer }

    /// The address to count requests of: where a proxy that we trust asks, the one that it says it speaks for.
    ///
    /// That is the last one of `X-Forwarded-For`; those before it are what the visitor says.
    func address(believing proxies: Set<String>, _ headers: HTTPFields) -> String {
        guard proxies.contains(peer), let last = headers[.forwardedFor]?.split(separator: ",").last else { return peer }
        let address = last.trimmedSpaces
        let isAddress =
            (2...45).contains(address.utf8.count) && address.allSatisfy { $0.isHexDigit || ".:".contains($0) }
        return isAddress ? String(address) : peer
    }
}
