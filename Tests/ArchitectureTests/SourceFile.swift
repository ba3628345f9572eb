import Foundation

/// One file of the package, as text.
struct SourceFile {
    /// The path inside the package.
    var path: String
    /// Its lines, from the first.
    var lines: [String]

    /// The folder of the package; computed, so that a checkout anywhere tests itself.
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folders directly inside a folder.
    static func folders(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    /// All files below a folder whose names end in one of the extensions.
    static func all(in folder: String, _ extensions: Set<String> = ["swift"]) throws -> [SourceFile] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
        return try paths.sorted().filter { extensions.contains(($0 as NSString).pathExtension) }
            .map { try read("\(folder)/\($0)") }
    }

    /// The file at that path.
    static func read(_ path: String) throws -> SourceFile {
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        return SourceFile(
            path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }

    /// The modules that it imports.
    var imports: Set<String> {
        Set(
            lines.lazy.filter { $0.contains("import ") }.compactMap { line in
                let pattern =
                    /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)/
                return line.firstMatch(of: pattern).map { String($0.1) }
            })
    }

    /// A line without its comment and without what stands in string literals.
    static func code(_ line: String) -> String {
        line.replacing(/"(?:[^"\\]|\\.)*"/, with: "\"\"").replacing(/\/\/.*$/, with: "")
    }
}
