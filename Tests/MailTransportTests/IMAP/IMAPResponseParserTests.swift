import FoundationEssentials
import TestSupport
import Testing

@testable import MailTransport

/// The events of `text`, whose lines end with CR LF on the wire, fed in pieces of `size` bytes.
func events(
    of text: String, inPieces size: Int = .max, limits: IMAPResponseParser.Limits = .init()
) throws -> [IMAPResponseParser.Event] {
    var parser = IMAPResponseParser()
    parser.limits = limits
    let bytes = Array(text.replacing("\n", with: "\r\n").utf8)
    var events: [IMAPResponseParser.Event] = []
    for start in stride(from: 0, to: bytes.count, by: min(size, bytes.count)) {
        let piece = Array(bytes[start..<min(start + min(size, bytes.count), bytes.count)])
        var offset = 0
        while let event = try parser.next(in: piece.span, from: &offset) { events.append(event) }
        #expect(offset == piece.count)
    }
    return events
}

private func ok(_ code: IMAPResponseCode? = nil, _ text: String = "x") -> IMAPStatus {
    IMAPStatus(condition: .ok, code: code, text: text)
}

private func fetch(
    uid: UInt32? = nil, size: Int? = nil, date: Double? = nil, flags: Set<String>? = nil, body: String? = nil
) -> IMAPResponse {
    let date = date.map { Date(timeIntervalSince1970: $0) }
    return .fetch(
        IMAPFetchData(
            uid: uid, size: size, internalDate: date, flags: flags, body: body.map { .bytes(Array($0.utf8)) }))
}

private let rows: [(String, [IMAPResponse])] = [
    ("c1 OK x\n", [.tagged(IMAPTag(number: 1), ok())]),
    (
        "c12 no [TRYCREATE] x\n",
        [.tagged(IMAPTag(number: 12), IMAPStatus(condition: .no, code: .other("TRYCREATE"), text: "x"))]
    ),
    ("c2 OK\n", [.tagged(IMAPTag(number: 2), ok(nil, ""))]),
    ("c3 BAD what\n", [.tagged(IMAPTag(number: 3), IMAPStatus(condition: .bad, code: nil, text: "what"))]),
    ("* OK [UIDVALIDITY 4294967295] x\n", [.status(ok(.uidValidity(.max)))]),
    ("* OK [UIDNEXT 7] x\n", [.status(ok(.uidNext(7)))]),
    ("* OK [READ-ONLY] x\n", [.status(ok(.readOnly))]),
    ("* OK [APPENDUID 38505 3955] x\n", [.status(ok(.appendUID(3955)))]),
    ("* OK [capability IMAP4rev1 move] x\n", [.status(ok(.capability(["IMAP4REV1", "MOVE"])))]),
    ("* OK [PERMANENTFLAGS (\\Seen \\*)] x\n", [.status(ok(.other("PERMANENTFLAGS")))]),
    ("* OK [UIDVALIDITY 4294967296] x\n", [.status(ok(nil, "[UIDVALIDITY 4294967296] x"))]),
    ("* OK [no bracket x\n", [.status(ok(nil, "[no bracket x"))]),
    ("* OK ends like a literal {5}\n* 1 EXISTS\n", [.status(ok(nil, "ends like a literal {5}")), .exists(1)]),
    ("* BYE x\n", [.status(IMAPStatus(condition: .bye, code: nil, text: "x"))]),
    ("+ go on\n+\n", [.continuation, .continuation]),
    ("* CAPABILITY IMAP4rev1 UIDPLUS\n", [.capability(["IMAP4REV1", "UIDPLUS"])]),
    ("* 23 EXISTS\n* 1 RECENT\n* 44 EXPUNGE\n", [.exists(23), .other, .expunge]),
    ("* FLAGS (\\Seen)\n* SEARCH 1 2\n* VANISHED 1:3\n", [.other, .search([1, 2]), .other]),
    (
        "* LIST (\\HasNoChildren) \"/\" Archive\n",
        [.list(IMAPListing(name: "Archive", delimiter: "/", isSelectable: true))]
    ),
    (
        "* LIST (\\Noselect) NIL \"a \\\"b\\\" \\\\\"\n",
        [.list(IMAPListing(name: "a \"b\" \\", delimiter: nil, isSelectable: false))]
    ),
    (
        "* LIST () \".\" {5}\nhello\n* LIST () \"/\" [Gmail]/All\n",
        [
            .list(IMAPListing(name: "hello", delimiter: ".", isSelectable: true)),
            .list(IMAPListing(name: "[Gmail]/All", delimiter: "/", isSelectable: true)),
        ]
    ),
    ("* LIST (\\Noselect) \"/\" \"\"\n", [.list(IMAPListing(name: "", delimiter: "/", isSelectable: false))]),
    ("* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL\n", [.namespace(IMAPNamespace(prefix: "INBOX.", delimiter: "."))]),
    ("* NAMESPACE NIL NIL NIL\n", [.namespace(nil)]),
    ("* SEARCH 2 3 84\n", [.search([2, 3, 84])]), ("* SEARCH\n", [.search([])]),
    (
        "* 1 FETCH (UID 9 RFC822.SIZE 100 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" FLAGS (\\Seen a))\n",
        [fetch(uid: 9, size: 100, date: 837_596_665, flags: ["\\Seen", "a"])]
    ),
    ("* 1 FETCH (UID 9 BODY[] {7}\nhi\nyou)\n", [fetch(uid: 9, body: "hi\r\nyou")]),
    ("* 1 FETCH (BODY[] {5}\nhello UID 9 FLAGS ())\n", [fetch(uid: 9, flags: [], body: "hello")]),
    ("* 1 fetch (body[] ~{5}\nhello uid 9)\n", [fetch(uid: 9, body: "hello")]),
    ("* 1 FETCH (UID 9 BODY[] \"he said \\\"hi\\\"\")\n", [fetch(uid: 9, body: "he said \"hi\"")]),
    ("* 1 FETCH (UID 9 BODY[] {0}\n)\n* 2 EXISTS\n", [fetch(uid: 9, body: ""), .exists(2)]),
    ("* 1 FETCH (UID 9 BODY[] NIL)\n", [.fetch(IMAPFetchData(uid: 9, body: IMAPFetchData.Body.none))]),
    (
        "* 1 FETCH (BODY[HEADER.FIELDS (TO \"CC\")]<0> {2}\nab X-NEW (a (\"b)\" {1}\n)) NIL) MODSEQ (5) UID 9)\n",
        [fetch(uid: 9)]
    ),
    (
        "* 2 FETCH (FLAGS (\\Seen))\n* 1 FETCH (UID 1 BODY[] {5}\nhello)\nc4 OK x\n",
        [fetch(flags: ["\\Seen"]), fetch(uid: 1, body: "hello"), .tagged(IMAPTag(number: 4), ok())]
    ),
    // A body is never read as protocol.
    (
        "* 1 FETCH (BODY[] {44}\nc1 OK done\n* 9 FETCH (UID 9 BODY[] {5}\nhel UID 1)\n",
        [fetch(uid: 1, body: "c1 OK done\r\n* 9 FETCH (UID 9 BODY[] {5}\r\nhel")]
    ),
]

