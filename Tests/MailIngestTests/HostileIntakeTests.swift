import Core
import Foundation
import MailIngest
import Store
import TestSupport
import Testing

private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

/// A message of ann's, verified: fields, and what follows them.
private func message(_ fields: String, _ body: String = "\r\nhello\r\n") -> [UInt8] {
    Array(
        ("Authentication-Results: mx.example.org; dmarc=pass header.from=district.example\r\n"
            + "From: ann@district.example\r\n\(fields)\r\n\(body)").utf8)
}

private let mixed = "Content-Type: multipart/mixed; boundary=b"

/// A part that is a file of so many octets.
private func file(_ name: String, octets: Int) -> String {
    "--b\r\nContent-Type: application/zip; name=\(name)\r\nContent-Disposition: attachment\r\n"
        + "Content-Transfer-Encoding: binary\r\n\r\n\(times(octets, "z"))\r\n"
}

/// The rows of the attack matrix, from the mailbox to the case; each names its row.
@Suite("Hostile mail, taken in", .ownThread)
struct HostileIntakeTests {
    /// A message that must wait for a person, and the reason's word.
    struct Held: Sendable, CustomTestStringConvertible {
        var name: String
        var reason: String
        var message: @Sendable () -> [UInt8]
        var testDescription: String { name }

        init(_ name: String, _ reason: String, _ message: @escaping @Sendable () -> [UInt8]) {
            (self.name, self.reason, self.message) = (name, reason, message)
        }
    }

    static let held = [
        Held("row 111: multiparts nested 10,000 deep", "limit-depth") {
            message(
                "S: x",
                (0..<10_000).map { "Content-Type: multipart/mixed; boundary=b\($0)\r\n\r\n--b\($0)\r\n" }.joined())
        },
        Held("row 112: 100,000 empty parts", "limit-parts") { message(mixed, "\r\n" + times(100_000, "--b\r\n\r\n")) },
        Held("row 113: a header section of 50 MB", "limit-header") {
            message("X: " + times(1_000_000, times(48, "x") + "\r\n "))
        },
        Held("row 113: 100,000 header fields", "limit-fields") { message(times(100_000, "X: y\r\n") + "Y: z") },
        Held("row 114: a million addresses", "limit-header") {
            message("To: " + times(1_000_000, "a@b.example,\r\n "))
        },
        Held("row 118: two boundaries", "ambiguousMIME") {
            message(mixed + "; boundary=c", "\r\n--b\r\n\r\nx\r\n--b--\r\n")
        },
        Held("row 118: two Content-Type fields", "ambiguousMIME") { message("\(mixed)\r\n\(mixed)c") },
        Held("row 118: a boundary in pieces", "ambiguousMIME") {
            message("Content-Type: multipart/mixed; boundary*0=b; boundary*1=c", "\r\n--bc\r\n\r\nx\r\n--bc--\r\n")
        },
        Held("row 128: an empty mail", "empty") { [] },
        Held("row 128: a mail of blank lines", "empty") { Array("\r\n\r\n".utf8) },
    ]

    @Test("waits for a person with its reason, and the next message is taken in", arguments: held)
    func holds(_ held: Held) async throws {
        let desk = try await IntakeDesk()
        let results = try await desk.take([held.message(), mail("next")])
        #expect(results.map(\.outcome) == [.held, .opened])
        #expect(results.first?.reason == held.reason)
        #expect(results.first?.reasons.last?.isEmpty == false)
    }

    @Test("row 113: a Subject of 1 MB opens a case with as much of it as a list can show, and a note")
    func longSubject() async throws {
        let desk = try await IntakeDesk()
        let results = try await desk.take([message("Subject: \(times(1_000_000, "x"))"), mail("next")])
        let detail = try await desk.caseDetail(results.first?.caseNumber)
        #expect(detail.listing.supportCase.subject == times(250, "x") + "…")
        #expect(detail.feed.first?.entry.text.hasSuffix("(The subject goes on in the message.)") == true)
        #expect(results.last?.outcome == .opened)
    }

    @Test("row 114: five thousand addresses are no reason to refuse a contact")
    func addresses() async throws {
        let desk = try await IntakeDesk()
        let results = try await desk.take([message("To: \(times(5_000, "a@b.example,"))support@example.org")])
        #expect(results.map(\.outcome) == [.opened])
    }

