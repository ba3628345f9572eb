import Core

/// What TNEF says of a message or of an attachment: a few attributes, and properties.
struct TNEFObject {
    let octets: Octets
    var attributes: [TNEFAttributeName: Range<Int>] = [:]
    var properties = MAPIPropertyList()
    /// That of strings of eight bits.
    var codePage = CodePage.western

    mutating func add(_ name: TNEFAttributeName, _ data: Range<Int>) {
        switch name {
        case .messageProperties, .attachment: properties = MAPIPropertyList(octets, range: data)
        default: attributes[name] = data
        }
    }

    /// The text of a property or, if it has none, of an attribute.
    func text(_ name: MAPIPropertyName, _ fallback: TNEFAttributeName? = nil) -> String? {
        if let value = properties[name] {
            switch value.type {
            case MAPIType.unicode: return decode(value.range, CodePage.unicode)
            case MAPIType.string8: return decode(value.range, codePage)
            default: break
            }
        }
        return fallback.flatMap { text($0) }
    }

    func text(_ name: TNEFAttributeName) -> String? { attributes[name].map { decode($0, codePage) } }

    func number(_ name: MAPIPropertyName) -> Int? {
        guard let value = properties[name], value.range.count == 4 else { return nil }
        var reader = LittleEndianReader(octets, range: value.range)
        return reader.number(UInt32.self).map { Int($0) }
    }

    /// The octets of a property that is binary or an object.
    func binary(_ name: MAPIPropertyName) -> Range<Int>? {
        guard let value = properties[name] else { return nil }
        return value.type == MAPIType.binary || value.type == MAPIType.object ? value.range : nil
    }

    /// Up to the first NUL.
    private func decode(_ range: Range<Int>, _ codePage: Int) -> String {
        let text = Charset.decode(octets.slice(range), declared: CodePage.charset(codePage)).text
        guard let end = text.utf8.firstIndex(of: 0) else { return text }
        return String(text[..<end])
    }
}
