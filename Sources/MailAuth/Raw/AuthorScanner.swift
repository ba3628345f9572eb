internal import Core

/// Finds the one mailbox of the one From field, or why readers may disagree about it.
///
/// It reads the octets before any tolerant parser does. What is decoded or unfolded into an address, or hides in a group,
/// a route or a comment, identifies nobody.
struct AuthorScanner {
    /// Who claims to have written a message.
    static func author(of message: RawMessage) -> AuthenticationReport.Author {
        guard message.isComplete else { return .malformed("the header section is too large") }
        let fields = message.fields.filter { $0.name == "from" }
        let isHidden = message.fields.contains { $0.hides("from") }
        guard let field = fields.first else {
            return isHidden ? .ambiguous("a From field behind a lone CR") : .missing
        }
        guard fields.count == 1, !isHidden else { return .ambiguous("more than one From field") }
        guard field.isPlain else { return .ambiguous("white space or controls in the name of the From field") }
        return author(inBody: field.body)
    }

    /// Who is named in the body of a From field.
    static func author(inBody body: ArraySlice<UInt8>) -> AuthenticationReport.Author {
        guard body.count <= 64 * 1024 else { return .malformed("the From field is too long") }
        guard let unfolded = unfold(body) else { return .malformed("controls in From") }
        var scanner = AuthorScanner(bytes: unfolded)
        return scanner.mailbox()
    }

    private let bytes: [UInt8]
    private var position = 0
    /// Whether there are quotes or comments, which no bare addr-spec has.
    private var isAdorned = false

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The body without its folds and without white space at its ends; `nil` where a control stands in it.
    private static func unfold(_ body: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var index = body.startIndex
        while index < body.endIndex {
            switch body[index] {
            case 13:
                guard index + 1 < body.endIndex, body[index + 1] == 10 else { return nil }
                index += 1
            case 9: result.append(32)
            case 0..<32, 127: return nil
            default: result.append(body[index])
            }
            index += 1
        }
        guard let first = result.firstIndex(where: { $0 != 32 }), let last = result.lastIndex(where: { $0 != 32 })
        else {
            return []
        }
        return Array(result[first...last])
    }

    private mutating func mailbox() -> AuthenticationReport.Author {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): if !skipQuoted() { return .ambiguous("a quote in From does not end") }
            case UInt8(ascii: "("): if !skipComment() { return .ambiguous("an odd comment in From") }
            case UInt8(ascii: "<"): return angled()
            case UInt8(ascii: ","): return .ambiguous("more than one mailbox in From")
            case UInt8(ascii: ":"), UInt8(ascii: ";"): return .ambiguous("a group in From")
            case UInt8(ascii: "\\"), UInt8(ascii: ">"), UInt8(ascii: ")"):
                return .ambiguous("an odd character in From")
            default: position += 1
            }
        }
        guard bytes.contains(UInt8(ascii: "@")) else { return .missing }
        return isAdorned ? .ambiguous("quotes or a comment around the address in From") : address(bytes[...])
    }

    private mutating func skipQuoted() -> Bool {
        isAdorned = true
        position += 1
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\"") {
                position += 1
                return true
            }
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }

    /// A comment of plain words only: one that holds what could be an address is not skipped.
    private mutating func skipComment() -> Bool {
        isAdorned = true
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ")"):
                position += 1
                return true
            case UInt8(ascii: "("), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"), UInt8(ascii: "\\"),
                UInt8(ascii: "\""):
                return false
            default: position += 1
            }
        }
        return false
    }

    private func angled() -> AuthenticationReport.Author {
        let inner = bytes[(position + 1)...]
        guard let close = inner.firstIndex(of: UInt8(ascii: ">")) else { return .ambiguous("a < in From without >") }
        guard close == bytes.endIndex - 1 else { return .ambiguous("text behind the address in From") }
        return inner[..<close].isEmpty ? .missing : address(inner[..<close])
    }

    private func address(_ octets: ArraySlice<UInt8>) -> AuthenticationReport.Author {
        guard let text = String(validating: octets, as: UTF8.self) else {
            return .malformed("octets that are no text in the address of From")
        }
        if text.unicodeScalars.contains(where: \.properties.isDefaultIgnorableCodePoint) {
            return .malformed("invisible characters in the address of From")
        }
        // RFC 2047 section 5: no encoded word within an addr-spec.
        guard !text.contains("=?"), let address = EmailAddress(text) else {
            return .ambiguous("no plain address in From")
        }
        return DomainName.ascii(address.domain) == nil
            ? .malformed("characters in the domain of From that domains don't have") : .address(address)
    }
}
