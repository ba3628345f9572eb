extension IMAPReader {
    /// `response` of RFC 9051 section 9.
    mutating func response() throws(SyntaxError) -> IMAPResponse {
        if takes("+") { return .continuation }
        guard takes("*") else { return try tagged() }
        try expect(" ")
        return next?.isDigit == true ? try messageData() : try untagged()
    }

    private mutating func tagged() throws(SyntaxError) -> IMAPResponse {
        try expect("c")
        let tag = IMAPTag(number: try number())
        try expect(" ")
        guard let status = try status(after: word().uppercased()) else { throw SyntaxError() }
        return .tagged(tag, status)
    }

    private mutating func untagged() throws(SyntaxError) -> IMAPResponse {
        let name = word().uppercased()
        if let status = try status(after: name) { return .status(status) }
        skipSpaces()
        switch name {
        case "": throw SyntaxError()
        case "CAPABILITY": return .capability(try capabilities())
        case "LIST": return .list(try listing())
        case "SEARCH": return .search(rest().split(separator: " ").compactMap { UInt32($0) })
        case "NAMESPACE": return .namespace(try personalNamespace())
        default: return .other
        }
    }

    /// Data that begins with a number: `3 EXISTS`, `2 FETCH (…)`.
    private mutating func messageData() throws(SyntaxError) -> IMAPResponse {
        let count: UInt32 = try number()
        try expect(" ")
        switch word().uppercased() {
        case "EXISTS": return .exists(Int(count))
        case "EXPUNGE": return .expunge
        case "FETCH":
            skipSpaces()
            return .fetch(try fetchData())
        default: return .other
        }
    }

    // MARK: Status

    private mutating func status(after name: String) throws(SyntaxError) -> IMAPStatus? {
        guard let condition = IMAPStatus.Condition(rawValue: name) else { return nil }
        skipSpaces()
        let start = self
        guard takes("[") else { return IMAPStatus(condition: condition, code: nil, text: rest()) }
        do {
            let code = try responseCode()
            skipSpaces()
            return IMAPStatus(condition: condition, code: code, text: rest())
        } catch {
            // Text for people that begins with a bracket of its own.
            self = start
            return IMAPStatus(condition: condition, code: nil, text: rest())
        }
    }

    private mutating func responseCode() throws(SyntaxError) -> IMAPResponseCode {
        let name = word().uppercased()
        skipSpaces()
        let code: IMAPResponseCode
        switch name {
        case "UIDVALIDITY": code = .uidValidity(try number())
        case "UIDNEXT": code = .uidNext(try number())
        case "READ-ONLY": code = .readOnly
        case "CAPABILITY": return .capability(Set(try words(until: "]").map { $0.uppercased() }))
        case "APPENDUID":
            let _: UInt32 = try number()
            skipSpaces()
            code = .appendUID(try number())
        default: code = .other(name)
        }
        _ = bytes { $0 == UInt8(ascii: "]") }
        try expect("]")
        return code
    }

    // MARK: Data about the server and its folders

    private mutating func capabilities() throws(SyntaxError) -> Set<String> {
        Set(rest().split(separator: " ").map { $0.uppercased() })
    }

    /// As in `(\HasNoChildren) "/" Archive`.
    private mutating func listing() throws(SyntaxError) -> IMAPListing {
        try expect("(")
        let attributes = Set(try words(until: ")").map { $0.lowercased() })
        skipSpaces()
        let delimiter = try text()
        skipSpaces()
        // The one atom that may hold brackets, as in a folder `[Gmail]`, and the only NIL that is a name.
        let isString = next == UInt8(ascii: "\"") || next == UInt8(ascii: "{")
        let name = isString ? try text() : rest()
        guard let name, !name.isEmpty || isString else { throw SyntaxError() }
        let isSelectable = attributes.isDisjoint(with: ["\\noselect", "\\nonexistent"])
        return IMAPListing(name: name, delimiter: delimiter, isSelectable: isSelectable)
    }

    /// `(("INBOX." ".")) NIL NIL`: of the personal namespaces the first.
    private mutating func personalNamespace() throws(SyntaxError) -> IMAPNamespace? {
        guard takes("("), takes("(") else { return nil }
        guard let prefix = try text() else { throw SyntaxError() }
        skipSpaces()
        return IMAPNamespace(prefix: prefix, delimiter: try text())
    }

    // MARK: Data of a message

    private mutating func fetchData() throws(SyntaxError) -> IMAPFetchData {
        var data = IMAPFetchData()
        try expect("(")
        skipSpaces()
        while !takes(")") {
            try fetchItem(into: &data)
            skipSpaces()
        }
        return data
    }

    private mutating func fetchItem(into data: inout IMAPFetchData) throws(SyntaxError) {
        let name = try fetchItemName()
        skipSpaces()
        switch name {
        case "UID": data.uid = try number()
        case "RFC822.SIZE": data.size = try number()
        case "INTERNALDATE": data.internalDate = IMAPDate.parse(try quoted())
        case "BODY[]": data.body = try nstring()
        case "FLAGS":
            try expect("(")
            data.flags = try words(until: ")")
        default: try skipValue()
        }
    }

    /// In capitals; a section in brackets may hold spaces and parentheses.
    private mutating func fetchItemName() throws(SyntaxError) -> String {
        var name = bytes { " ()[\"".utf8.contains($0) }
        if next == UInt8(ascii: "[") {
            let section = bytes { $0 == UInt8(ascii: "]") }
            try expect("]")
            let origin = bytes { " ()".utf8.contains($0) }
            name += section + [UInt8(ascii: "]")] + origin
        }
        guard !name.isEmpty else { throw SyntaxError() }
        return String(decoding: name, as: UTF8.self).uppercased()
    }
}
