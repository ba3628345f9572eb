import Core
import FoundationEssentials
import Testing

@testable import Notifier

extension OutgoingMail {
    /// A plain mail, for tests that change one thing about it.
    static func sample(_ change: (inout OutgoingMail) -> Void = { _ in }) throws -> OutgoingMail {
        var mail = OutgoingMail(
            from: Party(name: "Support", address: try #require(EmailAddress("support@example.org"))),
            to: Party(name: "Ann Lee", address: try #require(EmailAddress("ann@client.example"))),
            replyTo: EmailAddress("support+t0k3n@example.org"),
            subject: "Your case 1000001",
            date: Date(timeIntervalSince1970: 1_784_534_700),
            messageID: MessageID(rawValue: "c1000001.7@example.org"),
            autoSubmitted: .autoReplied,
            text: "Hello Ann,\nwe got your mail.\n",
            html: "<p>Hello Ann,<br>we got your mail.</p>\n")
        change(&mail)
        return mail
    }
}

/// A composed mail cut into its lines; a test that reads it is told of a bare CR or LF.
struct ComposedLines {
    let lines: [String]

    init(_ bytes: [UInt8]) throws {
        var text = Substring(decoding: bytes, as: UTF8.self)
        try #require(text.hasSuffix("\r\n"))
        text.removeLast()
        lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        #expect(!lines.contains { $0.utf8.contains(0x0D) || $0.utf8.contains(0x0A) })
    }

    /// The lines of the named header field, folds kept.
    func field(_ name: String) -> [String] {
        let header = lines.prefix { !$0.isEmpty }
        guard let start = header.firstIndex(where: { $0.hasPrefix(name + ":") }) else { return [] }
        let folded = header[(start + 1)...].prefix { $0.hasPrefix(" ") }
        return [header[start]] + folded
    }

    /// The lines after the first empty one.
    var body: [String] { Array(lines.drop { !$0.isEmpty }.dropFirst()) }
}

/// A text for a row of a table, which shows only how it is made.
struct LongText: CustomTestStringConvertible, Sendable {
    let text: String
    let testDescription: String

    init(_ piece: String, _ count: Int = 1, after start: String = "", then end: String = "") {
        text = start + String(repeating: piece, count: count) + end
        testDescription = "\(start.debugDescription) + \(count) × \(piece.debugDescription) + \(end.debugDescription)"
    }
}
