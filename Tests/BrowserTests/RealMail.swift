import Core
import Foundation

@testable import Parser

/// Messages of other projects' tests, kept beside the checkout; not part of it.
enum RealMail {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("../shared/corpora").standardized

    static var isPresent: Bool { FileManager.default.fileExists(atPath: root.path) }

    /// The sanitised HTML of every message that has some.
    static func htmlBodies() -> [(name: String, html: String)] {
        let files =
            FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        return files.filter { $0.path.contains("/messages/") }.compactMap { file in
            guard let octets = try? Data(contentsOf: file), let message = try? MessageParser().parse(Array(octets))
            else {
                return nil
            }
            return message.html.map { (file.lastPathComponent, $0) }
        }
    }
}
