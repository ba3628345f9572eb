import Foundation
import TestSupport
import Testing

@Suite("docs/troubleshooting.md", .ownThread)
struct DocumentTextTests {
    /// Everything that stands in string literals of the sources, with the pieces of a longer text put together.
    static func texts() throws -> String {
        let folder = "\(Document.root)/Sources"
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
        return try files.map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined(separator: "\n")
            .replacing(/"\s*\+\s*"/, with: "")
    }

    /// What a document has in quotation marks, cut where `…` stands for anything.
    static func quotations(in text: String) -> [String] {
        text.matches(of: /“([^”]+)”/).flatMap { $0.1.split(separator: "…") }
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    @Test("what it quotes is what the program says")
    func quotations() throws {
        let texts = try Self.texts()
        let document = try String(contentsOfFile: "\(Document.root)/docs/troubleshooting.md", encoding: .utf8)
        let quoted = Self.quotations(in: document)
        #expect(quoted.count > 20)
        for quotation in quoted where quotation != "quotation marks" {
            let isSaid = texts.contains(quotation)
            #expect(isSaid, "\(quotation)")
        }
    }

    @Test(
        "a text that the program does not say is found out",
        arguments: [
            ("“the mail server refused the login”", true), ("“the mail server refuses the login”", false),
            ("“another casepost … already works on”", true), ("“another casepost … works already on”", false),
        ])
    func wrong(_ text: String, _ isSaid: Bool) throws {
        let texts = try Self.texts()
        #expect(Self.quotations(in: text).allSatisfy(texts.contains) == isSaid)
    }

    @Test("links with a name lead to a heading of that name", arguments: try Document.all())
    func anchors(in document: Document) throws {
        let folder = URL(fileURLWithPath: "\(Document.root)/\(document.path)").deletingLastPathComponent()
        let text = try String(contentsOfFile: "\(Document.root)/\(document.path)", encoding: .utf8)
        for link in text.matches(of: /\]\(([^)#:\s]*)#([^)\s]+)\)/) {
            let file =
                link.1.isEmpty
                ? URL(fileURLWithPath: "\(Document.root)/\(document.path)")
                : folder.appendingPathComponent(String(link.1))
            // A document that is not there at all is told by another test.
            guard let target = try? String(contentsOf: file, encoding: .utf8) else { continue }
            #expect(Self.anchors(of: target).contains(String(link.2)), "\(document.path): \(link.0)")
        }
    }

    /// The names of headings as GitHub makes them.
    private static func anchors(of text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
                line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                    .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.replacing(" ", with: "-")
            })
    }
}
