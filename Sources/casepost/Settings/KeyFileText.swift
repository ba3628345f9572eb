internal import Core
internal import FoundationEssentials

/// The text of a key file, changed line by line: whatever else stands in it stays.
///
/// Two kinds of comments mean something: `# ID made DATE` before a key, and `# revoked ID DATE`.
struct KeyFileText {
    /// A key without its secret.
    struct Entry: Equatable {
        var id: UInt8
        /// The day it was made, if a comment says so.
        var made: String?
    }

    /// Why a key can't be made or removed.
    enum Refusal: Error, Equatable {
        case noFreeID
        case unknown(UInt8)
        case last(UInt8)
    }

    /// The id of a revoked key is free again after so long.
    private static let quarantine: TimeInterval = 90 * 86_400

    private var lines: [String]

    /// Takes a text that ``SecretKeyFile`` reads without problems.
    init(_ text: String) {
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        while lines.last == "" { lines.removeLast() }
    }

    /// The text as it is to be written.
    var text: String { lines.map { $0 + "\n" }.joined() }

    /// The keys in their order: the first signs.
    var entries: [Entry] {
        lines.indices.compactMap { index in
            Self.id(of: lines[index]).map { Entry(id: $0, made: made($0, before: index)) }
        }
    }

    /// Puts a new key on top, with an id that no key has or had lately.
    mutating func rotate(
        at now: Date, using generator: inout some RandomNumberGenerator
    ) throws(Refusal) -> UInt8 {
        let taken = Set(entries.map(\.id) + revoked(since: now.addingTimeInterval(-Self.quarantine)))
        guard let id = (0..<16 as Range<UInt8>).first(where: { !taken.contains($0) }) else { throw .noFreeID }
        var top = lines.firstIndex { Self.id(of: $0) != nil } ?? lines.endIndex
        if top > 0, top < lines.endIndex, let first = Self.id(of: lines[top]), made(first, before: top) != nil {
            top -= 1
        }
        lines.insert(
            contentsOf: ["# \(id) made \(Self.day(now))", SecretKeyFile.newLine(id: id, using: &generator)], at: top)
        return id
    }

    /// Removes a key, and notes when.
    mutating func revoke(_ id: UInt8, at now: Date) throws(Refusal) {
        let known = entries
        guard let index = lines.firstIndex(where: { Self.id(of: $0) == id }) else { throw .unknown(id) }
        guard known.count > 1 else { throw .last(id) }
        let start = made(id, before: index) == nil ? index : index - 1
        lines.replaceSubrange(start...index, with: ["# revoked \(id) \(Self.day(now))"])
    }

    private func revoked(since limit: Date) -> [UInt8] {
        lines.compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 3, words[0] == "#", words[1] == "revoked", let id = UInt8(words[2]) else { return nil }
            // A note without a date that can be read counts as one of today.
            guard words.count > 3, let date = Instant.read(String(words[3])) else { return id }
            return date >= limit ? id : nil
        }
    }

    private func made(_ id: UInt8, before index: Int) -> String? {
        guard index > 0 else { return nil }
        let words = lines[index - 1].split(whereSeparator: \.isWhitespace)
        guard words.count == 4, words[0] == "#", words[1] == "\(id)", words[2] == "made" else { return nil }
        return String(words[3])
    }

    private static func id(of line: String) -> UInt8? {
        let line = line.trimmed
        return line.hasPrefix("#") ? nil : line.split(separator: ":").first.flatMap { UInt8($0) }
    }

    private static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }
}
