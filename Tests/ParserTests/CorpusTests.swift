import Core
import Foundation
import Testing

@testable import Parser

/// Messages of other projects' tests with what these expect of them, kept beside the checkout; not part of it.
private enum Corpora {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("../shared/corpora").standardized

    static var arePresent: Bool { FileManager.default.fileExists(atPath: root.path) }

    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? [])
        .filter { FileManager.default.fileExists(atPath: root.appendingPathComponent("\($0)/messages").path) }
        .sorted()

    /// Every message of a corpus.
    static func messages(of corpus: String) -> [URL] {
        let folder = root.appendingPathComponent("\(corpus)/messages")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return (files?.allObjects as? [URL] ?? []).filter {
            (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }
    }

    /// The rows of `expected.jsonl` that are about whole messages.
    static func rows(of corpus: String) -> [[String: Any]] {
        let file = root.appendingPathComponent("\(corpus)/expected.jsonl")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let row = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return row.flatMap { $0["input_kind"] as? String == "eml" ? $0 : nil }
        }
    }
}

/// How many expectations of a key are met.
private struct Score {
    var met: [String: Int] = [:]
    var all: [String: Int] = [:]

    mutating func count(_ key: String, _ isMet: Bool) {
        all[key, default: 0] += 1
        met[key, default: 0] += isMet ? 1 : 0
    }

    /// The share that is met; 1 where nothing is expected.
    func share(_ key: String) -> Double { all[key].map { Double(met[key] ?? 0) / Double($0) } ?? 1 }
}

/// Compares what a row expects with a message, key by key.
private func compare(_ row: [String: Any], _ message: InboundMessage, _ score: inout Score) {
    if let subject = row["subject"] as? String { score.count("subject", folded(subject) == folded(message.subject)) }
    if let address = row["from_address"] as? String {
        score.count("from", address == message.from.first?.address ?? "")
    } else if let from = row["from"] as? [[String: Any]], !from.isEmpty {
        score.count(
            "from", from.map { $0["address"] as? String ?? $0["mail"] as? String } == message.from.map(\.address))
    }
    if let identifier = row["message_id"] as? String {
        let bare = identifier.trimmingCharacters(in: CharacterSet(charactersIn: "<> \n"))
        score.count("message_id", bare == message.messageID?.rawValue ?? "")
    }
    if let text = row["text"] as? String { score.count("text", folded(text) == folded(message.text)) }
    if let number = row["attachment_count"] as? Int {
        score.count("attachments", number == message.attachments.count)
    } else if let attachments = row["attachments"] as? [[String: Any]] {
        score.count("attachments", attachments.count == message.attachments.count)
    }
    if let isBounce = row["is_bounce"] as? Bool { score.count("bounce", isBounce == (message.kind == .bounce)) }
}

private func folded(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

@Suite("Corpora", .enabled(if: Corpora.arePresent))
struct CorpusTests {
    @Test(
        "every message is read: attachments have the size they say, HTML is stable", arguments: Corpora.names)
    func total(_ corpus: String) throws {
        for file in Corpora.messages(of: corpus) {
            let raw = Array(try Data(contentsOf: file))
            guard let message = try? MessageParser().parse(raw) else { continue }
            for attachment in message.attachments {
                let size = raw.withUnsafeBytes { attachment.decoded(from: $0).count }
                #expect(size == attachment.size, "\(file.lastPathComponent)")
            }
            let once = sanitised(message.html ?? "", message)
            #expect(sanitised(once, message) == once, "\(file.lastPathComponent)")
        }
    }

    private func sanitised(_ html: String, _ message: InboundMessage) -> String {
        let contentIDs = Set(message.attachments.compactMap(\.contentID))
        return HTMLBody(html, wantsText: false, limits: Limits(), contentIDs: contentIDs).html
    }

    @Test("as many expectations are met as have been before")
    func score() throws {
        var score = Score()
        for corpus in Corpora.names {
            for row in Corpora.rows(of: corpus) {
                let file = Corpora.root.appendingPathComponent("\(corpus)/\(row["file"] as? String ?? "")")
                guard let data = try? Data(contentsOf: file) else { continue }
                guard let message = try? MessageParser().parse(Array(data)) else { continue }
                compare(row, message, &score)
            }
        }
        for key in score.all.keys.sorted() { print(key, score.met[key] ?? 0, "of", score.all[key] ?? 0) }
        let floors = [
            "from": 0.98, "subject": 0.97, "message_id": 1, "text": 0.86, "attachments": 0.84, "bounce": 0.98,
        ]
        for (key, floor) in floors { #expect(score.share(key) >= floor, "\(key): \(score.share(key))") }
    }
}
