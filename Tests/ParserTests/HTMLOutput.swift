import TestSupport

/// Reads sanitised markup by the strictest rules, letter by letter, and says what is wrong with it.
///
/// It shares nothing with the sanitiser: what it does not expect is an objection.
struct HTMLOutput {
    private(set) var objection: String?
    /// The values of the attributes that name addresses.
    private(set) var addresses: [String] = []
    private var rest: Substring.UTF8View
    private var open: [String] = []

    init(_ markup: String) {
        rest = markup[...].utf8
        while !rest.isEmpty, objection == nil { readNext() }
        if objection == nil, !open.isEmpty { objection = "not closed: \(open)" }
    }

    private mutating func readNext() {
        switch rest.first {
        case UInt8(ascii: "<"): readTag()
        case UInt8(ascii: "&"): readReference()
        case let byte? where Self.isPlain(byte): rest.removeFirst()
        case let byte?: objection = "octet \(byte)"
        case nil: break
        }
    }

    private mutating func readTag() {
        if take("</") {
            let name = readName()
            if open.popLast() != name || !take(">") { objection = "</\(name)>" }
            return
        }
        rest.removeFirst()
        let name = readName()
        if AllowedHTML.attributes[name] == nil { objection = "<\(name)>" }
        while objection == nil, take(" ") { readAttribute(of: name) }
        if !take(">") { objection = "end of <\(name)" }
        if !AllowedHTML.void.contains(name) { open.append(name) }
    }

    private mutating func readAttribute(of element: String) {
        let name = readName()
        guard take("=\"") else { return objection = "no value: \(name)" }
        let start = rest
        while objection == nil, let byte = rest.first, byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "<") { objection = "< in \(name)" } else { readNext() }
        }
        let value = String(Substring(start[..<rest.startIndex])).replacing("&amp;", with: "&")
        if AllowedHTML.schemes[name] != nil { addresses.append(value) }
        if !take("\"") { objection = objection ?? "no end: \(name)" }
        objection = objection ?? AllowedHTML.objection(to: name, value, of: element)
    }

    private mutating func readReference() {
        for reference in ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"] where take(reference) { return }
        objection = "& by itself"
    }

    private mutating func readName() -> String {
        let name = rest.prefix { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        rest = rest[name.endIndex...]
        return String(Substring(name))
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        !"<>&\"'".utf8.contains(byte) && (byte >= 0x20 || byte == 0x0A || byte == 0x09) && byte != 0x7F
    }
}
