internal import Core
internal import FoundationEssentials

/// An address that secrets may be sent to: `https:`, or `http:` on this machine.
public struct TokenServerURL: Sendable, Equatable, CustomStringConvertible {
    /// The address as it is requested.
    public let description: String
    /// Whether no encryption is used, and no proxy either.
    let isLocal: Bool

    /// Checks an address; `nil` for what is no such address, or has a name, a password or a fragment in it.
    public init?(_ text: String) {
        // The same characters that libcurl and Foundation understand alike.
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }),
            let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host(), !host.isEmpty,
            url.user == nil, url.password == nil, url.fragment == nil
        else { return nil }
        let name = host.trimmingBrackets
        let isLoopback = ServerEndpoint(.imap, host: name, port: 0, tls: .never).isLoopback
        guard scheme == "https" || (scheme == "http" && isLoopback) else { return nil }
        isLocal = scheme == "http"
        description = text
    }
}

extension String {
    /// The text without the brackets of an IPv6 address.
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
