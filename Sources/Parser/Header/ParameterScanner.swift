import Core

/// Takes a parameterised field body apart, well-formed or not.
struct ParameterScanner {
    private let body: [UInt8]
    private var position = 0

    init(_ body: [UInt8]) { self.body = body }

    /// What stands before the first parameter.
    mutating func value() -> ArraySlice<UInt8> {
        skipComments()
        let start = position
        while position < body.count, body[position] != UInt8(ascii: ";"), body[position] != UInt8(ascii: "(") {
            position += 1
        }
        var value = body[start..<position]
        while let last = value.last, last.isWhiteSpace || last == UInt8(ascii: ",") { value.removeLast() }
        // QUIRK: `text/plain charset=x`, without its semicolon.
        if let blank = value.firstIndex(where: \.isBlank), value.contains(UInt8(ascii: "=")) {
            position = blank
            value = value[..<blank]
            if value.last == UInt8(ascii: ",") { value.removeLast() }
        }
        if value.count > 2, value.first == .quote, value.last == .quote { value = value.dropFirst().dropLast() }
        return value
    }

    /// The parameters in their order.
    mutating func segments() -> [ParameterSegment] {
        var segments: [ParameterSegment] = []
        while let segment = next() { segments.append(segment) }
        return segments
    }

    private mutating func next() -> ParameterSegment? {
        while position < body.count {
            skipSeparators()
            let start = position
            while position < body.count, !"=; \t".utf8.contains(body[position]) { position += 1 }
            let attribute = body[start..<position]
            skipComments()
            guard position < body.count, body[position] == UInt8(ascii: "=") else { continue }
            position += 1
            return ParameterSegment(attribute: attribute, octets: parameterValue(of: attribute))
        }
        return nil
    }

    private mutating func parameterValue(of attribute: ArraySlice<UInt8>) -> [UInt8] {
        let name = attribute.lowercasedASCII
        let isName = name.hasPrefix("filename") || name.hasPrefix("name")
        if isName { skipBlanks() } else { skipComments() }
        if position < body.count, body[position] == .quote { return quotedString(ofName: isName) }
        let start = position
        while position < body.count, body[position] != UInt8(ascii: ";") {
            // QUIRK: file names come with spaces and parentheses, but without quotes.
            if !isName, body[position].isWhiteSpace || body[position] == UInt8(ascii: "(") { break }
            position += 1
        }
        return body.withUnsafeBytes { Array($0.slice($0.trimmed(start..<position))) }
    }

    /// A quoted string; a backslash quotes only what needs it.
    ///
    /// QUIRK: Windows programs write paths with single backslashes into file names.
    private mutating func quotedString(ofName isName: Bool) -> [UInt8] {
        var text: [UInt8] = []
        position += 1
        while position < body.count, body[position] != .quote || isName && !isEnd(of: position) {
            if body[position] == .backslash, position + 1 < body.count,
                body[position + 1] == .quote || body[position + 1] == .backslash
            {
                position += 1
            }
            text.append(body[position])
            position += 1
        }
        position = min(position + 1, body.count)
        return text
    }

    /// Whether a quote ends a file name.
    ///
    /// QUIRK: quotes within names come without backslashes.
    private func isEnd(of quote: Int) -> Bool {
        var place = quote + 1
        while place < body.count, body[place].isWhiteSpace { place += 1 }
        guard place < body.count, body[place] != UInt8(ascii: ";"), body[place] != UInt8(ascii: "(") else {
            return true
        }
        // QUIRK: the semicolon behind it is missing.
        let rest = body[place..<min(body.count, place + Self.longestAttribute)].drop {
            $0.isLetter || $0 == UInt8(ascii: "-")
        }
        return place > quote + 1 && rest.startIndex > place && rest.first == UInt8(ascii: "=")
    }

    private static let longestAttribute = 32

    private mutating func skipSeparators() {
        while position < body.count {
            skipComments()
            guard position < body.count, body[position] == UInt8(ascii: ";") || body[position] == UInt8(ascii: "=")
            else {
                return
            }
            position += 1
        }
    }

    private mutating func skipBlanks() {
        while position < body.count, body[position].isWhiteSpace { position += 1 }
    }

    /// Passes over white space and comments; an unended comment reaches to the end.
    private mutating func skipComments() {
        var depth = 0
        while position < body.count {
            switch body[position] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")") where depth > 0: depth -= 1
            case .backslash where depth > 0: position += 1
            default: if depth == 0, !body[position].isWhiteSpace { return }
            }
            position += 1
        }
        position = min(position, body.count)
    }
}
