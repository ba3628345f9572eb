import Core
import FoundationEssentials
import Testing

@testable import Templates

@Suite("The shipped templates")
struct ShippedTemplatesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let folder = root.appending(path: "templates")

    @Test("the program holds exactly the files of templates/ and of its pages/")
    func sameAsFolder() throws {
        let pages = Self.folder.appending(path: TemplateCatalog.pagesFolder)
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: pages.path)) == Set(ShippedTemplates.pages.keys))
        for (name, octets) in ShippedTemplates.pages {
            #expect(FileManager.default.contents(atPath: pages.appending(path: name).path) == Data(octets), "\(name)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { !$0.hasPrefix(".") && $0 != "README.md" && $0 != TemplateCatalog.pagesFolder }
        #expect(Set(names) == Set(ShippedTemplates.mails.keys))
        for (name, octets) in ShippedTemplates.mails {
            #expect(
                FileManager.default.contents(atPath: Self.folder.appending(path: name).path) == Data(octets), "\(name)")
        }
    }

    @Test("used as a desk's own, they say the same", arguments: TemplateName.allCases)
    func ownFolder(_ name: TemplateName) throws {
        let own = try TemplateSet(overrides: Self.folder.path).render(.sample(of: name))
        #expect(own == (try TemplateSet().render(.sample(of: name))))
    }

    @Test("each mail has a text and an HTML part", arguments: TemplateName.allCases)
    func bothParts(_ name: TemplateName) {
        #expect(ShippedTemplates.mails["\(name.rawValue).txt"] != nil)
        #expect(ShippedTemplates.mails["\(name.rawValue).html"] != nil)
    }

    @Test("the HTML fetches nothing and runs nothing, and names its language", arguments: TemplateName.allCases)
    func quietHTML(_ name: TemplateName) throws {
        var html = try TemplateSet().render(.sample(of: name)).html.lowercased()
        // The one link that a mail may have is the desk's own.
        if [.senderConfirm, .caseLink, .survey].contains(name) {
            html = html.replacing(/https:\/\/support\.example\.org\/(confirm|case|survey)\/[a-z2-7]{39}/, with: "")
        }
        if [.notice, .caseAcknowledgement].contains(name) {
            html = html.replacing("https://support.example.org/notices", with: "")
        }
        for word in ["http", "url(", "src=", "@import", "<script", "<link", "<img", "<form", "javascript"] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(html.contains("<html lang=\"en\""))
        #expect(html.split(separator: "<h1", omittingEmptySubsequences: false).count == 2)
    }

    @Test("our own words fit into 72 columns of a terminal", arguments: TemplateName.allCases)
    func columns(_ name: TemplateName) throws {
        let text = try #require(ShippedTemplates.mails["\(name.rawValue).txt"])
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        #expect(lines.filter { !$0.contains("{{") && $0.count > 72 }.isEmpty)
    }

    @Test("the README tells of each variable", arguments: TemplateName.allCases)
    func documented(_ name: TemplateName) throws { try expectDocumented(name.rawValue, name.variables) }

    @Test("the README tells of each variable of a page", arguments: PageName.allCases)
    func documentedPage(_ name: PageName) throws {
        try expectDocumented(name.rawValue, name.variables.filter { $0.key != "banner" })
    }

    @Test("the README tells once of what all pages know of the banner")
    func documentedBanner() throws {
        let readme = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        let text = try #require(readme.firstRange(of: "# Templates of pages").map { readme[$0.upperBound...] })
        for variable in Self.all(FixedPage.names.filter { $0.key == "banner" }) {
            #expect(text.contains("`\(variable)`"), "\(variable)")
        }
    }

    private func expectDocumented(_ name: String, _ variables: VariableNames) throws {
        let readme = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        let sections = ("\n" + readme).split(separator: "\n## ").dropFirst()
        let text = try #require(sections.first { $0.prefix { $0 != "\n" }.contains("`\(name)`") })
        for variable in Self.all(variables) {
            #expect(text.contains("`\(variable)`"), "\(variable)")
        }
    }

    private static func all(_ names: VariableNames) -> [String] {
        names.flatMap { name, kind -> [String] in
            guard case .list(let inner) = kind else { return [name] }
            return [name] + all(inner)
        }
    }
}
