extension HTMLVectors {
    /// What one parser takes for text and another for elements: the classic way past a sanitiser.
    public static let mutations: [Vector] = numbered(
        "mutation", rawText.flatMap { name in shapes.map { $0.replacing("TAG", with: name) } } + foreign)

    /// Elements whose content browsers read by rules of their own.
    public static let rawText = [
        "svg", "math", "style", "noscript", "xmp", "textarea", "template", "title", "iframe", "noframes", "noembed",
        "plaintext", "select", "script", "object", "svg><style", "math><mtext", "svg><foreignobject", "svg><desc",
        "math><annotation-xml encoding=text/html", "svg><title", "form><math><mtext></form><form", "table><svg",
        "select><template", "template><select", "svg><p><style", "math><mglyph><style", "noscript><style",
    ]

    private static let bait = "<img src=x:x onerror=\(call)>"

    private static let shapes = [
        "<TAG>\(bait)</TAG>y", "<TAG>\(bait)", "<TAG><p title='</TAG>\(bait)'>y",
        "<TAG><a id=\"</TAG>\(bait)\"></a></TAG>",
        "<TAG></p><style><a id=\"</style>\(bait)\">", "<TAG><!--</TAG>\(bait)-->", "<TAG><![CDATA[</TAG>\(bait)]]>",
        "<p><TAG></p>\(bait)</TAG>", "<table><TAG>\(bait)</TAG></table>", "<TAG><TAG></TAG>\(bait)</TAG>",
        "<TAG>&lt;/TAG&gt;&lt;img src=x:x onerror=\(call)&gt;</TAG>", "<TAG></TAG\n>\(bait)", "<TAG/>\(bait)",
        "<a href='https://example.org/<TAG>\(bait)'>y</a>", "<b title='<TAG>'>y</b>\(bait)",
        "<TAG><b>\(bait)</TAG></b>",
    ]

    private static let foreign = [
        "<svg><a xlink:href='javascript:\(call)'><text>x</text></a></svg>",
        "<svg><animate xlink:href=#x attributeName=href values=javascript:\(call) /><a id=x><text>y</text></a></svg>",
        "<svg><set attributeName=onmouseover to=\(call)></svg>",
        "<svg><use href='data:image/svg+xml,<svg id=x onload=\(call)>#x'></svg>",
        "<svg><script href=data:,\(call) /></svg>", "<svg><style>&lt;img src=x:x onerror=\(call)&gt;</style></svg>",
        "<math href=javascript:\(call)>x</math>",
        "<math><maction actiontype='statusline#x' xlink:href=javascript:\(call)>x</maction></math>",
        "<math><mi><table><mglyph><style><img title='</style>\(bait)'>",
        "<form><math><mtext></form><form><mglyph><style></math>\(bait)",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;\(bait)'>",
        "<svg><foreignobject><p><style><img title='</style>\(bait)'></foreignobject></svg>",
        "<svg:script>\(call)</svg:script>", "<html xmlns:x='http://www.w3.org/1999/xhtml'><x:script>\(call)</x:script>",
        "<svg><image href=x:x onerror=\(call)></svg>", "<svg><discard onbegin=\(call)></svg>", "<svg/onload=\(call)//",
        "<template shadowrootmode=open>\(bait)</template>", "<template><template>\(bait)</template></template>\(bait)",
        "<title>&lt;/title&gt;\(bait)</title>", "<textarea autofocus onfocus=\(call)>x",
        "<select><option><style></option></select>\(bait)</style>",
        "<xmp><p title=\"</xmp>\(bait)\">", "<noscript><p title=\"</noscript>\(bait)\">",
        "<iframe><p title=\"</iframe>\(bait)\">",
        "<a><svg><p></a><style><a title='</style>\(bait)'>", "<p><table><td><svg><desc><td>\(bait)",
        "<br><svg></br>\(bait)",
    ]
}
