import Core
import Testing

@testable import Parser

private func body(_ source: String) -> HTMLBody {
    HTMLBody(source, limits: Limits(), contentIDs: ["pic@1"])
}

@Suite("HTML")
struct HTMLTests {
    @Test(
        "HTML becomes text as a person would type it",
        arguments: [
            ("<p>One</p><p>Two</p>", "One\n\nTwo"),
            ("<div>One</div><div>Two</div>", "One\nTwo"),
            ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
            ("Hello<div>World</div>", "Hello\nWorld"),
            ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
            ("a  b\n c&nbsp;d", "a b c d"),
            ("<ul><li>One<li>Two<ul><li>Deep</ul></ul>", "- One\n- Two\n  - Deep"),
            ("<ol start=3><li>Three</li><li>Four</li></ol>", "3. Three\n4. Four"),
            ("<blockquote>Said<blockquote>Before</blockquote></blockquote>Now", "> Said\n>> Before\nNow"),
            ("<a href='https://example.org/x'>here</a>", "here <https://example.org/x>"),
            ("<a href='https://example.org/'>example.org</a>", "example.org"),
            ("<a href='mailto:a@example.org'>a@example.org</a>", "a@example.org"),
            ("<a href='javascript:x()'>here</a>", "here"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a\tb\nc\td"),
            ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
            ("<head><title>no</title></head>yes<script>no</script><style>no</style>", "yes"),
            ("a<div style='DISPLAY: none'>no</div><span hidden>no</span>b", "ab"),
            ("<img src=x alt='A chart'>", "[A chart]"),
            ("x&lt;y &amp; z&#8364;", "x<y & z€"),
            ("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", "a\n\nb"),
            ("<b>un<i>closed", "unclosed"),
            ("", ""), ("<", "<"), ("a\0b", "ab"),
        ])
    func text(_ source: String, _ expected: String) {
        #expect(body(source).text == expected)
    }

    @Test(
        "only harmless HTML comes through",
        arguments: [
            ("<p onclick=x() style='color:red' align=center>a</p>", "<p align=\"center\">a</p>"),
            ("<script>alert(1)</script><style>x</style>b", "b"),
            ("<svg><a xlink:href='javascript:x'>no</a></svg><math>no</math>b", "b"),
            ("<a href='java&#x0A;script:x()'>a</a>", "a"),
            ("<a href=' &#14; javascript:x()'>a</a>", "a"),
            ("<a href='data:text/html,x'>a</a><a href='//evil.example'>b</a><a href='x.html'>c</a>", "abc"),
            (
                "<a href='https://example.org/?a=1&b=\"2\"' onclick=x>a</a>",
                "<a href=\"https://example.org/?a=1&amp;b=&quot;2&quot;\" rel=\"noopener noreferrer nofollow ugc\""
                    + " target=\"_blank\">a</a>"
            ),
            ("<img src='cid:pic@1' onerror=x>", "<img src=\"cid:pic@1\">"),
            ("<img src='cid:other@1' alt='chart'>", "chart"),
            ("<img src='https://track.example/p.gif?id=1'>", "[image: track.example]"),
            ("<img src='data:image/png;base64,AAAA'>", ""),
            ("<form action=x><input value=y>a<button>b</button></form>", "<div>ab</div>"),
            ("<iframe src=x>no</iframe><base href=x><meta http-equiv=refresh content=x>b", "b"),
            ("<!--><img src=x onerror=alert(1)>-->b", "b"),
            ("<td colspan=2 rowspan=x>a", "<table><tbody><tr><td colspan=\"2\">a</td></tr></tbody></table>"),
            ("<b>un<i>closed", "<b>un<i>closed</i></b>"),
            ("a < b & \"c\"", "a &lt; b &amp; &quot;c&quot;"),
            (
                "<font color=#ff0000 size=7>a</font><font color='url(x)'>b</font>",
                "<font color=\"#ff0000\">a</font><font>b</font>"
            ),
            ("<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>b", "b"),
            ("<o:p>a</o:p><marquee>b</marquee>", "ab"),
        ])
    func sanitised(_ source: String, _ expected: String) {
        #expect(body("<div>\(source)</div>").html == "<div>\(expected)</div>")
    }

    @Test(
        "what is sanitised stays as it is when sanitised again",
        arguments: [
            "<p>a<div>b</p></div>c", "<table><b>a<tr><td>b</table>", "<ul><p>a<li>b",
            "<a href=http://example.org>a<p>b",
            "<blockquote><pre> a\n b</pre></blockquote>", "<img src=http://example.org/x>&lt;script&gt;&amp;lt;",
        ])
    func idempotent(_ source: String) {
        let once = body(source).html
        #expect(body(once).html == once)
    }

    @Test(
        "a document beyond the limits is cut short, and says so",
        arguments: [
            String(repeating: "<div>", count: 20_000) + "x",
            String(repeating: "<p>x", count: 100_001),
            "<a " + (0..<5_000).map { "a\($0)=1" }.joined(separator: " ") + ">x</a>",
            "<p>" + String(repeating: "&lt;", count: 600_000),
        ])
    func limits(_ source: String) {
        let read = body(source)
        #expect(read.isTruncated)
        #expect(read.text.utf8.count <= Limits().textOctets)
    }

    @Test(
        "row 136: however large and however broken, it is read within the limits, and sanitised it stays as it is",
        arguments: [
            ("<div>", 200_000), ("<b>x", 100_000), ("<a href=https://example.org>x", 100_000), ("<font>x", 100_000),
            ("<table>x", 100_000), ("<table><tr><td>", 60_000), ("<", 1_000_000), ("&amp;", 300_000),
            ("&#x41;", 200_000),
            ("<!--", 250_000), ("<p>x<!-- ", 100_000), ("<p><b>x", 20_000), ("<li>", 50_000), ("<dd><p>", 100_000),
            ("</div>", 200_000), ("<td>", 50_000), ("<tr><div>", 100_000), ("<?", 100_000), ("<!", 100_000),
            ("&", 200_000),
            ("<a b='", 150_000), ("<![CDATA[", 20_000), ("<pre>\n", 100_000), (" ", 1_000_000), ("<svg>", 100_000),
        ])
    func bounded(_ piece: String, _ count: Int) {
        let read = body("<p>begin</p>" + String(repeating: piece, count: count))
        #expect(read.html.hasPrefix("<p>begin</p>"))
        #expect(read.text.hasPrefix("begin"))
        #expect(read.html.utf8.count <= Limits().textOctets + 20 * Limits().htmlDepth)
        #expect(read.text.utf8.count <= Limits().textOctets)
        // Reading it all again takes long in a build for debugging; the vectors do.
        guard read.html.utf8.count < 200_000 else { return }
        #expect(HTMLOutput(read.html).objection == nil)
        #expect(body(read.html).html == read.html)
    }

    @Test("row 136: an element with a million attributes ends a document, and the document says so")
    func attributes() {
        let read = body("<p>begin</p><p " + String(repeating: "a=1 ", count: 1_000_000) + ">x</p>")
        #expect(read.text == "begin")
        #expect(read.isTruncated)
    }

    @Test(
        "what a limit cuts off ends with whole characters and closed elements, and is cut at the same place again",
        arguments: 0..<60)
    func cut(_ octets: Int) {
        var limits = Limits()
        limits.textOctets = octets
        let source = "<p>a <b>b&amp;c</b> ä€😀 <i> d</i></p><table>x<td>y</table><pre>\n\n z</pre><p><u>e<div>f"
        let once = HTMLBody(source, limits: limits).html
        #expect(HTMLOutput(once).objection == nil)
        #expect(!once.contains("\u{FFFD}"))
        #expect(HTMLBody(once, limits: limits).html == once)
    }

    @Test("controls of windows-1252 are read as what was meant, as references and as they are, or left out")
    func windowsControls() {
        let read = body("<p>It\u{92}s \u{81}here: &#145;x&#146;\u{93}</p>\n\u{91}")
        #expect(read.text == "It’s here: ‘x’“\n\n‘")
        #expect(body(read.html).html == read.html)
        let image = body("<img src=https://example.org/a alt='It\u{92}s \u{81} &#145;x'>")
        #expect(image.html.contains("It’s ‘x"))
        #expect(body(image.html).html == image.html)
    }

    @Test("tables within tables, with the rows and cells that they lack, are told when they are too deep")
    func tables() {
        #expect(!body(String(repeating: "<table>", count: 60)).isFlattened)
        let read = body(String(repeating: "<table>", count: 70) + "x")
        #expect(read.text == "x")
        #expect(read.isFlattened && !read.isTruncated)
    }

    @Test("elements that are never closed lose no text; that some were too deep is said")
    func unclosed() {
        let read = body(String(repeating: "<font>a", count: 600))
        #expect(read.text == String(repeating: "a", count: 600))
        #expect(read.isFlattened && !read.isTruncated)
        #expect(!body(String(repeating: "<font>a", count: 200)).isFlattened)
    }
}
