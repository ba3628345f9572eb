import Core
import Foundation
import Testing

@testable import Parser

/// A sample message, and what is expected of it: keys as `casepost parse --json` has them, those left out don't matter.
struct Fixture: Sendable, CustomTestStringConvertible {
    let name: String
    let raw: [UInt8]
    let expected: Data

    var testDescription: String { name }

    /// All samples under Fixtures.
    static let all: [Fixture] = {
        guard let root = Bundle.module.resourceURL?.appendingPathComponent("Fixtures") else { return [] }
        return ["rfc", "wild", "malformed"].flatMap { folder -> [Fixture] in
            let place = root.appendingPathComponent(folder)
            let files = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
            return files.filter { $0.hasSuffix(".eml") }.sorted().compactMap { file in
                let message = place.appendingPathComponent(file)
                let json = message.deletingPathExtension().appendingPathExtension("json")
                guard let raw = try? Data(contentsOf: message), let expected = try? Data(contentsOf: json) else {
                    return nil
                }
                return Fixture(name: "\(folder)/\(file)", raw: Array(raw), expected: expected)
            }
        }
    }()

    /// Places all over the message: every one of a short sample, some hundreds of a long one; fuzzing does the rest.
    var places: some Sequence<Int> { stride(from: 0, to: raw.count, by: raw.count / 256 + 1) }

    /// The message with other line ends.
    func raw(lineEnd: [UInt8]) -> [UInt8] {
        raw.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            Array(line.last == 0x0D ? line.dropLast() : line)
        }.joined(separator: lineEnd).map { $0 }
    }

    /// The expected value of each key, and the value that a message has.
    func comparisons(with message: InboundMessage, raw: [UInt8]) throws -> [(
        key: String, expected: String, actual: String
    )] {
        let wanted = try #require(try JSONSerialization.jsonObject(with: expected) as? [String: Any])
        let actual = raw.withUnsafeBytes { MessageSummary.values(of: message, raw: $0) }
        return try wanted.keys.sorted().map { key in
            (key, try Self.canonical(wanted[key]), try Self.canonical(actual[key]))
        }
    }

    private static func canonical(_ value: Any?) throws -> String {
        let data = try JSONSerialization.data(withJSONObject: [value ?? NSNull()], options: [.sortedKeys])
        return String(decoding: data, as: UTF8.self)
    }
}

/// The ways in which lines end in mail.
enum LineEnd: String, Sendable, CaseIterable {
    case lf, crlf, cr

    var octets: [UInt8] {
        switch self {
        case .lf: [0x0A]
        case .crlf: [0x0D, 0x0A]
        case .cr: [0x0D]
        }
    }
}

/// A message as `casepost parse --json` shows it.
enum MessageSummary {
    static func values(of message: InboundMessage, raw: UnsafeRawBufferPointer) -> [String: Any] {
        [
            "messageId": orNull(message.messageID?.rawValue), "inReplyTo": message.inReplyTo.map(\.rawValue),
            "references": message.references.map(\.rawValue),
            "date": orNull(message.date?.formatted(.iso8601)),
            "from": message.from.map(address), "sender": orNull(message.sender.map(address)),
            "replyTo": message.replyTo.map(address), "to": message.to.map(address), "cc": message.cc.map(address),
            "subject": message.subject, "text": message.text, "html": orNull(message.html),
            "replyText": message.replyText, "signature": orNull(message.signature),
            "quotedText": orNull(message.quotedText), "kind": message.kind.rawValue,
            "autoReply": orNull(message.autoReply), "quiet": orNull(message.quiet),
            "defects": message.defects.map(\.kind.rawValue),
            "attachments": message.attachments.map { attachment($0, raw) },
            "bounce": orNull(message.bounce.map(bounce)), "abuse": orNull(message.abuseReport.map(abuse)),
            "commands": message.commands.map { ["name": $0.name, "argument": orNull($0.argument)] },
            "fields": message.fields,
        ]
    }

