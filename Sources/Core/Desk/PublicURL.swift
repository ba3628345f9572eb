/// The address under which people reach a desk's pages; every link is made from it, and never from a request.
public struct PublicURL: Sendable, Hashable, CustomStringConvertible {
    /// The whole of it, without a slash at its end.
    public let description: String
    /// Whether connections to it are encrypted.
    public let isSecure: Bool
    /// Its path without a slash at the end; empty where the pages are at the root.
    public let path: String

    /// Reads `http://` or `https://`, a host with or without a port, and perhaps a path; `nil` for anything else.
    ///
    /// The path may have letters, digits and `-._~` between its slashes. A user, a query or a fragment is refused: links
    /// are made by adding to the end.
    public init?(_ text: String) {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return nil }
        var rest = text.dropFirst(scheme.count)
        while rest.last == "/" { rest.removeLast() }
        let host = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(host.count)
        guard !host.isEmpty, host.utf8.allSatisfy({ $0.isUnreserved || ":[]".utf8.contains($0) }),
            path.isEmpty
                || path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy({
                    !$0.isEmpty && !$0.allSatisfy { $0 == "." } && $0.utf8.allSatisfy(\.isUnreserved)
                })
        else { return nil }
        description = scheme + rest
        isSecure = scheme == "https://"
        self.path = String(path)
    }
}

extension UInt8 {
    /// RFC 3986 section 2.3.
    fileprivate var isUnreserved: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(self)
        }
    }
}
