import Core

/// The images that came with a message, by what its HTML may call them (RFC 2392, RFC 2557).
struct RelatedImages: Sendable {
    /// The Content-IDs as they stand in the message.
    private let contentIDs: Set<String>
    /// The Content-ID of what is called so, folded.
    private var named: [String: String] = [:]

    /// The attachments with a Content-ID, and the Content-IDs of those that have a Content-Location too.
    init(contentIDs: Set<String>, locations: [String: String] = [:]) {
        self.contentIDs = contentIDs.filter { !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } }
        for identifier in self.contentIDs.sorted() { named["cid:" + Self.folded(identifier)] = identifier }
        for (location, identifier) in locations where self.contentIDs.contains(identifier) {
            named[Self.folded(location)] = identifier
        }
    }

    /// The Content-ID of the image that an address names; `nil` for one that did not come with the message.
    ///
    /// QUIRK: programs write the identifier percent-encoded or not, with its brackets, and in letters of another case.
    func contentID(of address: String) -> String? {
        guard !named.isEmpty else { return nil }
        let folded = Self.folded(address)
        guard folded.hasPrefix("cid:") else { return named[folded] }
        let exact = String(address.utf8.dropFirst(4)) ?? ""
        return contentIDs.contains(exact) ? exact : named[folded] ?? named["cid:" + Self.unbracketed(folded)]
    }

    private static func unbracketed(_ folded: String) -> String {
        String(decoding: folded.utf8.dropFirst(4).filter { !"<>".utf8.contains($0) }, as: UTF8.self)
    }

    /// An address without percent-encoding, in small letters.
    private static func folded(_ address: String) -> String {
        var output: [UInt8] = []
        let octets = Array(address.utf8)
        var place = 0
        while place < octets.count {
            if octets[place] == UInt8(ascii: "%"), place + 2 < octets.count,
                let high = octets[place + 1].hexadecimalValue, let low = octets[place + 2].hexadecimalValue
            {
                output.append((high << 4 | low).asciiLowercased)
                place += 3
            } else {
                output.append(octets[place].asciiLowercased)
                place += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
