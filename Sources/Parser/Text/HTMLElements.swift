/// What the elements of HTML mean for reading and for showing mail.
enum HTMLElements {
    /// Elements that are shown; of all others only the content is.
    static let allowed: Set<String> = [
        "p", "br", "div", "span", "b", "strong", "i", "em", "u", "s", "sub", "sup", "blockquote", "pre", "code", "ul",
        "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "col",
        "colgroup", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "a", "img", "font", "center",
    ]

    /// Elements that go with their content: browsers read it by other rules than libxml2 does.
    static let dropped: Set<String> = [
        "script", "style", "xmp", "noscript", "textarea", "title", "iframe", "noembed", "noframes", "plaintext",
        "template", "svg", "math", "select", "object", "applet", "audio", "video", "head",
    ]

    /// Elements without an end.
    static let void: Set<String> = [
        "br", "hr", "img", "col", "area", "base", "basefont", "embed", "frame", "input", "link", "meta", "param",
        "source", "track", "wbr",
    ]
}
