internal import Core
internal import FoundationEssentials

/// A digest as a column of the outbox keeps it.
enum DigestColumn {
    static func text(_ digest: NewsDigest) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(digest), as: UTF8.self)
    }

    static func digest(_ text: String) throws -> NewsDigest {
        guard let digest = try? JSONDecoder().decode(NewsDigest.self, from: Data(text.utf8)) else {
            throw Damaged.row("a digest")
        }
        return digest
    }
}
