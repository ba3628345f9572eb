import Core
import Templates
import TestSupport
import Testing

@Suite("What a template's own text becomes")
struct TemplateTextTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test(
        "a line with one tag that prints nothing leaves no line behind; any other line stays",
        arguments: [
            ("a\n{{#isAdvisor}}\nb\n{{/isAdvisor}}\nc\n", "a\nb\nc\n"),
            ("a {{#isAdvisor}}b{{/isAdvisor}} c\n", "a b c\n"),
            ("a\n \t{{#isAdvisor}} \n  b\n  {{/isAdvisor}}\t\nc", "a\n  b\nc"),
            ("{{! for whoever reads this\nfile }}\na\n", "a\n"),
            ("{{#isAdvisor}}{{caseNumber}}\n{{/isAdvisor}}\na\n", "1000001\na\n"),
            ("a\n{{^isAdvisor}}\nb\n{{/isAdvisor}}", "a\n"),
            ("{{#isAdvisor}}{{/isAdvisor}}\na\n", "\na\n"),
            ("  {{caseNumber}}\n", "  1000001\n"),
            ("a\n{{^isAdvisor}}\nb\n{{/isAdvisor}} c\n", "a\n c\n"),
            ("a {{#isAdvisor}}\nb\n{{/isAdvisor}}\nc\n", "a \nb\nc\n"),
        ])
    func lines(_ template: String, _ text: String) throws {
        #expect(try self.text(of: template) == text)
    }

    @Test("a list is said once for each item, and otherwise where it has none")
    func lists() throws {
        let list = "{{#earlierPosts}}{{postedAt}}; {{/earlierPosts}}{{^earlierPosts}}none{{/earlierPosts}}"
        #expect(try text(of: list) == "Friday, 20 November 2026, 08:20 CST; Friday, 20 November 2026, 08:03 CST; ")
        var post = CasePost(
            siteName: "", caseNumber: "1", account: "", subject: "", status: "", priority: "", type: "",
            post: CasePost.Post(authorName: "", isAdvisor: false, postedAt: "", text: ""))
        #expect(try TemplateSet(overrides: folder.path).render(.casePost(post)).text == "none")
        post.earlierPosts = [post.post, post.post]
        #expect(try TemplateSet(overrides: folder.path).render(.casePost(post)).text == "; ; ")
    }

    @Test(
        "the white space before a file that is put in stands before each of its lines, if the tag has its own line",
        arguments: [
            ("a\n  {{>case-facts}}\nb\n", "a\n  one\n  two\n\n  1000001\nb\n"),
            ("a\n{{>case-facts}}\nb\n", "a\none\ntwo\n\n1000001\nb\n"),
            ("a {{>case-facts}} b\n", "a one\ntwo\n\n1000001\n b\n"),
        ])
    func indentation(_ template: String, _ text: String) throws {
        try folder.write("case-facts.txt", "one\n{{#caseNumber}}\ntwo\n\n{{/caseNumber}}\n{{caseNumber}}\n")
        #expect(try self.text(of: template) == text)
    }

    @Test("what fills a block names what is known where it was written")
    func fillings() throws {
        try folder.write(
            "earlier-posts.html", "{{#earlierPosts}}[{{$by}}{{/by}} after {{authorName}}]{{/earlierPosts}}")
        let html = try html(of: "{{<earlier-posts}}{{$by}}{{authorName}}{{/by}}{{/earlier-posts}}")
        #expect(html == "[Daniel Okafor after Priya Nair][Daniel Okafor after Priya Nair]")
    }

    @Test("the outermost of those who fill a block does so, and what it puts in may have the same block again")
    func nestedFillings() throws {
        try folder.write("omitted.html", "<{{$omittedHint}}nothing{{/omittedHint}}>")
        try folder.write("on-page.html", "{{<omitted}}{{$omittedHint}}inner{{/omittedHint}}{{/omitted}}")
        #expect(try html(of: "{{>on-page}}") == "<inner>")
        #expect(
            try html(of: "{{<omitted}}{{$omittedHint}}outer {{>on-page}}{{/omittedHint}}{{/omitted}}")
                == "<outer <inner>>")
        #expect(
            try html(of: "{{<on-page}}{{/on-page}}") == "<inner>", "a file whose own blocks are not there is put in")
    }

    private func text(of body: String) throws -> String {
        try folder.write("case-post.txt", "Subject: {{caseNumber}}\n\n\(body)")
        return try TemplateSet(overrides: folder.path).render(.sample(of: .casePost)).text
    }

    private func html(of body: String) throws -> String {
        try folder.write("case-post.html", body)
        return try TemplateSet(overrides: folder.path).render(.sample(of: .casePost)).html
    }
}
