import Core

/// Reads address lists (RFC 5322 section 3.4) with all their obsolete and broken forms.
///
/// Nothing is refused: what stands between separators is an address, however odd. Groups give their members, routes
/// are dropped, and a comment serves as the name where there is no other.
struct AddressParser {
    private let body: [UInt8]
    private let limits: Limits
    /// The charset of the message's text, for names that nobody encoded.
    private let hint: String?
    private var position = 0
    /// A quote, and a parenthesis, was opened and never closed; later ones are then not searched for their ends.
    private var hasOpenQuote = false
    private var hasOpenComment = false
    private var draft = Draft()
    private var addresses: [NamedAddress] = []

    /// What has been read of one address.
    private struct Draft {
        /// Words outside angle brackets, single spaces between them.
        var phrase: [UInt8] = []
        var comment: [UInt8] = []
        var angle: [UInt8]?
        /// A blank or a comment stands before the next word.
        var hasGap = false
        /// Where in `phrase` a comma stands that may belong to a name.
        var commas: [Int] = []
        /// Whether `phrase` has an `@`.
        var hasAt = false
    }

    /// The addresses of an unfolded field body.
    static func addresses(in body: [UInt8], limits: Limits, hint: String? = nil) -> [NamedAddress] {
        var parser = AddressParser(body: body, limits: limits, hint: hint)
        parser.parse()
        return parser.addresses
    }

    private init(body: [UInt8], limits: Limits, hint: String?) {
        self.body = body
        self.limits = limits
        self.hint = hint
    }

    private mutating func parse() {
        while position < body.count, addresses.count < limits.addresses { readToken() }
        finish()
        if addresses.count > limits.addresses { addresses.removeLast(addresses.count - limits.addresses) }
    }

    private mutating func readToken() {
        let byte = body[position]
        switch byte {
        case UInt8(ascii: ","): readComma()
        case UInt8(ascii: ";"): separate()
        case UInt8(ascii: ":") where !draft.hasAt && draft.angle == nil: startGroup()
        case UInt8(ascii: "<"): readAngle()
        case UInt8(ascii: "("): readComment()
        case .quote: readQuotedString()
        case UInt8(ascii: "["): readDomainLiteral()
        case UInt8(ascii: "="): readEncodedWord()
        case Self.escape: readShifted()
        default:
            if byte.isWhiteSpace { draft.hasGap = true } else { append([byte]) }
            position += 1
        }
    }

    private mutating func separate() {
        finish()
        position += 1
    }

    /// QUIRK: `Doe, John <j@example.org>` without quotes; a phrase that is no address waits for what follows.
    private mutating func readComma() {
        guard draft.angle == nil, !draft.hasAt, !draft.phrase.isEmpty else { return separate() }
        draft.commas.append(draft.phrase.count)
        append([UInt8(ascii: ",")])
        draft.hasGap = true
        position += 1
    }

