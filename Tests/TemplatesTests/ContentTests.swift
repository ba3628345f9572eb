import Core
import Testing

@testable import Templates

@Suite("Mails that leave text out")
struct ContentTests {
    private let templates: TemplateSet

    init() throws { templates = try TemplateSet() }

    private static let sentence = "This is a sentence of forty characters. "

    @Test(
        "an excerpt ends with a sentence, a line or a word, and says that there is more",
        arguments: [
            ("short", "short"), ("", ""), ("two\n\nlines\n", "two\n\nlines"),
            (String(repeating: sentence, count: 9), String(repeating: sentence, count: 7).trimmed + " …"),
            (
                String(repeating: "no end ", count: 60),
                String(repeating: "no end ", count: 42).trimmed + " no …"
            ),
            (String(repeating: "x", count: 5_000), String(repeating: "x", count: 300) + " …"),
            (
                "Yes. " + String(repeating: "word ", count: 100),
                "Yes. " + String(repeating: "word ", count: 59).trimmed + " …"
            ),
            (
                String(repeating: "a", count: 200) + "\n" + String(repeating: "b", count: 200),
                String(repeating: "a", count: 200) + " …"
            ),
            (String(repeating: "版本1.2的", count: 60), String(repeating: "版本1.2的", count: 50) + " …"),
        ])
    func excerpt(_ text: String, _ expected: String) { #expect(text.beginning == expected) }

    @Test("an excerpt of a post names no file and nothing that was said before, and has the link")
    func cutPost() {
        let mail = templates.render(TemplateContext.sample(of: .casePost).cut(to: .sample))
        for part in [mail.text, mail.html] {
            #expect(part.contains("thank you for the steps") && part.contains(PageLink.sample.address))
            #expect(part.contains("Attachments: 1") && part.contains("Files that were left out of the case: 1"))
            for word in ["save-all.png", "server-log.zip", "another browser", "Earlier", "EARLIER"] {
                #expect(!part.contains(word), "\(word)")
            }
        }
    }

    /// The templates of which an account's choice takes something away, the subject aside.
    private static let cut: [TemplateName] = [
        .caseAcknowledgement, .casePost, .caseStatus, .caseClosed, .caseFollowUp, .caseEscalated, .caseReleased,
        .permissionRequest, .responseWarning, .onCall,
    ]

    @Test("an excerpt has the link to the rest, in text and HTML", arguments: cut)
    func links(_ name: TemplateName) {
        let sample = TemplateContext.sample(of: name)
        let (mail, full) = (templates.render(sample.cut(to: .sample)), templates.render(sample))
        #expect(mail.subject == full.subject)
        #expect(mail.text.contains("\n\(PageLink.sample.address)\n") && mail.html.contains(PageLink.sample.address))
        #expect(!full.text.contains("/case/") && !full.html.contains("/case/"))
    }

    @Test("what somebody is asked to permit stays whole")
    func permission() throws {
        guard case .permissionRequest(var news) = TemplateContext.sample(of: .permissionRequest) else { return }
        news.permission = String(repeating: "May we? ", count: 100) + "END"
        let mail = templates.render(TemplateContext.permissionRequest(news).cut(to: .sample))
        #expect(mail.text.contains("END") && mail.html.contains("END"))
    }

    @Test(
        "in the place of each mail, a link-only one has a subject of its own and nothing that anybody wrote",
        arguments: cut)
    func linkOnly(_ name: TemplateName) throws {
        let notice = try #require(CaseLinkNotice.sample(instead: .sample(of: name)))
        let mail = templates.render(.caseLink(notice))
        let rest = try #require(mail.subject.split(separator: "[#1000001] ").first)
        #expect(mail.subject.hasPrefix("[#1000001] ") && !rest.isEmpty)
        for part in [mail.subject, mail.text, mail.html] {
            for word in [
                "Grade book", "Priya", "Okafor", "thank you", "cache", "fix-grades", "tonight", "screen-recording",
            ] {
                #expect(!part.contains(word), "\(word)")
            }
        }
        #expect(mail.text.contains(PageLink.sample.address) && mail.html.contains(PageLink.sample.address))
    }

    @Test("who can be shown no page is told the command")
    func withoutPage() {
        let notice = CaseLinkNotice(
            siteName: "S", caseNumber: "1", news: .notedInternally, status: "New", priority: "High")
        let mail = templates.render(.caseLink(notice))
        #expect(mail.subject == "[#1] New internal note")
        #expect(mail.text.contains("casepost case show 1") && mail.html.contains("casepost case show 1"))
        #expect(!mail.text.contains("#status") && !mail.html.contains("href"))
    }
}
