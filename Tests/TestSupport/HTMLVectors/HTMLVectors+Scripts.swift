extension HTMLVectors {
    /// Event handlers on every sort of element, in every way of writing an attribute.
    public static let handlers: [Vector] = numbered("handler", product)

    private static let product: [String] =
        starts.flatMap { start in events.map { "\(start) \($0)=\(call)>x" } }
        + writings.flatMap { writing in ["img src=x:x", "b", "svg"].map { "<\($0)\(writing)>x" } }

    private static let starts = [
        "<img src=x:x", "<body", "<div tabindex=1", "<a href=https://example.org/", "<svg", "<video src=x:x", "<td",
        "<font color=red", "<p align=left", "<input autofocus", "<details open", "<marquee", "<unknown-element",
    ]

    private static let events = [
        "onload", "onerror", "onclick", "onfocus", "onmouseover", "onanimationstart", "onbegin", "ontoggle",
        "onpointerrawupdate", "ONERROR", "oNeRrOr", "onwebkittransitionend", "onscrollend",
    ]

    private static let writings = [
        " onerror='\(call)'", " onerror=\"\(call)\"", " onerror =\(call)", " onerror= \(call)", "/onerror=\(call)",
        "\tonerror=\(call)", "\nonerror\n=\n\(call)", "\u{0C}onerror=\(call)", " x=''onerror=\(call)",
        " x=\"\"onerror=\(call)", " \"onerror=\(call)", " 'onerror=\(call)", " =onerror=\(call)", " `onerror=\(call)`",
        " title='\"><img src=x:x onerror=\(call)>'", " title=\"'><img src=x:x onerror=\(call)>\"",
        " alt='`onerror=\(call)'", " title='&quot; onerror=\(call) x=&quot;'", " title=\"&#34;onerror=\(call)&#34;\"",
        " title='&lt;img src=x:x onerror=\(call)&gt;'", " onerror=&#114;an()", " &#111;nerror=\(call)",
        " onerror\u{0B}=\(call)", " on\u{00}error=\(call)", " xlink:onerror=\(call)", " data-x=1 onerror=\(call) //",
        " lang='\" onerror=\(call) \"'", " align='left\" onerror=\(call) \"'", " width='1\" onerror=\(call) \"'",
        " onerror=\(call) onerror=\(call)", " style=x:x onerror=\(call)", " dir=ltr/onerror=\(call)",
    ]

    /// Elements that run or load something, opened and closed in every way.
    public static let scripts: [Vector] = numbered(
        "script",
        ways.flatMap { way in
            ["script", "ScRiPt", "iframe", "object", "embed", "applet", "frame", "frameset"].map {
                way.replacing("TAG", with: $0)
            }
        } + others)

    private static let ways = [
        "<TAG>\(call)</TAG>", "<TAG>\(call)", "<TAG src=data:text/javascript,\(call)></TAG>", "<TAG/x>\(call)</TAG>",
        "<TAG\u{0C}>\(call)</TAG\u{0C}>", "<TAG\n>\(call)</TAG\n>", "<<TAG>\(call)//<</TAG>", "<TAG>\(call)</TAG x>",
        "<TAG src=javascript:\(call)>", "<TAG data=javascript:\(call)>",
        "<TAG srcdoc='<script>parent.\(call)</script>'>",
        "<p><TAG>\(call)</p></TAG>", "</TAG><TAG>\(call)</TAG>", "<TAG><!--\n\(call)//--></TAG>", "<TA<TAG>G>\(call)",
        "<b><TAG>\(call)</b>", "<table><TAG>\(call)</TAG></table>", "<TAG TAG>\(call)</TAG>",
        "<\u{00}TAG>\(call)</TAG>",
        "<TAG>\(call)</TAG><TAG>\(call)</TAG>", "&lt;TAG&gt;\(call)&lt;/TAG&gt;", "<TAG type=module>\(call)</TAG>",
        "<TAG x='>'>\(call)</TAG>", "<TAG x=\">\" y='</TAG>'>\(call)</TAG>", "<svg><TAG>\(call)</TAG></svg>",
        "<math><TAG>\(call)</TAG></math>", "<select><TAG>\(call)</TAG></select>", "<x:TAG>\(call)</x:TAG>",
    ]

    private static let others = [
        "<script x=`>\(call)</script>", "<scr\u{00}ipt>\(call)</script>", "<script>\u{2028}\(call)</script>",
        "<?xml version='1.0'?><script>\(call)</script>", "<?php \(call) ?>", "<%= \(call) %>",
        "<!DOCTYPE x [<!ENTITY y '<script>\(call)</script>'>]>&y;",
        "<![CDATA[<script>\(call)</script>]]>", "<! <script>\(call)</script>>", "</ <script>\(call)</script>>",
        "<!--[if gte IE 4]><script>\(call)</script><![endif]-->", "<!--><script>\(call)</script>-->",
        "<!---><script>\(call)</script>-->", "<!-- --!><script>\(call)</script>-->",
        "<!--<!--><script>\(call)</script>-->",
        "<!-- -- ><script>\(call)</script>-->",
        "<comment><img src='</comment><img src=x:x onerror=\(call)>'></comment>",
        "<a title='<!--'></a><script>\(call)</script><a title='-->'></a>", "+ADw-script+AD4-\(call)+ADw-/script+AD4-",
        "%3Cscript%3E\(call)%3C/script%3E", "\u{FF1C}script\u{FF1E}\(call)\u{FF1C}/script\u{FF1E}",
        "<img src=x:x:alert \"\"><script>\(call)</script>\">", "<noscript><script>\(call)</script></noscript>",
        "<portal src=javascript:\(call)></portal>", "<isindex action=javascript:\(call) type=image>",
        "<bgsound src=javascript:\(call)>",
        "<layer src=javascript:\(call)></layer>", "<xml id=x><a><b>&lt;script>\(call)&lt;/script></b></a></xml>",
        "<event-source src=x onload=\(call)>", "<xss id=x style=transition:outline onfocus=\(call) tabindex=1>",
    ]
}
