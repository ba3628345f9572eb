import Core

extension AttachmentName {
    /// The name that the sender gave to a part, in one field or another; not yet cleaned.
    ///
    /// An attached message without a name is called after its subject. QUIRK: names that stand in Content-Description or
    /// Content-Location only.
    static func given(to part: Part, _ body: Octets, limits: Limits) -> String? {
        if let name = part.filename { return name }
        if let name = part.description, isFileName(name) { return name }
        if let name = part.contentLocation?.split(separator: "/").last.map(String.init), isFileName(name) {
            return name
        }
        guard part.contentType == "message/rfc822" || part.contentType == "message/global" else { return nil }
        return subject(of: part, body, limits: limits).map { "\($0).eml" }
    }

    /// Whether a text is a word with an extension, and nothing else.
    private static func isFileName(_ text: String) -> Bool {
        guard let dot = text.utf8.lastIndex(of: UInt8(ascii: ".")), dot > text.startIndex else { return false }
        let suffix = text.utf8[dot...].dropFirst()
        return (2...4).contains(suffix.count) && suffix.allSatisfy { $0.isLetter || $0.isDigit }
            && !text.utf8.contains { "?=&:@".utf8.contains($0) } && text.utf8.count <= 255
    }

    /// The subject of an attached message; what would be a path in it is none.
    private static func subject(of part: Part, _ body: Octets, limits: Limits) -> String? {
        let head = part.encoding.decode(body.slice(0..<min(body.count, limits.fieldOctets)), limit: limits.fieldOctets)
            .octets
        let subject = head.withUnsafeBytes { octets -> String? in
            var parser = HeaderSectionParser(Lines(octets), range: 0..<octets.count, limits: limits)
            guard let section = try? parser.parseMessageHeader() else { return nil }
            let field = section.fields.first { octets.slice($0.name).lowercasedASCII == "subject" }
            return field.map { HeaderText.decode(FieldBody(octets, $0.body, limits: limits).octets, limits: limits) }
        }
        let safe = subject.map { String($0.map { "/\\".contains($0) ? "_" : $0 }) }
        return safe.flatMap { $0.isBlank ? nil : $0 }
    }
}
