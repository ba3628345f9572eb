import Core

@testable import Parser

/// An HTML body: the sanitised markup, and its text.
enum HTMLPromises {
    static func check(_ octets: Octets) {
        let source = Charset.decode(octets, declared: HTMLCharset.declared(in: octets)).text.withLineFeeds()
        var limits = Limits()
        check(source, limits)
        (limits.textOctets, limits.htmlNodes, limits.htmlDepth) = (100, 20, 4)
        check(source, limits)
    }

    private static func check(_ source: String, _ limits: Limits) {
        let images: Set = ["image@example.org"]
        let body = HTMLBody(source, limits: limits, contentIDs: images)
        require(body.text.utf8.count <= limits.textOctets, "the text is no longer than the limit")
        SafeMarkup.check(body.html)
        let again = HTMLBody(body.html, wantsText: false, limits: limits, contentIDs: images)
        SafeMarkup.check(again.html)
        guard !body.isTruncated, !body.isFlattened, !again.isTruncated, !again.isFlattened else { return }
        require(
            again.html.folded == body.html.folded,
            "sanitised markup stays as it is:\n\(body.html)\nnot\n\(again.html)\n")
    }
}

extension String {
    /// Its words, with one space between them.
    fileprivate var folded: [UInt8] { Array(utf8.split(whereSeparator: \.isWhiteSpace).joined(separator: " ".utf8)) }
}
