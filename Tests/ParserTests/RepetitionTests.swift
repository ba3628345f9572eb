import Core
import Testing

@testable import Parser

@Suite("One thing over and over")
struct RepetitionTests {
    private static let fieldNames = [
        "From", "To", "Subject", "Date", "Message-ID", "References", "Content-Type", "Content-Disposition",
        "Content-ID", "Content-Transfer-Encoding", "Auto-Submitted", "Received", "X-Failed-Recipients", "Return-Path",
    ]
    private static let units = [
        "(", ")", "<", ">", "\"", "\\", ",", ";", ":", "@", "=", "=?", "?=", "=?utf-8?q?", "=?utf-8?b?",
        "=?utf-8?q?a?= ",
        "a ", "a@b ", "a@b, ", "<a@b>, ", "\"a", "a:;", "[", "\r\n ", ".", "'", "%", "*", ";a=b", ";name*0=a", "\t",
        "?",
    ]

    /// Several fields of one name, each of one thing: what they name need not stand in the text.
    @Test("a message whose fields are all alike is read", arguments: fieldNames, units)
    func fields(_ name: String, _ unit: String) throws {
        let field = "\(name): a\(String(repeating: unit, count: 40))\r\n"
        let raw = Array((String(repeating: field, count: 3) + "Subject: s\r\n\r\ntext\r\n").utf8)
        let message = try MessageParser().parse(raw)
        #expect(message.header.fields.contains { $0.name == name })
    }

    @Test("a body of one thing is read, as text and as HTML", arguments: units, ["text/plain", "text/html"])
    func bodies(_ unit: String, _ type: String) throws {
        let body = String(repeating: unit + "\r\n", count: 100)
        let raw = Array("Return-Path: <>\r\nContent-Type: \(type)\r\n\r\n\(body)".utf8)
        #expect(try MessageParser().parse(raw).text.utf8.count <= 4 * raw.count)
    }
}
