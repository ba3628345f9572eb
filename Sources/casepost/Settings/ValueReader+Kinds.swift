internal import Core
internal import FoundationEssentials

extension ValueReader where Value == String {
    /// Any text that says something, on one line.
    static var text: Self {
        Self { node throws(BadValue) in
            guard case .string(let text) = node.value else {
                throw BadValue("is \(node.typeName); write a text in quotes")
            }
            guard text.contains(where: { !$0.isWhitespace }) else {
                throw BadValue("is empty; write something, or remove it")
            }
            guard !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw BadValue("has a control character in it; write it on one line")
            }
            return text
        }
    }

    /// The path of a file or folder; a relative one starts from `folder`.
    static func path(from folder: String) -> Self {
        text.then { text throws(BadValue) in FilePath.resolve(text, in: folder) }
    }

    /// One of these names, without regard to case; gives it as it is spelled here.
    static func name(among names: [String]) -> Self {
        text.then { text throws(BadValue) in
            guard let name = names.first(where: { $0.lowercased() == text.lowercased() }) else {
                throw .notAmong(names, text)
            }
            return name
        }
    }

    /// A name that may stand in file names and on command lines.
    static var identifier: Self {
        text.then { text throws(BadValue) in
            let isPlain = text.utf8.allSatisfy {
                (0x61...0x7A).contains($0.asciiLowercased) || (0x30...0x39).contains($0) || "-_.".utf8.contains($0)
            }
            guard isPlain, text.utf8.first != UInt8(ascii: "."), text.utf8.first != UInt8(ascii: "-") else {
                throw BadValue("is \"\(text)\"; use letters, digits, - and _ only")
            }
            return text
        }
    }
}

extension ValueReader where Value == Int {
    /// A whole number within limits.
    static func integer(in range: ClosedRange<Int>) -> Self {
        Self { node throws(BadValue) in
            guard case .integer(let number) = node.value else {
                throw BadValue("is \(node.typeName); write a number from \(range.lowerBound) to \(range.upperBound)")
            }
            guard range.contains(number) else {
                throw BadValue("is \(number); write a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }

    /// A number of things of which 0 means: no limit, or at once.
    static var count: Self { integer(in: 0...1_000_000) }
}

extension ValueReader where Value == Bool {
    /// `true` or `false`.
    static var boolean: Self {
        Self { node throws(BadValue) in
            guard case .boolean(let truth) = node.value else {
                throw BadValue("is \(node.typeName); write true or false, without quotes")
            }
            return truth
        }
    }
}

extension ValueReader where Value == EmailAddress {
    /// A bare address.
    static var address: Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            guard let address = EmailAddress(text) else {
                throw BadValue("\"\(text)\" is not an address; write it as name@example.org")
            }
            return address
        }
    }
}

extension ValueReader where Value == NamedAddress {
    /// `Name <address>`, or a bare address.
    static var namedAddress: Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            let parts = text.split(separator: "<", omittingEmptySubsequences: false)
            let address = parts.count == 2 && text.hasSuffix(">") ? String(parts[1].dropLast()) : text
            guard EmailAddress(address) != nil else {
                throw BadValue("\"\(text)\" is not an address; write it as Name <name@example.org>")
            }
            let name = parts.count == 2 ? parts[0].trimming { $0.isWhitespace || $0 == "\"" } : ""
            return NamedAddress(name: name.isEmpty ? nil : name, address: address)
        }
    }
}

extension ValueReader where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the values of an enumeration.
    static var oneOf: Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            guard let value = Value(rawValue: text) else { throw .notAmong(Value.allCases.map(\.rawValue), text) }
            return value
        }
    }
}

extension ValueReader {
    /// A list of values of one kind.
    static func list<Element>(of element: ValueReader<Element>) -> Self where Value == [Element] {
        Self { node throws(BadValue) in
            guard case .array(let nodes) = node.value else {
                throw BadValue("is \(node.typeName); write a list: [\"…\", \"…\"]")
            }
            var values: [Element] = []
            for node in nodes {
                do throws(BadValue) { values.append(try element.read(node)) } catch {
                    throw BadValue("entry \(values.count + 1) \(error.text)")
                }
            }
            return values
        }
    }
}

extension BadValue {
    /// A word that is none of those allowed.
    static func notAmong(_ allowed: [String], _ word: String) -> BadValue {
        BadValue(
            "\"\(word)\" is not one of \(allowed.joined(separator: ", "))" + "; use one of them"
                + NearestName.hint(for: word, among: allowed))
    }
}
