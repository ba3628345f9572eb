extension HTMLVectors {
    /// Links and images to what they may not lead to.
    public static let links: [Vector] = numbered(
        "link",
        badAddresses.flatMap { address in
            ["<a href=\"\(address)\">x</a>", "<img src=\"\(address)\">", "<a href='\(address)' title=y><b>x</b></a>"]
        })

    /// Addresses that no link may have, as they stand in markup: every scheme in every disguise.
    public static let badAddresses: [String] =
        schemes.flatMap { scheme in disguises.map { $0(scheme) } } + [
            "//evil.example/", "/evil", "evil.html", "?x", "#x", "", " ", "http:evil.example", "https:/evil.example",
            "https:/\\evil.example", "https:\\\\evil.example", "\\\\evil.example\\x", "/\\evil.example", "http:///",
            "http://", "https://:80", "https://@", "http//evil.example", "://evil.example", "&#x2F;&#x2F;evil.example",
            "https&colon;//evil.example", "https&#58;", "ttp://evil.example", "xhttps://evil.example",
            "\u{A0}https://evil.example", "\u{FEFF}https://evil.example", "h ttps://evil.example",
            "https ://evil.example",
            "mailto:", "mailto:?body=x", "mailto:a@example.org%0ABcc:b@example.org", "mailto:a@example.org%0d%0aBcc:b",
            "cid:unknown@example.org", "cid:", "CID:%00", "ftp://evil.example/x", "file:///etc/passwd", "tel:123",
            "sms:1",
            "chrome://settings", "ms-settings:x", "ws://evil.example", "view-source:https://evil.example",
            "intent://x#Intent;end",
            "\u{FF4A}avascript:\(call)", "java\u{AD}script:\(call)", "java\u{200B}script:\(call)",
            "javascript\u{FF1A}\(call)",
        ]

    private static let schemes = [
        "javascript:\(call)", "vbscript:\(call)", "livescript:\(call)", "data:text/html,<script>\(call)</script>",
        "data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==", "data:image/svg+xml,<svg onload=\(call) />",
        "jar:javascript:\(call)!/", "blob:https://example.org/x", "filesystem:http://example.org/x", "about:blank",
        "javascript://%0A\(call)", "javascript:%72an()", "feed:javascript:\(call)", "mocha:\(call)", "x-schema:\(call)",
    ]

    /// Ways to write an address that some reader takes for the plain one.
    private static let disguises: [@Sendable (String) -> String] = [
        { $0 },
        { $0.uppercased() },
        { " \($0)" },
        { "&#14; \($0)" },
        { "\u{01}\($0)" },
        { "&#x0A;\($0)" },
        { String($0.prefix(2)) + "&#x0A;" + $0.dropFirst(2) },
        { String($0.prefix(2)) + "&Tab;" + $0.dropFirst(2) },
        { String($0.prefix(2)) + "\t" + $0.dropFirst(2) },
        { String($0.prefix(2)) + "\n" + $0.dropFirst(2) },
        { String($0.prefix(2)) + "&NewLine;" + $0.dropFirst(2) },
        { String($0.prefix(2)) + "\u{00}" + $0.dropFirst(2) },
        { String($0.prefix(2)) + "\u{7F}" + $0.dropFirst(2) },
        { $0.replacing(":", with: "&#58;", maxReplacements: 1) },
        { $0.replacing(":", with: "&#x3A", maxReplacements: 1) },
        { $0.replacing(":", with: "&colon;", maxReplacements: 1) },
        { $0.replacing(":", with: "%3A", maxReplacements: 1) },
        { $0.replacing(":", with: "\t:", maxReplacements: 1) },
        { $0.utf8.prefix(6).map { "&#\($0);" }.joined() + $0.dropFirst(6) },
        { $0.utf8.prefix(6).map { "&#0000\($0)" }.joined() + $0.dropFirst(6) },
        { $0.utf8.prefix(6).map { "&#x\(String($0, radix: 16));" }.joined() + $0.dropFirst(6) },
        { "url:\($0)" },
        { "\\\($0)" },
        { "https://example.org\n\($0)".replacing("https://example.org", with: "") },
    ]

    /// Addresses that a link keeps, as they stand in markup, and how they are written.
    public static let goodAddresses: [(source: String, written: String)] = [
        ("https://example.org", "https://example.org"),
        ("HTTPS://Example.org/A%20b?c=d&amp;e=%C3%A4#f", "https://Example.org/A%20b?c=d&e=%C3%A4#f"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://bücher.example/ä", "https://bücher.example/ä"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
        (" \thttps://example.org/ \n", "https://example.org/"),
        ("ht\ntps://example.org/a\n\tb", "https://example.org/ab"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https:////example.org", "https://example.org"),
        ("https://\\example.org", "https://example.org"),
        ("https://bank.example@evil.example/", "https://evil.example/"),
        ("https://user:secret@example.org/", "https://example.org/"),
        ("https://bank.example\\@evil.example/", "https://bank.example/@evil.example/"),
        ("https://bank.example/@evil.example/", "https://bank.example/@evil.example/"),
        ("https://bank.example?@evil.example/\\", "https://bank.example?@evil.example/\\"),
        ("https://example.org/javascript:x", "https://example.org/javascript:x"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("MAILTO:a@example.org", "mailto:a@example.org"),
        ("mailto:a@example.org?subject=x%20y&amp;body=a%0D%0Ab", "mailto:a@example.org?subject=x%20y&body=a%0D%0Ab"),
        ("mailto:a@example.org?bcc=b@example.org&amp;Subject=x", "mailto:a@example.org?Subject=x"),
        ("mailto:a@example.org?subject=x%0ABcc:b@example.org", "mailto:a@example.org"),
        ("mailto:a@example.org?attach=/etc/passwd&amp;in-reply-to=x&amp;cc=b", "mailto:a@example.org"),
    ]
}
