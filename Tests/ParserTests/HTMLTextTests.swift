import Core
import Testing

@testable import Parser

@Suite("Text of HTML")
struct HTMLTextTests {
    @Test(
        "what nobody sees is not read",
        arguments: [
            ("<div style='display:none;max-height:0px'>no</div>yes", "yes"),
            ("<div style='max-height:0;overflow:hidden'>no</div>yes", "yes"),
            ("<span style='font-size:0px'>no</span>yes", "yes"), ("<span style='opacity: 0'>no</span>yes", "yes"),
            ("<span style='visibility:hidden'>no</span>yes", "yes"), ("<p style='mso-hide:all'>no</p>yes", "yes"),
            ("<span style='opacity:0.5'>yes</span>", "yes"), ("<span style='font-size:0.9em'>yes</span>", "yes"),
            ("<div style='height:0'>yes</div>", "yes"), ("<div style='overflow:hidden'>yes</div>", "yes"),
            // Letters without a size are those of the frame; what stands in it has its own.
            ("<table><tr><td style='font-size:0'> no <div style='font-size:13px'>yes</div></td></tr></table>", "yes"),
            ("<p class=MsoNormal>yes<o:p></o:p></p>", "yes"),
        ])
    func hidden(_ source: String, _ expected: String) {
        #expect(HTMLBody(source, limits: Limits()).text == expected)
    }

    @Test(
        "structure is written as a person would type it",
        arguments: [
            ("<h1>Title</h1><p>Text</p>", "Title\n\nText"),
            ("<ul><li>One</li><li>Two<ol><li>a</li><li>b</li></ol></li></ul>", "- One\n- Two\n  1. a\n  2. b"),
            ("<table><tr><td>a</td><td>b</td></tr></table><table><tr><td>c</td></tr></table>", "a\tb\n\nc"),
            ("<dl><dt>Term</dt><dd>What it is</dd></dl>", "Term\nWhat it is"),
            ("Fine <img src=x alt='🙂'> <img src=x alt='Logo'>", "Fine 🙂 [Logo]"),
            ("a<hr>b", "a\n________________________________\nb"),
            ("<blockquote>x<br><br>y</blockquote>z", "> x\n>\n> y\nz"),
            ("a&zwnj;b &amp;lt; &hellip;", "a\u{200C}b &lt; …"),
        ])
    func structure(_ source: String, _ expected: String) {
        #expect(HTMLBody(source, limits: Limits()).text == expected)
    }
}
