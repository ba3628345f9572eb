import Core
import Templates
import Testing

@Suite("What people write stays text")
struct RenderingTests {
    private let templates: TemplateSet

    init() throws { templates = try TemplateSet() }

    @Test(
        "markup and template tags in any value come out as they were written",
        arguments: [
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
            ("{{secret}}", "{{secret}}"), ("{{{text}}}", "{{{text}}}"), ("{{>layout}}", "{{&gt;layout}}"),
            ("\"quoted\" & 'so'", "&quot;quoted&quot; &amp; &#39;so&#39;"), ("#{7*7} %n%s $(id)", "#{7*7} %n%s $(id)"),
        ])
    func literal(_ written: String, _ escaped: String) {
        let post = mail(everywhere(written))
        #expect(post.subject == "[#1] \(written)")
        #expect(post.text.split(separator: written, omittingEmptySubsequences: false).count == 10)
        #expect(post.html.split(separator: escaped, omittingEmptySubsequences: false).count == 12)
        #expect(escaped == written || !post.html.contains(written))
    }

    @Test(
        "a subject is one clean line",
        arguments: [
            ("Hello\r\nBcc: eve@example.org", "[#1] Hello Bcc: eve@example.org"),
            ("tab\tnull\0bell\u{7}escape\u{1B}[31m", "[#1] tab null bell escape [31m"),
            ("line\u{2028}paragraph\u{2029}next\u{85}form\u{C}", "[#1] line paragraph next form"),
            ("invoice\u{202E}fdp.exe\u{2066}", "[#1] invoicefdp.exe"),
            ("  ", "[#1] (no subject)"), ("", "[#1] (no subject)"),
        ])
    func subject(_ written: String, _ expected: String) {
        var post = Self.post
        post.subject = written
        #expect(mail(post).subject == expected)
    }

    @Test("an acknowledgement repeats no more than 80 characters of the subject")
    func longSubject() {
        var acknowledgement = Self.acknowledgement
        acknowledgement.subject = String(repeating: "é", count: 79) + "end"
        let mail = templates.render(.caseAcknowledgement(acknowledgement))
        #expect(mail.subject == "[#1] " + String(repeating: "é", count: 79) + "…")
        #expect(!mail.text.contains("end") && !mail.html.contains("éend"))
        acknowledgement.subject = "e" + String(repeating: "\u{301}", count: 10_000)
        #expect(templates.render(.caseAcknowledgement(acknowledgement)).subject == "[#1] …")
    }

    @Test("control characters never reach a terminal; line ends become LF")
    func controls() {
        var post = Self.post
        post.post.text = "\r\none \u{1B}[2J\r\n\r\ttwo\u{2028}three\u{9B}  \n\n"
        let text = mail(post).text
        #expect(text.contains("\n\none  [2J\n\n\ttwo\nthree\n\n"))
        #expect(
            text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\t" })
    }

    @Test(
        "plain text becomes paragraphs with line breaks, columns kept",
        arguments: [
            ("one", ["one"]), ("one\ntwo", ["one<br>two"]), ("one\n\n \n\ntwo\n", ["one", "two"]),
            ("  a  b\n\tc", ["\u{A0}\u{A0}a \u{A0}b<br>\u{A0}\u{A0}\u{A0}\u{A0}c"]), ("a<b\n&", ["a&lt;b<br>&amp;"]),
            ("", ["(no text)"]),
        ])
    func paragraphs(_ text: String, _ expected: [String]) {
        var post = Self.post
        post.post.text = text
        let html = mail(post).html
        let opening = "<p style=\"margin:0 0 14px 0;\">"
        let found = html.split(separator: opening).dropFirst().compactMap { $0.split(separator: "</p>").first }
        #expect(found.map(String.init) == expected)
    }

    @Test("an earlier post without text does not borrow that of the new one")
    func emptyInnerValue() {
        var post = Self.post
        post.post.text = "only once"
        post.earlierPosts = [CasePost.Post(authorName: "", isAdvisor: false, postedAt: "", text: "")]
        let mail = mail(post)
        #expect(mail.text.split(separator: "only once", omittingEmptySubsequences: false).count == 2)
        #expect(mail.text.split(separator: "Ann", omittingEmptySubsequences: false).count == 2)
    }

    @Test("what is not there leaves no heading behind")
    func absentParts() {
        let acknowledgement = templates.render(.caseAcknowledgement(Self.acknowledgement))
        let post = mail(Self.post)
        for word in ["Left out", "LEFT OUT", "target", "Attachments", "Earlier", "EARLIER"] {
            for part in [acknowledgement.text, acknowledgement.html, post.text, post.html] {
                #expect(!part.contains(word), "\(word)")
            }
        }
        #expect(acknowledgement.text.hasPrefix("Hello,\n"))
    }

    @Test("who opened the case and who wrote is said in words", arguments: [(true, "opened"), (false, "wrote")])
    func opening(_ opensCase: Bool, _ word: String) {
        var post = Self.post
        post.opensCase = opensCase
        #expect(mail(post).text.hasPrefix("Ann (contact) \(word)"))
        #expect(mail(post).html.contains("Ann</strong> (contact) \(word)"))
        post.post.isAdvisor = true
        #expect(mail(post).text.hasPrefix("Ann (advisor) \(word)"))
    }

    private func mail(_ post: CasePost) -> RenderedMail { templates.render(.casePost(post)) }

    /// A post with that text in each of its values but the number.
    private func everywhere(_ text: String) -> CasePost {
        let post = CasePost.Post(authorName: text, isAdvisor: true, postedAt: text, text: text)
        return CasePost(
            siteName: text, caseNumber: "1", account: text, subject: text, status: text, priority: text, type: text,
            post: post)
    }

    private static let post = CasePost(
        siteName: "Desk", caseNumber: "1", account: "District", subject: "Subject", status: "New", priority: "Low",
        type: "Question",
        post: CasePost.Post(authorName: "Ann", isAdvisor: false, postedAt: "today", text: "Hello"))

    private static let acknowledgement = CaseAcknowledgement(
        siteName: "Desk", recipientName: "", caseNumber: "1", account: "District", subject: "Subject",
        priority: "Low", type: "Question", receivedAt: "today")
}
