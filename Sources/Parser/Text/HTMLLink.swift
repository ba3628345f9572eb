import Core

/// Where a link in a mail leads, written so that every reader takes it for the same (HTML standard; WHATWG URL).
struct HTMLLink: Equatable {
    /// The address, with its scheme.
    let url: String

    /// Longer addresses lead nowhere.
    private static let longest = 8_192

    /// Reads the value of a `href`; `nil` unless it is a whole address of `http`, `https` or `mailto`.
    init?(_ href: String) {
        guard href.utf8.count <= Self.longest else { return nil }
        let shown = Self.visible(href)
        let head = shown.prefix(8).lowercasedASCII
        let url: [UInt8]?
        if head.hasPrefix("http://") {
            url = Self.web(scheme: "http://", shown.dropFirst(7))
        } else if head.hasPrefix("https://") {
            url = Self.web(scheme: "https://", shown.dropFirst(8))
        } else if head.hasPrefix("mailto:") {
            url = Self.mail(shown.dropFirst(7))
        } else {
            url = nil
        }
        guard let url else { return nil }
        self.url = String(decoding: url, as: UTF8.self)
    }

    /// The server that an address names; `nil` where it names none.
    static func host(of address: String) -> String? {
        let parts = visible(address).split(separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty else { return nil }
        let authority = parts[2].prefix { !"/?#\\".utf8.contains($0) }
        let host = (authority.split(separator: UInt8(ascii: "@")).last ?? []).prefix { $0 != UInt8(ascii: ":") }
        return host.isEmpty ? nil : String(decoding: host.prefix(100), as: UTF8.self)
    }

    /// An address without the controls that browsers pass over; blanks within it are encoded.
    private static func visible(_ address: String) -> [UInt8] {
        let octets = address.utf8.drop { $0 <= .space }
        let end = octets.lastIndex { $0 > .space }.map { octets.index(after: $0) } ?? octets.startIndex
        var output: [UInt8] = []
        for byte in octets[..<end] where byte >= .space && byte != 0x7F {
            if byte == .space { output.append(contentsOf: "%20".utf8) } else { output.append(byte) }
        }
        return output
    }

    /// An address of the web: a backslash is a slash to browsers, and what stands before an `@` is no part of where it
    /// leads, whatever it looks like.
    private static func web(scheme: StaticString, _ rest: ArraySlice<UInt8>) -> [UInt8]? {
        let isSlash = { (byte: UInt8) in byte == UInt8(ascii: "/") || byte == .backslash }
        let rest = rest.drop(while: isSlash)
        let queryStart = rest.firstIndex { "?#".utf8.contains($0) } ?? rest.endIndex
        let authority = rest[..<queryStart].prefix { !isSlash($0) }
        let host = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
        guard let first = host.first, first != UInt8(ascii: ":") else { return nil }
        let path = rest[authority.endIndex..<queryStart].map { $0 == .backslash ? UInt8(ascii: "/") : $0 }
        var output = Array(UnsafeBufferPointer(start: scheme.utf8Start, count: scheme.utf8CodeUnitCount))
        output += host
        output += path
        output += rest[queryStart...]
        return output
    }

    /// An address of mail, with no header field but a subject and a text (RFC 6068 section 4 warns of all others).
    private static func mail(_ rest: ArraySlice<UInt8>) -> [UInt8]? {
        let queryStart = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        let address = rest[..<queryStart]
        guard !address.isEmpty, !hasLineEnd(address) else { return nil }
        let fields = rest[queryStart...].dropFirst().split { "&;".utf8.contains($0) }.filter(isHarmless)
        return Array("mailto:".utf8) + address
            + (fields.isEmpty ? [] : Array("?".utf8) + fields.joined(separator: "&".utf8))
    }

    private static func isHarmless(_ field: ArraySlice<UInt8>) -> Bool {
        switch field.prefix(while: { $0 != UInt8(ascii: "=") }).lowercasedASCII {
        case "subject": !hasLineEnd(field)
        case "body": true
        default: false
        }
    }

    /// Whether there is an encoded line end or NUL in it.
    private static func hasLineEnd(_ octets: ArraySlice<UInt8>) -> Bool {
        let folded = octets.lowercasedASCII
        return folded.hasText("%0a") || folded.hasText("%0d") || folded.hasText("%00")
    }
}