    @Test("a text of 2 MB is cut with a note, and comes whole as a file")
    func longText() async throws {
        let desk = try await IntakeDesk()
        let results = try await desk.take([message("Subject: s", "\r\n" + times(30_000, times(70, "x") + "\r\n"))])
        let post = try #require(try await desk.caseDetail(results.first?.caseNumber).feed.first)
        #expect(post.entry.text.hasSuffix("it was too long to be shown.)"))
        #expect(post.attachments.map(\.size) == [30_000 * 72])
    }

    @Test("row 121: a file of exactly 15 MB is stored, of one octet more left out with a note; the text is posted")
    func largeFiles() async throws {
        let desk = try await IntakeDesk()
        let limit = 15 << 20
        let body = "\r\n--b\r\n\r\nhello\r\n\(file("a.zip", octets: limit))\(file("b.zip", octets: limit + 1))--b--\r\n"
        let results = try await desk.take([message(mixed, body)])
        let post = try #require(try await desk.caseDetail(results.first?.caseNumber).feed.first)
        #expect(post.entry.text == "hello")
        #expect(post.attachments.map(\.size) == [limit, limit + 1])
        #expect(post.attachments.map(\.omitted) == [nil, "it is larger than 15 MB"])
    }

    @Test(
        "row 122: ten files are stored, of eleven the first ten",
        arguments: [(10, [nil]), (11, [nil, "a message may bring 10 files"])])
    func manyFiles(_ count: Int, _ tail: [String?]) async throws {
        let desk = try await IntakeDesk()
        let files = (1...count).map { file("\($0).zip", octets: $0) }.joined()
        let results = try await desk.take([message(mixed, "\r\n--b\r\n\r\nhello\r\n\(files)--b--\r\n")])
        let post = try #require(try await desk.caseDetail(results.first?.caseNumber).feed.first)
        #expect(post.entry.text == "hello")
        #expect(post.attachments.map(\.omitted) == [String?](repeating: nil, count: 9) + tail)
    }

    @Test("row 124: a winmail.dat that nobody can open is stored as it is, with a post that says that there is no text")
    func winmail() async throws {
        let desk = try await IntakeDesk()
        let results = try await desk.take([
            message(
                "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64",
                "\r\neJ8+IgEA\r\n")
        ])
        let post = try #require(try await desk.caseDetail(results.first?.caseNumber).feed.first)
        #expect(post.entry.text == "(The message had no text.)")
        #expect(post.attachments.map(\.filename) == ["winmail.dat"] && post.attachments.map(\.size) == [6])
    }

    @Test("row 126: odd dates and identifiers change neither the order nor the outcome")
    func datesAndIdentifiers() async throws {
        let desk = try await IntakeDesk()
        let fields = [
            "X: y", "Date: Thu, 01 Jan 1970 00:00:00 +0000", "Date: Sun, 01 Mar 2099 00:00:00 +0000", "Date: soon",
            "Message-ID: <same@district.example>", "Message-ID: <same@district.example>\r\nSubject: another",
            "Message-ID: <\(times(5_000, "a"))@district.example>",
        ]
        let results = try await desk.take(fields.map { message($0) })
        #expect(results.map(\.outcome) == fields.map { _ in .opened })
        let numbers = results.compactMap { $0.caseNumber?.description }
        #expect(numbers == numbers.sorted() && Set(numbers).count == fields.count)
    }

    @Test("row 128: a mail without text opens a case that says so")
    func noText() async throws {
        let desk = try await IntakeDesk()
        let results = try await desk.take([message("Subject: s", "\r\n")])
        let post = try #require(try await desk.caseDetail(results.first?.caseNumber).feed.first)
        #expect(post.entry.text == "(The message had no text.)")
    }

    @Test(
        "row 128: a reply of only quotes, or of only a signature, is a post in which they stand",
        arguments: ["> one\r\n> two\r\n", "-- \r\nAnn\r\nDesk 3\r\n"])
    func nothingNew(_ text: String) async throws {
        let desk = try await IntakeDesk()
        let opened = try await desk.take([mail("a")])
        let address = try await desk.replyAddress(opened.first?.caseNumber)
        let results = try await desk.take([message("To: \(address)", "\r\n\(text)")], from: 2)
        #expect(results.map(\.outcome) == [.posted])
        let post = try #require(try await desk.caseDetail(opened.first?.caseNumber).feed.last)
        for line in text.split(separator: "\r\n") { #expect(post.entry.text.contains(line)) }
    }
}