@Test("responses, however they are cut", .ownThread, arguments: rows, [Int.max, 7, 2, 1])
func responses(_ row: (text: String, expected: [IMAPResponse]), _ size: Int) throws {
    #expect(try events(of: row.text, inPieces: size) == row.expected.map { .response($0) })
}

@Test(
    "lines that are no responses", .ownThread,
    arguments: [
        "", "RT] second half", "*", "* ", "A001 OK x", "c OK x", "c1 MAYBE x", "c99999999999999999999 OK x",
        "* 1 FETCH UID 9", "* 1 FETCH (UID 9", "* 1 FETCH (UID x)", "* 1 FETCH (UID 4294967296)", "* 1 FETCH (",
        "* 1 FETCH (BODY[] \"open)", "* 1 FETCH (X ((())", "* LIST \"/\" a", "* LIST () \"/\"", "* 99999999999 EXISTS",
    ])
func malformed(_ line: String) throws {
    let event = try #require(try events(of: line + "\n").first)
    guard case .response(.malformed) = event else {
        Issue.record("\(line) became \(event)")
        return
    }
}

@Test("a long body comes in pieces, before its response", .ownThread, arguments: [Int.max, 3, 1])
func streamed(_ size: Int) throws {
    let limits = IMAPResponseParser.Limits(text: 1_000, bodyInMemory: 4)
    let all = try events(of: "* 1 FETCH (BODY[] {5}\nhello UID 9)\n* 2 EXISTS\n", inPieces: size, limits: limits)
    var bytes: [UInt8] = []
    let others = all.filter { event in
        guard case .bodyBytes(let piece) = event else { return true }
        bytes += piece
        return false
    }
    #expect(bytes == Array("hello".utf8))
    let data = IMAPFetchData(uid: 9, body: .streamed(size: 5))
    #expect(others == [.bodyBegan(size: 5), .bodyEnded, .response(.fetch(data)), .response(.exists(2))])
}

@Test(
    "what is too large fails before it is kept", .ownThread,
    arguments: [
        "* 1 FETCH (BODY[] {99999999999999999999}\nabc", "* 1 FETCH (BODY[] {4294967296}\nabc",
        "* 1 FETCH (X {70000}\n", "* LIST () \"/\" {4294967295}\n", "* OK " + String(repeating: "x", count: 65_536),
        "* 1 FETCH (" + String(repeating: "X {1000}\n" + String(repeating: "y", count: 1_000) + " ", count: 66),
    ])
func tooLarge(_ text: String) throws {
    #expect { try events(of: text, inPieces: 1_000) } throws: { ($0 as? TransportFailure)?.kind == .tooLarge }
}

@Test("a parser survives any changed byte", .ownThread)
func changed() throws {
    let sample = Array(rows.map(\.0).joined().replacing("\n", with: "\r\n").utf8)
    for position in sample.indices {
        for byte in [0x00, 0x0A, 0x22, 0x28, 0x29, 0x7B, 0xFF] as [UInt8] {
            var bytes = sample
            bytes[position] = byte
            var parser = IMAPResponseParser()
            var offset = 0
            var count = 0
            do throws(TransportFailure) {
                while try parser.next(in: bytes.span, from: &offset) != nil { count += 1 }
            } catch {
                #expect(error.kind == .tooLarge)
            }
            #expect(count <= bytes.count)
        }
    }
}