    /// The name of a group is not kept, its members are.
    private mutating func startGroup() {
        if let comma = draft.commas.last {
            draft.phrase.removeLast(draft.phrase.count - comma)
            finish()
        }
        draft = Draft()
        position += 1
    }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        if draft.angle != nil {
            // QUIRK: two addresses without a comma between them.
            finish()
        }
        if draft.hasGap, !draft.phrase.isEmpty { draft.phrase.append(.space) }
        draft.hasGap = false
        draft.phrase.append(contentsOf: bytes)
        if bytes.contains(UInt8(ascii: "@")) { draft.hasAt = true }
    }

    /// An encoded word is taken whole: QUIRK: its Q text may hold commas, brackets and quotes.
    private mutating func readEncodedWord() {
        let end = encodedWordEnd() ?? position + 1
        append(body[position..<end])
        position = end
    }

    private static let escape: UInt8 = 0x1B

    /// QUIRK: ISO-2022-JP that nobody encoded; its octets look like brackets, quotes and commas.
    private mutating func readShifted() {
        let start = position
        position += 1
        while position < body.count {
            let isBack = body[position] == Self.escape && position + 2 < body.count && body[position + 1] == 0x28
            position += 1
            guard isBack else { continue }
            position += 2
            break
        }
        append(body[start..<position])
    }

    /// Where the encoded word at this place ends, behind its fourth question mark.
    private func encodedWordEnd() -> Int? {
        guard position + 1 < body.count, body[position + 1] == UInt8(ascii: "?") else { return nil }
        var questions = 0
        for place in (position + 1)..<body.count {
            if body[place].isWhiteSpace { return nil }
            if body[place] == UInt8(ascii: "?") { questions += 1 }
            guard questions == 4 else { continue }
            return place + 1 < body.count && body[place + 1] == UInt8(ascii: "=") ? place + 2 : nil
        }
        return nil
    }

    private mutating func readAngle() {
        position += 1
        var address: [UInt8] = []
        while position < body.count, body[position] != UInt8(ascii: ">") {
            switch body[position] {
            case .quote:
                let (_, end, isClosed) = quotedString(at: position)
                if isClosed { address.append(contentsOf: body[position..<end]) } else { hasOpenQuote = true }
                position = isClosed ? end - 1 : position
            case UInt8(ascii: "("):
                _ = comment()
                position -= 1
            // QUIRK: a bracket that was never closed, or opened twice.
            case UInt8(ascii: "<"): address.removeAll()
            case let byte: address.append(byte.isWhiteSpace ? .space : byte)
            }
            position += 1
        }
        address = Self.spec(in: address)
        if draft.angle != nil { finish() }
        draft.angle = Self.dropRoute(address)
        draft.hasGap = true
        while position < body.count, body[position] == UInt8(ascii: ">") { position += 1 }
    }

    /// What stood within brackets: blanks may surround its dots and its `@` (RFC 5322 section 4.4), others stay.
    private static func spec(in text: [UInt8]) -> [UInt8] {
        // Blanks within a quoted local part belong to it.
        guard !text.contains(.quote) else { return text.withUnsafeBytes { Array($0.slice($0.trimmed(0..<$0.count))) } }
        var spec: [UInt8] = []
        for word in text.split(separator: .space) {
            if !spec.isEmpty, !isJoint(spec.last), !isJoint(word.first) { spec.append(.space) }
            spec.append(contentsOf: word)
        }
        // QUIRK: an address that was copied from a link.
        let scheme = spec.prefix(7).map(\.asciiLowercased)
        if scheme.elementsEqual("mailto:".utf8) { spec.removeFirst(7) }
        return spec
    }

    /// `@a,@b:c@d` (RFC 5322 section 4.4).
    private static func dropRoute(_ address: [UInt8]) -> [UInt8] {
        guard address.first == UInt8(ascii: "@"), let colon = address.firstIndex(of: UInt8(ascii: ":")) else {
            return address
        }
        return Array(address[(colon + 1)...])
    }

    private mutating func readComment() {
        let text = comment()
        if !text.isEmpty { draft.comment = text }
        draft.hasGap = true
    }

    /// Passes over the comment at this place; its text.
    ///
    /// QUIRK: a parenthesis that is never closed is none, or it would swallow the address.
    private mutating func comment() -> [UInt8] {
        let start = position
        if !hasOpenComment, let text = closedComment() { return text }
        hasOpenComment = true
        position = start + 1
        return []
    }

    private mutating func closedComment() -> [UInt8]? {
        var depth = 0
        var text: [UInt8] = []
        repeat {
            let byte = body[position]
            if byte == .backslash, position + 1 < body.count {
                position += 1
                text.append(body[position])
            } else {
                if byte == UInt8(ascii: ")") { depth -= 1 }
                if depth > 0 { text.append(byte) }
                if byte == UInt8(ascii: "("), depth < limits.commentDepth { depth += 1 }
            }
            position += 1
        } while depth > 0 && position < body.count
        return depth == 0 ? text : nil
    }

    /// QUIRK: a quote that is never closed is none, or it would swallow the address.
    private mutating func readQuotedString() {
        let quoted = quotedString(at: position)
        guard quoted.isClosed else {
            hasOpenQuote = true
            position += 1
            return
        }
        // A quoted local part keeps its quotes, a quoted name does not.
        let isLocalPart = quoted.end < body.count && body[quoted.end] == UInt8(ascii: "@")
        append(isLocalPart ? Array(body[position..<quoted.end]) : quoted.text)
        if quoted.text.contains(UInt8(ascii: "@")), !isLocalPart { draft.hasGap = true }
        position = quoted.end
    }

    private func quotedString(at start: Int) -> (text: [UInt8], end: Int, isClosed: Bool) {
        guard !hasOpenQuote else { return ([], start + 1, false) }
        var text: [UInt8] = []
        var place = start + 1
        while place < body.count, body[place] != .quote {
            if body[place] == .backslash, place + 1 < body.count { place += 1 }
            text.append(body[place])
            place += 1
        }
        return (text, min(place + 1, body.count), place < body.count)
    }

    private mutating func readDomainLiteral() {
        // RFC 5321 section 4.5.3.1.2 bounds the length of a domain.
        let room = body[position...].prefix(256)
        let end = room.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } ?? position + 1
        append(body[position..<end])
        position = end
    }

    private mutating func finish() {
        defer { draft = Draft() }
        let name = HeaderText.decode(draft.phrase, limits: limits, hint: hint)
        let comment = HeaderText.decode(draft.comment, limits: limits, hint: hint)
        if let angle = draft.angle {
            let shown = name.isEmpty ? comment : name
            add(shown.isEmpty ? nil : shown, HeaderText.decode(angle, limits: limits))
        } else if draft.commas.isEmpty {
            addBare(name, comment: comment)
        } else {
            addBareList(comment: comment)
        }
    }

    /// Commas that joined no name after all.
    private mutating func addBareList(comment: String) {
        let room = max(0, limits.addresses - addresses.count)
        for part in draft.phrase.split(separator: UInt8(ascii: ",")).prefix(room) {
            addBare(HeaderText.decode(Array(part), limits: limits), comment: "")
        }
        if !comment.isEmpty, let last = addresses.indices.last, addresses[last].name == nil {
            addresses[last].name = comment
        }
    }

    /// An address without brackets; of several words, the one with the `@` is the address.
    private mutating func addBare(_ text: String, comment: String) {
        let words = Self.glued(text)
        let known = comment.isEmpty ? nil : comment
        guard let only = words.first else { return }
        guard words.count > 1 else { return add(known, only) }
        guard let place = words.lastIndex(where: { $0.utf8.contains(UInt8(ascii: "@")) }) else { return add(text, "") }
        let name = (words[..<place] + words[(place + 1)...]).joined(separator: " ")
        add(name, words[place])
    }

    /// The words of a text, those made one that a dot or an `@` joins: obsolete syntax allows blanks around them
    /// (RFC 5322 section 4.4).
    private static func glued(_ text: String) -> [String] {
        let words = text.split(separator: " ").map(String.init)
        // Only a quoted local part still has its quotes.
        if text.utf8.first == .quote { return [text] }
        guard text.utf8.contains(UInt8(ascii: "@")) else { return words }
        return words.reduce(into: []) { words, word in
            if let last = words.last, isJoint(last.utf8.last) || isJoint(word.utf8.first) {
                words[words.count - 1] += word
            } else {
                words.append(word)
            }
        }
    }

    private static func isJoint(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: "@") }

    private mutating func add(_ name: String?, _ address: String) {
        addresses.append(NamedAddress(name: name, address: address))
    }
}
