import Core
import Foundation
import Testing

@testable import Parser

/// A message that is nothing but TNEF, or has some text of its own besides.
private func mail(_ tnef: [UInt8], text: String? = nil) throws -> InboundMessage {
    let part =
        "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n\(Base64.lines(tnef))"
    guard let text else { return try MessageParser().parse(Array("From: ann@example.org\n\(part)".utf8)) }
    let head = "From: ann@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\(text)\n--b\n"
    return try MessageParser().parse(Array("\(head)\(part)\n--b--\n".utf8))
}

private func octets(of attachment: Core.Attachment) -> [UInt8] {
    guard case .bytes(let bytes) = attachment.content else { return [] }
    return bytes
}

private func text(of attachment: Core.Attachment) -> String { String(decoding: octets(of: attachment), as: UTF8.self) }

/// Something of everything, in the form of new versions of Outlook.
private let richSample: [UInt8] = {
    var writer = TNEFWriter()
    writer.begin()
    writer.message(0x0007_8008, Array("IPM.Note\0".utf8))
    writer.properties([
        .numbers(0x6001, [1, 2, 3]), .strings(0x6002, ["a", "beta"]), .named("Keywords", "x"), .named(nil, "y"),
        .other(type: 0x48, 0x6003, [UInt8](repeating: 1, count: 16)), .time(0x0039, 132_000_000_000_000_000),
        .boolean(0x0E1F, true), .unicode(0x0037, "Grades"),
        .binary(
            0x1009,
            RTFCompressor.compress(#"{\rtf1\fromhtml1{\*\htmltag <p>}Dear Ann{\*\htmltag <img src="cid:i@x"></p>}}"#)),
    ])
    writer.file(
        "LONGNA~1.PDF", "%PDF",
        [.unicode(0x3707, "Long name of a résumé.pdf"), .unicode(0x370E, "Application/PDF"), .number(0x3705, 1)])
    writer.file("i.png", "PNG", [.unicode(0x370E, "image/png"), .unicode(0x3712, "i@x"), .number(0x3714, 4)])
    return writer.octets
}()

/// A message within a message, which has a file itself.
private let nested: [UInt8] = {
    var inner = TNEFWriter()
    inner.begin()
    inner.properties([
        .unicode(0x0037, "Ärger with grades"), .unicode(0x1000, "The inner text"), .unicode(0x0C1A, "Bob"),
        .unicode(0x5D01, "bob@example.org"), .time(0x0039, 132_000_000_000_000_000),
    ])
    inner.file("inner.txt", "inner file")
    let interface: [UInt8] = [0x07, 0x03, 0x02, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    var writer = TNEFWriter()
    writer.begin()
    writer.properties([.unicode(0x1000, "See below")])
    writer.file("Untitled", nil, [.number(0x3705, 5), .object(0x3701, interface + inner.octets)])
    return writer.octets
}()

@Suite("TNEF")
struct TNEFTests {
    @Test("body and files come out, and winmail.dat is gone")
    func rich() throws {
        let message = try mail(richSample)
        #expect(message.text == "Dear Ann")
        #expect(message.html?.contains("<p>Dear Ann") == true)
        #expect(message.attachments.map(\.filename) == ["Long name of a résumé.pdf", "i.png"])
        #expect(message.attachments.map(\.contentType) == ["application/pdf", "image/png"])
        #expect(message.attachments.map(\.isInline) == [false, true])
        #expect(message.attachments.map(text(of:)) == ["%PDF", "PNG"])
        #expect(message.defects == [])
    }

    @Test("the message's own text wins")
    func ownText() throws {
        let message = try mail(richSample, text: "My own text")
        #expect(message.text == "My own text")
        #expect(message.html == nil)
        #expect(message.attachments.map(\.filename) == ["Long name of a résumé.pdf", "i.png"])
    }

    @Test(
        "the body is the best of those that are there",
        arguments: [
            ([.string(0x1000, [0x63, 0xE9])], "cé", nil), ([.unicode(0x1000, "one\r\ntwo")], "one\ntwo", nil),
            ([.binary(0x1013, Array("<b>c\u{E9}</b>".utf8)), .number(0x3FDE, 65_001)], "cé", "<b>cé</b>"),
            ([.binary(0x1013, [0x3C, 0x62, 0x3E, 0xCF]), .number(0x3FDE, 1_251)], "П", "<b>П</b>"),
            ([.unicode(0x1013, "<b>x</b>"), .unicode(0x1000, "plain x")], "plain x", "<b>x</b>"),
            ([.binary(0x1009, RTFCompressor.store(#"{\rtf1 Hello}"#))], "Hello", nil),
            ([.binary(0x1009, RTFCompressor.compress(#"{\rtf1 Hello}"#)), .unicode(0x1000, "Hi")], "Hi", nil),
        ] as [([MAPIProperty], String, String?)])
    func bodies(_ properties: [MAPIProperty], _ text: String, _ html: String?) throws {
        var writer = TNEFWriter()
        writer.begin()
        writer.properties(properties)
        let message = try mail(writer.octets)
        #expect(message.text == text)
        #expect(message.html == html)
        #expect(message.attachments == [])
        #expect(message.defects == [])
    }

    @Test(
        "old TNEF has its text and names in a code page",
        arguments: [(1_252, "Zeugnis für März"), (1_251, "Оценки"), (932, "成績")])
    func codePages(_ codePage: Int, _ text: String) throws {
        let encodings: [Int: String.Encoding] = [1_251: .windowsCP1251, 932: .shiftJIS]
        let encoded = Array(try #require(text.data(using: encodings[codePage] ?? .windowsCP1252)))
        var writer = TNEFWriter()
        writer.begin(codePage: UInt32(codePage))
        writer.message(0x0002_800C, encoded + [0])
        writer.attachment(0x0006_9002, [UInt8](repeating: 0, count: 14))
        writer.attachment(0x0001_8010, encoded + Array(".doc".utf8) + [0])
        writer.attachment(0x0006_800F, [1, 2, 3])
        let message = try mail(writer.octets)
        #expect(message.text == text)
        #expect(message.attachments.map(\.filename) == ["\(text).doc"])
        #expect(message.attachments.map(octets(of:)) == [[1, 2, 3]])
    }

    @Test("a message within the message becomes one that every program opens")
    func nestedMessage() throws {
        let message = try mail(nested)
        #expect(message.text == "See below")
        #expect(message.attachments.map(\.filename) == ["Ärger with grades.eml"])
        #expect(message.attachments.map(\.contentType) == ["message/rfc822"])
        let inner = try MessageParser().parse(octets(of: try #require(message.attachments.first)))
        #expect(inner.subject == "Ärger with grades")
        #expect(inner.from == [NamedAddress(name: "Bob", address: try #require(inner.from.first?.address))])
        #expect(inner.from.map(\.address) == ["bob@example.org"])
        #expect(inner.text == "The inner text")
        #expect(inner.date?.ISO8601Format() == "2019-04-17T18:40:00Z")
        #expect(inner.attachments.map(\.filename) == ["inner.txt"])
        #expect(inner.defects == [])
    }

    @Test("messages within messages stay TNEF where they are too deep, and cost no more than their length")
    func tooDeep() throws {
        var octets = nested
        for _ in 0..<10 {
            var writer = TNEFWriter()
            writer.begin()
            writer.properties([.unicode(0x1000, "See below")])
            let interface = [UInt8](repeating: 7, count: 16)
            writer.file("Untitled", nil, [.number(0x3705, 5), .object(0x3701, interface + octets)])
            octets = writer.octets
        }
        let message = try mail(octets)
        #expect(message.attachments.map(\.contentType) == ["message/rfc822"])
    }

    @Test("what a message within the message has beyond its text keeps winmail.dat")
    func nestedAppointment() throws {
        var inner = TNEFWriter()
        inner.begin()
        inner.message(0x0007_8008, Array("IPM.Appointment\0".utf8))
        inner.properties([.unicode(0x0037, "Parents/teachers"), .unicode(0x1000, "Room 7")])
        var writer = TNEFWriter()
        writer.begin()
        writer.properties([.unicode(0x1000, "See below")])
        writer.file("x", nil, [.number(0x3705, 5), .object(0x3701, [UInt8](repeating: 7, count: 16) + inner.octets)])
        let message = try mail(writer.octets)
        #expect(message.attachments.map(\.filename) == ["Parents_teachers.eml", "winmail.dat"])
        #expect(message.defects == [])
    }

    @Test("a body that is longer than text may be keeps winmail.dat")
    func longBody() throws {
        var writer = TNEFWriter()
        writer.begin()
        writer.properties([.unicode(0x1000, String(repeating: "x", count: Limits().textOctets + 1))])
        let message = try mail(writer.octets)
        #expect(message.attachments.map(\.filename) == ["winmail.dat"])
        #expect(message.defects.map(\.kind) == [.truncatedText])
    }

    @Test("data within the properties, or wrapped for old Macs, is found")
    func data() throws {
        var header = [UInt8](repeating: 0, count: 128)
        header[86] = 3
        var writer = TNEFWriter()
        writer.begin()
        writer.message(0x0002_800C, Array("Hi".utf8))
        writer.file("a.bin", nil, [.binary(0x3701, Array("Cat".utf8))])
        writer.file("b.bin", String(decoding: header, as: UTF8.self) + "Dogmore", flags: 1)
        writer.file(
            "ole", nil, [.number(0x3705, 6), .object(0x3701, [UInt8](repeating: 1, count: 16) + Array("OLE".utf8))])
        writer.file("empty", "")
        #expect(try mail(writer.octets).attachments.map(text(of:)) == ["Cat", "Dog", "OLE", ""])
    }

    @Test(
        "winmail.dat stays where something of it was not understood",
        arguments: [
            ("IPM.Note", [0xFF], ["a.txt", "winmail.dat"], [.damagedTNEF]),
            ("IPM.Schedule.Meeting.Request", [], ["a.txt", "winmail.dat"], []),
            ("IPM.Note", [0x0D, 0x0A], ["a.txt"], []), ("IPM.Note", [UInt8](repeating: 0, count: 40), ["a.txt"], []),
        ] as [(String, [UInt8], [String], [Defect.Kind])])
    func kept(_ messageClass: String, _ rest: [UInt8], _ names: [String], _ defects: [Defect.Kind]) throws {
        var writer = TNEFWriter()
        writer.begin()
        writer.message(0x0007_8008, Array("\(messageClass)\0".utf8))
        writer.message(0x0002_800C, Array("Hi".utf8))
        writer.file("a.txt", "a")
        var octets = writer.octets + rest
        if rest == [0xFF] { octets[octets.count - 2] ^= 1 }
        let message = try mail(octets)
        #expect(message.text == "Hi")
        #expect(message.attachments.map(\.filename) == names)
        #expect(message.defects.map(\.kind) == defects)
    }

    @Test(
        "what is no TNEF, or has nothing in it, is an attachment as it is",
        arguments: [([1, 2, 3], [Defect.Kind.damagedTNEF]), (TNEFWriter().octets, [])])
    func none(_ octets: [UInt8], _ defects: [Defect.Kind]) throws {
        let message = try mail(octets)
        #expect(message.text == "")
        #expect(message.attachments.map(\.filename) == ["winmail.dat"])
        #expect(message.attachments.map(\.contentType) == ["application/ms-tnef"])
        #expect(message.attachments.map(\.size) == [octets.count])
        #expect(message.defects.map(\.kind) == defects)
    }

    @Test(
        "lists that count more than they have, and lists of nothing, end",
        arguments: [[0x01, 0x10], [0x03, 0x10], [0x1F, 0x10], [0x1F, 0x00], [0x99, 0x00]])
    func endless(_ type: [UInt8]) throws {
        var writer = TNEFWriter()
        writer.begin()
        writer.message(0x0002_800C, Array("Hi".utf8))
        writer.message(
            0x0006_9003, [0xFF, 0xFF, 0xFF, 0xFF] + type + [0x00, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        let message = try mail(writer.octets)
        #expect(message.text == "Hi")
        #expect(message.defects.map(\.kind) == [.damagedTNEF])
    }

    @Test("cut anywhere or with any octet changed, it never traps", arguments: [richSample, nested])
    func hostile(_ sample: [UInt8]) {
        var octets = sample
        func unpack(_ bytes: UnsafeRawBufferPointer) {
            var budget = TNEFBudget(stream: bytes.count, limits: Limits())
            let message = TNEFMessage(bytes, range: 0..<bytes.count, limits: Limits(), budget: &budget)
            for attachment in message?.attachments ?? [] { #expect(text(of: attachment).utf8.count >= attachment.size) }
        }
        octets.withUnsafeBytes { bytes in
            for length in 0...bytes.count { unpack(UnsafeRawBufferPointer(rebasing: bytes[..<length])) }
        }
        for place in octets.indices {
            let octet = octets[place]
            for value: UInt8 in [0x00, 0x01, 0x7F, 0x80, 0xFF] {
                octets[place] = value
                octets.withUnsafeBytes { unpack($0) }
            }
            octets[place] = octet
        }
    }
}
