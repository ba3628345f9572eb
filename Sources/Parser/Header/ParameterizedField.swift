import Core

/// A value with parameters: Content-Type, Content-Disposition and their like (RFC 2045 section 5.1, RFC 2231).
struct ParameterizedField {
    /// What stands before the first semicolon, in small letters.
    let value: String
    private let segments: [ParameterSegment]
    private let limits: Limits

    /// Reads a field body on one line.
    init(_ body: [UInt8], limits: Limits) {
        var scanner = ParameterScanner(body)
        value = scanner.value().lowercasedASCII
        segments = scanner.segments()
        self.limits = limits
    }

    /// A parameter's text, whichever way it was written.
    ///
    /// RFC 2231's form goes before the plain one. QUIRK: nearly everyone reads encoded words in plain values.
    func text(_ name: String) -> String? {
        guard let parts = parts(of: name) else { return nil }
        let (charset, octets) = Self.unescaped(parts)
        let isExtended = parts.contains(where: \.isExtended)
        // QUIRK: some write encoded words in the extended form too.
        if !isExtended || octets.starts(with: "=?".utf8) { return HeaderText.decode(octets, limits: limits) }
        return octets.withUnsafeBytes { Charset.decode($0, declared: charset).text }
    }

    /// The name of a file; `nil` also where it is empty.
    func fileName(_ name: String) -> String? {
        guard let parts = parts(of: name) else { return nil }
        let isPlain = !parts.contains(where: \.isExtended)
        let encoded = isPlain ? PercentEncoding.plainText(parts.flatMap(\.octets)) : nil
        let text = encoded ?? text(name) ?? ""
        return text.isBlank ? nil : text
    }

    /// The octets of a parameter without any charset: what a boundary is compared by.
    func octets(_ name: String) -> [UInt8]? { parts(of: name).map { Self.unescaped($0).octets } }

    private static func unescaped(_ parts: [ParameterSegment]) -> (charset: String?, octets: [UInt8]) {
        guard let first = parts.first else { return (nil, []) }
        let (charset, start) = first.isExtended ? ExtendedValue.charset(of: first.octets) : (nil, 0)
        var octets: [UInt8] = []
        for (index, part) in parts.enumerated() {
            let text = index == 0 ? part.octets.dropFirst(start) : part.octets[...]
            if part.isExtended { PercentEncoding.decode(text, into: &octets) } else { octets.append(contentsOf: text) }
        }
        return (charset, octets)
    }

    /// Whether the parameter is there twice with different values, or written as not every reader knows it (RFC 2231).
    func isAmbiguous(_ name: String) -> Bool {
        let all = segments.filter { $0.name == name }
        return all.contains { $0.isExtended || $0.section != nil || $0.octets != all[0].octets }
    }

    /// The segments that make up a parameter: `name*`, else `name*0…`, else the first `name`.
    private func parts(of name: String) -> [ParameterSegment]? {
        let all = segments.filter { $0.name == name }
        if let extended = all.first(where: { $0.isExtended && $0.section == nil }) { return [extended] }
        let continued = all.filter { $0.section != nil }.sorted { ($0.section ?? 0) < ($1.section ?? 0) }
        if let first = continued.first, first.section == 0 { return continued }
        return all.first { $0.section == nil }.map { [$0] } ?? (continued.isEmpty ? nil : continued)
    }
}

/// One `name*section*=value` of a field.
struct ParameterSegment {
    var name: String
    var section: Int?
    var isExtended: Bool
    var octets: [UInt8]

    /// Takes the attribute apart (RFC 2231 sections 3 and 4).
    init(attribute: ArraySlice<UInt8>, octets: [UInt8]) {
        let star = UInt8(ascii: "*")
        let parts = attribute.split(separator: star, omittingEmptySubsequences: false)
        name = (parts.first ?? []).lowercasedASCII
        isExtended = parts.count > 1 && parts[parts.count - 1].isEmpty
        section = parts.count > 1 ? Int(parts[1].lowercasedASCII) : nil
        self.octets = octets
    }
}
