import Foundation

@testable import casepost

/// Fragments of `casepost.toml` in documents, each made whole and read as the program reads its settings.
struct DocumentSettings {
    /// What a fragment is completed with: keys of each table, unless the fragment has them.
    private static let base: KeyValuePairs = [
        "[site]": ["public_url = \"https://support.example.org\""],
        "[web]": ["listen = \"127.0.0.1:8080\""],
        "[smtp]": ["url = \"smtp://mail.example.org\"", "from = \"support@example.org\""],
        "[[mailbox]]": [
            "name = \"support\"", "address = \"support@example.org\"", "url = \"imaps://imap.example.org/INBOX\"",
        ],
    ]

    /// The fragment with what it leaves out; lines before its first table are a mailbox's.
    static func whole(_ lines: [String]) -> String {
        var tables: [(header: String, lines: [String])] = [("[[mailbox]]", [])]
        for line in lines {
            if line.contains(/^\[+[\w.]+\]+\s*(?:#.*)?$/) {
                tables.append((line.split(separator: " ").first.map(String.init) ?? line, []))
            } else {
                tables[tables.count - 1].lines.append(line)
            }
        }
        if tables[0].lines.allSatisfy({ $0.trimmingCharacters(in: .whitespaces).isEmpty || $0.hasPrefix("#") }) {
            tables.removeFirst()
        }
        for (header, keys) in base {
            if !tables.contains(where: { $0.header == header }) { tables.append((header, [])) }
            for index in tables.indices where tables[index].header == header {
                let said = Set(tables[index].lines.map(key))
                tables[index].lines += keys.filter { !said.contains(key($0)) }
            }
        }
        return tables.map { ([$0.header] + $0.lines).joined(separator: "\n") }.joined(separator: "\n") + "\n"
    }

    private static func key(_ line: String) -> String {
        line.prefix { $0 != "=" }.trimmingCharacters(in: .whitespaces)
    }

    /// What is wrong with a document's fragments; presets are files named `my-desk.toml` in that folder.
    static func problems(in document: Document, folder: String) throws -> [String] {
        var problems: [String] = []
        for fence in document.fences where fence.language == "toml" {
            let place = "\(document.path):\(fence.line)"
            do throws(FileProblems) {
                switch fence.label {
                case "":
                    _ = try SettingsFile(file: place, folder: folder).settings(whole(fence.lines))
                case "preset":
                    _ = try PresetFile.preset(fence.text, file: place, name: "my-desk")
                    try? fence.text.write(toFile: "\(folder)/my-desk.toml", atomically: true, encoding: .utf8)
                default:
                    problems.append("\(place): toml \(fence.label) is not known: say toml, or toml preset")
                }
            } catch {
                // What is not there yet is written about before it is.
                problems += error.problems.map(\.description).filter { !$0.contains("is not available yet") }
            }
        }
        return problems
    }
}
