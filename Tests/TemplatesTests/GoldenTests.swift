import Core
import FoundationEssentials
import Templates
import Testing

@Suite("Renderings, compared with Golden/")
struct GoldenTests {
    @Test("each template says what it said before", arguments: TemplateName.allCases)
    func sample(_ name: TemplateName) throws {
        try expectGolden(of: .sample(of: name), named: name.rawValue)
    }

    private func expectGolden(of context: TemplateContext, named name: String) throws {
        let mail = try TemplateSet().render(context)
        #expect(mail.fallback == nil)
        try expect("Subject: \(mail.subject)\n\n\(mail.text)", equals: "\(name).txt")
        try expect(mail.html, equals: "\(name).html")
    }

    /// Writes what came out beside the file that says what should have.
    private func expect(_ actual: String, equals file: String) throws {
        let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(file)")
        let expected = FileManager.default.contents(atPath: golden.path).map { String(decoding: $0, as: UTF8.self) }
        guard actual != expected else { return }
        try Data(actual.utf8).write(to: golden.appendingPathExtension("actual"))
        Issue.record("\(file) came out differently: compare Golden/\(file) with Golden/\(file).actual")
    }
}
