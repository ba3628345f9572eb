import Core
import FoundationEssentials

@testable import Parser

/// A header section: fields, texts, identifiers, dates and parameters.
enum HeaderPromises {
    static func check(_ octets: Octets) {
        let limits = Limits()
        var parser = HeaderSectionParser(Lines(octets), range: 0..<octets.count, limits: limits)
        guard let section = try? parser.parseMessageHeader() else { return }
        require(section.fields.count <= limits.fields, "no more fields than the limit")
        require((0...octets.count).contains(section.bodyStart), "the body starts within the message")
        for field in section.fields { check(field, octets, limits) }

        var reader = MessageHeaderReader(octets, limits: limits)
        reader.read(section.fields)
        require(!reader.message.subject.utf8.contains { $0 < 0x20 }, "no control characters in a subject")
        if let date = reader.message.date { checkDate(date.timeIntervalSince1970) }
    }

    private static func check(_ field: HeaderSectionParser.FieldPlace, _ octets: Octets, _ limits: Limits) {
        require(field.name.upperBound < field.body.lowerBound, "a colon stands between name and body")
        require(field.body.upperBound <= octets.count, "a body ends within the message")
        let body = FieldBody(octets, field.body, limits: limits).octets
        require(body.count <= limits.fieldOctets, "a body is no longer than the limit")
        require(MessageID.all(in: body).allSatisfy { !$0.rawValue.isEmpty }, "an identifier is never empty")
        checkText(HeaderText.decode(body, limits: limits), of: body)
        checkParameters(ParameterizedField(body, limits: limits))
    }

    private static func checkText(_ text: String, of body: [UInt8]) {
        require(!text.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "no control characters in a text")
        let isPlain = !body.contains { $0 < 0x20 || $0 > 0x7E || $0 == UInt8(ascii: "?") }
        if isPlain { require(text.utf8.elementsEqual(body.trimmingSpaces), "plain text stays as it is") }
    }

    private static func checkParameters(_ field: ParameterizedField) {
        for name in ["boundary", "charset", "name", "filename", "start"] {
            let (text, octets) = (field.text(name), field.octets(name))
            require((text == nil) == (octets == nil), "a parameter is there or not, however it is read")
            if let text { _ = AttachmentName.clean(text).map(checkName) }
        }
    }

    /// What every name of a file that is shown keeps to.
    static func checkName(_ name: String) {
        require((1...150).contains(name.utf8.count), "a file name has 1 to 150 octets")
        require(!name.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "/") || $0 == .backslash }, "nothing odd in it")
        require(name.utf8.first != UInt8(ascii: ".") && name.utf8.last != UInt8(ascii: "."), "no dots at its ends")
        require(AttachmentName.clean(name) == name, "the clean name \(name.debugDescription) stays as it is")
    }

    private static func checkDate(_ seconds: Double) {
        require(seconds > -63_000_000_000 && seconds < 254_000_000_000, "years have four digits")
    }
}

extension [UInt8] {
    fileprivate var trimmingSpaces: ArraySlice<UInt8> {
        var rest = self[...]
        while rest.first == .space { rest.removeFirst() }
        while rest.last == .space { rest.removeLast() }
        return rest
    }
}
