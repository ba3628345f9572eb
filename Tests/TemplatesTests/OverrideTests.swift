import Core
import Templates
import TestSupport
import Testing

@Suite("A desk's own templates")
struct OverrideTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test("one file is replaced, the others stay as shipped")
    func oneByOne() throws {
        try folder.write("case-post.txt", "Subject: Case {{caseNumber}}\n\n{{authorName}} wrote:\n{{text}}\n")
        let own = try render(.casePost)
        let shipped = try TemplateSet().render(.sample(of: .casePost))
        #expect(own.subject == "Case 1000001")
        #expect(own.text.hasPrefix("Daniel Okafor wrote:\nHello Priya,\n"))
        #expect(own.html == shipped.html)
        #expect(try render(.caseAcknowledgement) == TemplateSet().render(.sample(of: .caseAcknowledgement)))
    }

    @Test("a shared part is replaced for all who use it", arguments: TemplateName.allCases)
    func sharedPart(_ name: TemplateName) throws {
        try folder.write(
            "layout.html",
            "<html>{{$title}}{{/title}}{{$preview}}{{/preview}}{{$mark}}{{/mark}}"
                + "<main>{{$content}}{{/content}}</main>{{$footer}}{{/footer}}</html>")
        #expect(try render(name).html.hasPrefix("<html>\(TemplateSet().render(.sample(of: name)).subject.escaped)"))
    }

    @Test("hidden files and a README are passed over; byte order marks and CRLF are no matter")
    func tolerance() throws {
        try folder.write(".case-post.txt.swp", [0xFF])
        try folder.write("README.md", "{{nobody}}")
        try folder.write(
            "case-post.txt", "\u{FEFF}Subject: {{caseNumber}}\r\n\r\n{{#isAdvisor}}\r\nyes\r\n{{/isAdvisor}}\r\n")
        let mail = try render(.casePost)
        #expect(mail.subject == "1000001")
        #expect(mail.text == "yes\n")
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        var file = "case-post.html"
        var text: String
        var problem: String

        var testDescription: String { problem }
    }

    @Test(
        "a mistake is told with file, line and what to do",
        arguments: [
            Mistake(
                text: "<p>\n{{caseNumer}}</p>",
                problem: "case-post.html:2: unknown variable caseNumer; did you mean caseNumber?"),
            Mistake(
                text: "{{#hasAttachments}}\n{{size}}{{/hasAttachments}}",
                problem: "case-post.html:2: unknown variable size; known here: account, "),
            Mistake(text: "{{zzzzzz}}", problem: "case-post.html:1: unknown variable zzzzzz; known here: account, "),
            Mistake(
                text: "\n{{#attachments}}{{nam}}{{/attachments}}",
                problem: "case-post.html:2: unknown variable nam; did you mean name?"),
            Mistake(
                text: "{{#attachment}}{{/attachment}}",
                problem: "case-post.html:1: unknown variable attachment; did you mean attachments?"),
            Mistake(text: "{{attachments}}", problem: "case-post.html:1: attachments is a list and can't be printed"),
            Mistake(text: "{{isAdvisor}}", problem: "case-post.html:1: isAdvisor is yes or no and can't be printed"),
            Mistake(text: "a\nb {{{text}}}", problem: "case-post.html:2: {{{text}} would print without escaping"),
            Mistake(text: "{{&text}}", problem: "case-post.html:1: {{&text}} would print without escaping"),
            Mistake(text: "{{%CONTENT_TYPE:TEXT}}", problem: "case-post.html:1: {{%CONTENT_TYPE:TEXT}} would change"),
            Mistake(text: "{{=<% %>=}}", problem: "case-post.html:1: {{=<% %>=}} would change"),
            Mistake(text: "{{uppercased(text)}}", problem: "case-post.html:1: “uppercased(text)” is no name"),
            Mistake(text: "{{a b}}", problem: "case-post.html:1: “a b” is no name"),
            Mistake(text: "{{}}", problem: "case-post.html:1: a tag is empty"),
            Mistake(text: "\n\n{{text", problem: "case-post.html:3: a tag is opened and not closed"),
            Mistake(
                text: "\n{{#text}}\n\n", problem: "case-post.html:2: {{#text}} is opened and not closed; add {{/text}}"),
            Mistake(text: "{{/text}}", problem: "case-post.html:1: {{/text}} closes nothing"),
            Mistake(
                text: "{{#text}}\n{{^isAdvisor}}\n{{/text}}",
                problem: "case-post.html:3: {{/text}} stands where {{^isAdvisor}} of line 2 is open"),
            Mistake(
                text: "{{>paragraph}}",
                problem: "case-post.html:1: unknown template paragraph; did you mean paragraphs?"),
            Mistake(text: "{{>case-post}}", problem: "case-post.html:1: unknown template case-post; known here: "),
            Mistake(
                text: "{{<layout}}{{$contents}}{{/contents}}{{/layout}}",
                problem: "case-post.html:1: unknown block contents; did you mean content?"),
            Mistake(
                text: "{{<layout}}{{caseNumber}}{{/layout}}",
                problem: "case-post.html:1: something other than blocks stands in {{<layout}}"),
            Mistake(
                file: "paragraphs.html", text: "{{>paragraphs}}",
                problem: "paragraphs.html:1: paragraphs includes itself"),
            Mistake(
                file: "layout.html",
                text: ["title", "preview", "mark", "content", "footer"].map { "{{$\($0)}}{{/\($0)}}" }.joined()
                    + "\n{{reference}}",
                problem: "layout.html:2: unknown variable reference"),
            Mistake(
                file: "layout.html", text: "{{$title}}{{/title}}{{$content}}{{/content}}",
                problem: "layout.html: the block footer is missing; add {{$footer}}{{/footer}} where it belongs"),
            Mistake(
                file: "case-post.txt", text: "Hello\n\n{{text}}",
                problem: "case-post.txt:1: the text of a mail does not begin with its subject"),
            Mistake(
                file: "case-post.txt", text: "Subject: {{subject}}\n\n{{text}}",
                problem: "case-post.txt:1: the subject lacks the case number"),
            Mistake(
                file: "case-post.txt", text: "Subject: {{#text}}{{caseNumber}}{{/text}}\n\n{{text}}",
                problem: "case-post.txt:1: the subject lacks the case number"),
            Mistake(
                file: "case-post.txt", text: "Subject: {{caseNumber}}\n\none\n{{tekst}}",
                problem: "case-post.txt:4: unknown variable tekst; did you mean text?"),
            Mistake(
                file: "case-posts.txt", text: "",
                problem: "case-posts.txt: there is no template of that name; did you mean case-post.txt?"),
        ])
    func mistakes(_ mistake: Mistake) throws {
        let path = try folder.write(mistake.file, mistake.text)
        let error = try #require(throws: TemplateError.self) { try TemplateSet(overrides: folder.path) }
        let expected = folder.appending(mistake.problem)
        #expect(error.problems.contains { $0.description.hasPrefix(expected) }, "\(error)")
        #expect(error.problems.allSatisfy { $0.file == path && !$0.remedy.isEmpty })
    }

    @Test("all mistakes are told at once, each once")
    func allMistakes() throws {
        try folder.write("case-post.html", "{{>paragraphs}}{{>paragraphs}}\n{{one}}{{one}}\n{{two}}")
        try folder.write("paragraphs.html", "{{three}}")
        let error = try #require(throws: TemplateError.self) { try TemplateSet(overrides: folder.path) }
        #expect(error.problems.map(\.line) == [2, 3, 1])
    }

    @Test("a file that is no text, a folder in place of a file, a folder that is missing")
    func unreadable() throws {
        try folder.write("case-post.txt", [0x53, 0xFF])
        try folder.folder("layout.html")
        let error = try #require(throws: TemplateError.self) { try TemplateSet(overrides: folder.path) }
        #expect(error.problems.map(\.file) == [folder.appending("case-post.txt"), folder.appending("layout.html")])
        let missing = folder.appending("missing")
        let other = try #require(throws: TemplateError.self) { try TemplateSet(overrides: missing) }
        #expect(other.problems.first?.file == missing)
    }

    @Test(
        "what would leave a mail empty is not sent: the shipped template stands in, and says so",
        arguments: [
            ("case-post.txt", "Subject: {{caseNumber}}\n\n{{^isAdvisor}}{{text}}{{/isAdvisor}}\n", "text"),
            ("case-post.html", "{{^isAdvisor}}<p>{{text}}</p>{{/isAdvisor}}", "HTML"),
        ])
    func fallback(_ file: String, _ text: String, _ part: String) throws {
        try folder.write(file, text)
        var mail = try render(.casePost)
        #expect(mail.fallback == "case-post: the desk's own template left the \(part) empty")
        mail.fallback = nil
        #expect(mail == (try TemplateSet().render(.sample(of: .casePost))))
    }

    private func render(_ name: TemplateName) throws -> RenderedMail {
        try TemplateSet(overrides: folder.path).render(.sample(of: name))
    }
}

extension String {
    /// As it stands in HTML.
    fileprivate var escaped: String { replacing("'", with: "&#39;") }
}
