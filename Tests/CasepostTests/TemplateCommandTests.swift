import Foundation
import TestSupport
import Testing

@Suite("casepost template", .ownThread)
struct TemplateCommandTests {
    private let outbox: MailFolder
    private let desk: DeskFixture

    init() throws {
        let directory = try TemporaryDirectory()
        outbox = MailFolder(path: directory.appending("out"))
        desk = try DeskFixture(mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(outbox.path)\"", in: directory)
    }

    private func useOwnTemplates() throws {
        try FileManager.default.createDirectory(atPath: desk.path("own"), withIntermediateDirectories: true)
        try desk.write("own/case-post.txt", "Subject: Case {{caseNumber}} of {{siteName}}\n\n{{text}}\n")
        let toml = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
        try desk.write(
            "casepost.toml", toml.replacingOccurrences(of: "[site]\n", with: "[site]\ntemplates = \"own\"\n"))
    }

    @Test("list names every template with its subject, and the desk's own files")
    func lists() throws {
        let shipped = try desk.succeed("template", "list")
        for words in ["case-post ", "question-reply", "shipped", "[#1000001] Grade book"] {
            #expect(shipped.contains(words), "\(shipped)")
        }
        try useOwnTemplates()
        let text = try desk.succeed("template", "list")
        #expect(text.contains("Case 1000001 of Campus Support") && text.contains("own/case-post.txt"))
        let lines = try desk.jsonLines(try desk.succeed("template", "list", "--json"))
        #expect(lines.allSatisfy { Set($0.keys) == ["name", "files", "subject"] })
        let own = lines.filter { ($0["files"] as? [String])?.isEmpty == false }
        #expect(own.map { $0["name"] as? String } == ["case-post"])
    }

    @Test("preview shows sample data as text or HTML, as an account may choose")
    func previews() throws {
        let text = try desk.succeed("template", "preview", "case-post")
        #expect(text.hasPrefix("Subject: [#1000001] Grade book") && text.contains("\n\nDaniel Okafor (advisor) wrote"))
        #expect(try desk.succeed("template", "preview", "case-post", "--html").hasPrefix("<!DOCTYPE html>"))
        let excerpt = try desk.succeed("template", "preview", "case-post", "--content", "excerpt")
        #expect(excerpt.contains("/case/") && !excerpt.contains("save-all.png"))
        let link = try desk.succeed("template", "preview", "case-post", "--content", "link-only")
        #expect(link.hasPrefix("Subject: [#1000001] New answer\n") && !link.contains("Okafor"))
    }

    @Test("preview of a case shows the latest mail of the template as it went out, to one address or any")
    func previewsCase() throws {
        let mail = SampleMail.plain(id: "1@district.example", subject: "Rosters", text: "They are empty.")
        #expect(try desk.run(["deliver", "--mailbox", "support"], input: mail).status == 0)
        try desk.succeed("case", "recipients", "1000001", "add", "raj.patel@district.example")
        try desk.succeed("case", "post", "1000001", "--text", "Since when?")
        try desk.succeed("run-due")
        let text = try desk.succeed("template", "preview", "case-post", "--case", "1000001")
        #expect(text.hasPrefix("Subject: [#1000001] Rosters\n") && text.contains("Since when?"))
        #expect(
            try desk.succeed(
                "template", "preview", "case-acknowledgement", "--case", "1000001", "--recipient",
                "Ann.Lee@district.example"
            ).contains("Hello Ann,"))
        let other = try desk.run(
            "template", "preview", "case-acknowledgement", "--case", "1000001", "--recipient",
            "raj.patel@district.example")
        #expect(other.status == 66 && other.stderr.contains("no mail of case-acknowledgement to raj.patel@"))
        #expect(try desk.run("template", "preview", "case-post", "--case", "1000009").status == 66)
    }

    @Test(
        "what is no name is answered with the nearest one, what does not go together with why",
        arguments: [
            (["case-psot"], "did you mean \"case-post\"?"), (["zzzzzzzzzz"], "casepost template list"),
            (["case-post", "--content", "exerpt"], "did you mean \"excerpt\"?"),
            (["case-post", "--recipient", "a@b.example"], "--recipient goes with --case"),
            (["case-post", "--content", "full", "--case", "1000001"], "--content goes with sample data"),
        ])
    func mistakes(_ arguments: [String], _ problem: String) throws {
        let output = try desk.run(["template", "preview"] + arguments)
        #expect(output.status == 64 && output.stderr.contains(problem), "\(output.stderr)")
    }

    @Test("a template that can't be used is told by file and line")
    func brokenTemplate() throws {
        try useOwnTemplates()
        try desk.write("own/case-post.html", "<p>\n{{caseNumer}}")
        let output = try desk.run("template", "list")
        #expect(output.status == 78)
        #expect(output.stderr.contains("case-post.html:2: unknown variable caseNumer; did you mean caseNumber?"))
    }
}