    private static func bounce(_ bounce: Bounce) -> [String: Any] {
        let recipients = bounce.recipients.map { recipient in
            [
                "address": orNull(recipient.address), "action": recipient.action.rawValue,
                "status": orNull(recipient.status), "smtpCode": orNull(recipient.smtpCode),
                "permanent": recipient.isPermanent, "hard": recipient.isHard, "reason": recipient.reason.rawValue,
                "diagnostic": orNull(recipient.diagnostic),
            ]
        }
        return ["recipients": recipients, "originalMessageId": orNull(bounce.originalMessageID?.rawValue)]
    }

    private static func abuse(_ report: AbuseReport) -> [String: Any] {
        [
            "feedbackType": orNull(report.feedbackType), "userAgent": orNull(report.userAgent),
            "originalMailFrom": orNull(report.originalMailFrom), "originalRecipients": report.originalRecipients,
            "sourceIP": orNull(report.sourceIP),
        ]
    }

    private static func address(_ address: NamedAddress) -> [String: Any] {
        ["name": orNull(address.name), "address": address.address]
    }

    private static func attachment(_ attachment: Core.Attachment, _ raw: UnsafeRawBufferPointer) -> [String: Any] {
        [
            "filename": orNull(attachment.filename), "contentType": attachment.contentType, "size": attachment.size,
            "inline": attachment.isInline, "contentId": orNull(attachment.contentID),
            "base64": Data(attachment.decoded(from: raw)).base64EncodedString(),
        ]
    }

    private static func orNull(_ value: Any?) -> Any { value ?? NSNull() }
}

@Suite("Sample messages")
struct FixtureTests {
    @Test("there are samples")
    func present() { #expect(Fixture.all.count >= 25) }

    @Test("samples are understood, with whatever line ends", arguments: Fixture.all, LineEnd.allCases)
    func understood(_ fixture: Fixture, _ lineEnd: LineEnd) throws {
        let raw = fixture.raw(lineEnd: lineEnd.octets)
        let message = try MessageParser().parse(raw)
        for row in try fixture.comparisons(with: message, raw: raw) {
            #expect(row.actual == row.expected, "\(row.key)")
        }
    }

    @Test("samples cut anywhere give a message or a failure, never a trap", arguments: Fixture.all)
    func cut(_ fixture: Fixture) {
        let parser = MessageParser()
        fixture.raw.withUnsafeBytes { raw in
            for length in fixture.places {
                let part = UnsafeRawBufferPointer(rebasing: raw[..<length])
                guard let message = try? parser.parse(part) else { continue }
                for attachment in message.attachments {
                    #expect(attachment.decoded(from: part).count == attachment.size)
                }
            }
        }
    }

    @Test("samples with an octet changed give a message or a failure, never a trap", arguments: Fixture.all)
    func damaged(_ fixture: Fixture) {
        let parser = MessageParser()
        var raw = fixture.raw
        for place in fixture.places {
            let octet = raw[place]
            raw[place] = [0x00, 0x0A, 0x22, 0x28, 0x3A, 0x3B, 0x3C, 0x3D, 0xFF][place % 9]
            _ = try? parser.parse(raw)
            raw[place] = octet
        }
    }

    @Test("tight limits cut samples or refuse them, never trap", arguments: Fixture.all)
    func tightLimits(_ fixture: Fixture) {
        var limits = Limits()
        limits.fieldOctets = 8
        limits.addresses = 1
        limits.encodedWords = 1
        limits.commentDepth = 0
        limits.textOctets = 10
        limits.htmlOctets = 20
        limits.htmlNodes = 3
        limits.htmlDepth = 1
        _ = try? MessageParser(limits: limits).parse(fixture.raw)
        limits.headerOctets = 20
        limits.fields = 2
        limits.depth = 1
        limits.parts = 2
        _ = try? MessageParser(limits: limits).parse(fixture.raw)
    }
}
