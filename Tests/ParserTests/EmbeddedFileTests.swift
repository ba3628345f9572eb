import Core
import Testing

@testable import Parser

/// The files of a text as `name:content`, a damaged one with `!`, and what is left of the text.
private func files(in text: [UInt8]) -> (files: [String], text: String) {
    text.withUnsafeBytes { octets in
        let embedded = EmbeddedFiles(in: octets, limit: 100)
        let names = embedded.files.map {
            "\(String(decoding: $0.name, as: UTF8.self)):\(String(decoding: $0.octets, as: UTF8.self))"
                + ($0.isDamaged ? "!" : "")
        }
        return (names, String(decoding: embedded.text, as: UTF8.self))
    }
}

/// One part of a yEnc file, its lines as long as `width`.
private func yEnc(_ octets: [UInt8], width: Int = 128) -> [UInt8] {
    var encoded: [UInt8] = []
    var column = 0
    for octet in octets {
        let value = octet &+ 42
        let isCritical = [0x00, 0x0A, 0x0D, 0x3D].contains(value)
        encoded += isCritical ? [0x3D, value &+ 64] : [value]
        column += isCritical ? 2 : 1
        if column >= width {
            encoded.append(0x0A)
            column = 0
        }
    }
    return column == 0 ? encoded : encoded + [0x0A]
}

@Suite("Files within a text")
struct EmbeddedFileTests {
    @Test(
        "uuencoded files are taken out",
        arguments: [
            ("Hi\nbegin 644 a.txt\n#0V%T\n`\nend\nBye\n", ["a.txt:Cat"], "Hi\nBye\n"),
            ("begin 644 a.txt\r\n#0V%T\r\n`\r\nend\r\n", ["a.txt:Cat"], ""),
            ("begin 0644 my file.txt\n#0V%T\n \nend", ["my file.txt:Cat"], ""),
            ("begin 666 a\n#0V%T\n\nend\n\nbegin 600 b\n#0V%T\n`\nend\n", ["a:Cat", "b:Cat"], "\n"),
            ("begin 644 nothing\n`\nend\n", ["nothing:"], ""),
            ("begin 644 checksum\n#0V%TZ\n`\nend\n", ["checksum:Cat"], ""),
            ("begin 644 cut\n#0V%T\n#0V%T", ["cut:CatCat!"], ""),
            ("begin 644 bad\n#0V%T\n'0V%T\n#0V%T\n`\nend\nBye", ["bad:CatCat\0\0\0\0Cat!"], "Bye"),
            ("begin-base64 644 b.txt\nQ2F0\n====\nBye", ["b.txt:Cat"], "Bye"),
            ("begin-base64 644 b.txt\nQ2F0\n", ["b.txt:Cat!"], ""),
        ])
    func uuencode(_ source: String, _ expected: [String], _ text: String) {
        let found = files(in: Array(source.utf8))
        #expect(found.files == expected)
        #expect(found.text == text)
    }

    @Test(
        "sentences that start like a file stay text",
        arguments: [
            "begin 1. January\nwith the new module", "begin 644 pages later.\nAnd so on", "begin 123 STEPS\nOK",
            "Begin at 9:00\nend at 10:00", "begin 644\n#0V%T\n`\nend", "begin 999 a\n#0V%T\n`\nend",
            "> begin 644 a\n> #0V%T\n> `\n> end", "begin 644 a.txt", "begin 644 a.txt\nend",
            "begin-base64 644 a\nnot base64\n====", "=ybegin line=128 size=3\nx",
            "=ybegin line=128 size=3 name=a\nis how it starts",
        ])
    func falseFriends(_ source: String) {
        let found = files(in: Array(source.utf8))
        #expect(found.files.isEmpty)
        #expect(found.text == source)
    }

    @Test("yEnc gives every octet back, and its checksum tells damage", arguments: [1, 7, 128])
    func yEncode(_ width: Int) {
        let octets = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let sum = String(CRC32.checksum(octets), radix: 16)
        let data = yEnc(octets, width: width)
        let head = Array("Hi\n=ybegin line=\(width) size=1000 name=my file.bin\n".utf8)
        let tail = Array("=yend size=1000 crc32=\(sum)\nBye".utf8)
        (head + data + tail).withUnsafeBytes { source in
            let embedded = EmbeddedFiles(in: source, limit: 1)
            #expect(embedded.files.first?.octets == octets)
            #expect(embedded.files.first?.isDamaged == false)
            #expect(embedded.text == Array("Hi\nBye".utf8))
        }
        var damaged = head + data + tail
        damaged[head.count] ^= 0x80
        #expect(damaged.withUnsafeBytes { EmbeddedFiles(in: $0, limit: 1).files.first?.isDamaged } == true)
        let cut = Array(damaged.prefix(head.count + data.count))
        #expect(cut.withUnsafeBytes { EmbeddedFiles(in: $0, limit: 1).files.first?.isDamaged } == true)
    }

    @Test("the checksums are those that everyone computes")
    func checksum() {
        #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    }

    @Test(
        "parts of a yEnc file make the whole; one alone is damaged",
        arguments: [(true, ["a:CatDog"]), (false, ["a:Dog!"])])
    func yEncParts(_ hasFirst: Bool, _ expected: [String]) {
        func part(_ number: Int, _ range: ClosedRange<Int>, _ text: String) -> [UInt8] {
            Array("=ybegin part=\(number) total=2 line=128 size=6 name=a\n".utf8)
                + Array("=ypart begin=\(range.lowerBound) end=\(range.upperBound)\n".utf8)
                + yEnc(Array(text.utf8)) + Array("=yend size=3 part=\(number)\n".utf8)
        }
        #expect(files(in: (hasFirst ? part(1, 1...3, "Cat") : []) + part(2, 4...6, "Dog")).files == expected)
    }

    @Test("files of a message's text are its attachments, and no part of what is read")
    func message() throws {
        let raw = Array(
            "From: a@example.org\nContent-Transfer-Encoding: quoted-printable\n\nHere:\nbegin 644 caf=C3=A9.txt\n#0V%T\n`\nend\nBye\n"
                .utf8)
        let message = try MessageParser().parse(raw)
        #expect(message.text == "Here:\nBye\n")
        #expect(message.attachments.map(\.filename) == ["café.txt"])
        #expect(message.attachments.map(\.content) == [.bytes(Array("Cat".utf8))])
        #expect(message.defects == [])
    }

    @Test("a file may be longer than a text may")
    func longFile() throws {
        var limits = Limits()
        limits.textOctets = 100
        let line = "M" + String(repeating: "0V%T", count: 15) + "\n"
        let raw = Array("From: a@example.org\n\nbegin 644 a\n\(String(repeating: line, count: 20))`\nend\nBye\n".utf8)
        let message = try MessageParser(limits: limits).parse(raw)
        #expect(message.attachments.map(\.size) == [900])
        #expect(message.text == "Bye\n")
        #expect(message.defects == [])
    }

    @Test(
        "cut anywhere, a text with files gives files or text",
        arguments: ["begin 644 a\n#0V%T\n`\nend\n", "=ybegin line=9 size=3 name=a\n\u{6D}\n=yend size=3\n"])
    func cut(_ source: String) {
        let octets = Array(source.utf8)
        for length in 0...octets.count { _ = files(in: Array(octets[..<length])) }
        for place in octets.indices {
            var changed = octets
            changed[place] = [0x0A, 0x20, 0xFF, 0x3D][place % 4]
            _ = files(in: changed)
        }
    }
}
