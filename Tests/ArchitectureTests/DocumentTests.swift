import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("every RFC that the code names has a row in docs/rfcs.md")
    func standards() throws {
        let rows = try SourceFile.read("docs/rfcs.md").lines.filter { $0.hasPrefix("|") }
        let listed = Set(rows.flatMap { $0.split(separator: "|")[0].matches(of: /\d{4,5}/).map { String($0.0) } })
        for file in try SourceFile.all(in: "Sources", ["swift", "c", "h"]) {
            for line in file.lines where line.contains("RFC ") {
                let named = Set(line.matches(of: /RFC (\d{4,5})/).map { String($0.1) })
                #expect(named.isSubset(of: listed), "\(file.path)")
            }
        }
    }

    @Test("links in documents lead to files", arguments: try SourceFile.documents())
    func links(in document: String) throws {
        let folder = (document as NSString).deletingLastPathComponent
        for line in try SourceFile.read(document).lines {
            for link in line.matches(of: /\]\(([^)#:]+)\)/) {
                let path = (folder as NSString).appendingPathComponent(String(link.1))
                #expect(Self.exists(path), "\(document): \(link.1)")
            }
        }
    }

    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: SourceFile.root.appending(path: path).path)
    }
}

extension SourceFile {
    /// All documents of the project.
    static func documents() throws -> [String] {
        let top = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".md") }
        let below = try ["docs", "samples", "templates"].flatMap { try all(in: $0, ["md"]).map(\.path) }
        return (top + below).sorted()
    }
}
