internal import Core

/// The fields that a signature covers, made equal as it says (RFC 6376 section 3.4.1 and 3.4.2).
struct HeaderCanonicalizer {
    private let fields: [RawMessage.Field]
    /// The places of the fields of a name, topmost first.
    private let places: [String: [Int]]

    init(_ fields: [RawMessage.Field]) {
        self.fields = fields
        places = Dictionary(grouping: fields.indices.filter { fields[$0].isPlain }) { fields[$0].name }
    }

    /// How many of a name's fields a list of names covers; each mention takes the next one from the bottom.
    func covered(_ name: String, by names: [String]) -> Int {
        min(names.count { $0 == name }, places[name]?.count ?? 0)
    }

    /// What is signed: the fields of `names`, then the signature's own without its code and without a line end.
    func input(
        names: [String], _ kind: SignatureTags.Canonicalization, own: RawMessage.Field, without code: Range<Int>
    ) -> [UInt8] {
        var output: [UInt8] = []
        var used: [String: Int] = [:]
        for name in names {
            let places = places[name] ?? []
            let count = used[name, default: 0]
            guard count < places.count else { continue }
            used[name] = count + 1
            Self.append(fields[places[places.count - 1 - count]].octets[...], kind, to: &output)
            output += [13, 10]
        }
        Self.append(own.octets[..<code.lowerBound] + own.octets[code.upperBound...], kind, to: &output)
        return output
    }

    /// One field without its final line end.
    static func append(
        _ octets: ArraySlice<UInt8>, _ kind: SignatureTags.Canonicalization, to output: inout [UInt8]
    ) {
        guard kind == .relaxed else {
            output += octets
            return
        }
        let colon = octets.firstIndex(of: UInt8(ascii: ":")) ?? octets.endIndex
        appendWords(octets[..<colon].lazy.map(\.asciiLowercased), to: &output)
        output.append(UInt8(ascii: ":"))
        appendWords(octets.dropFirst(colon - octets.startIndex + 1), to: &output)
    }

    /// Text without folds and without white space at its ends, every other run of it being one space.
    private static func appendWords(_ octets: some Sequence<UInt8>, to output: inout [UInt8]) {
        let start = output.count
        var isSpace = false
        var isAfterCR = false
        for byte in octets {
            if isAfterCR {
                isAfterCR = false
                // A CR that belongs to no fold is text like any other.
                if byte == 10 { continue }
                if isSpace, output.count > start { output.append(32) }
                isSpace = false
                output.append(13)
            }
            switch byte {
            case 13: isAfterCR = true
            case 32, 9: isSpace = true
            default:
                if isSpace, output.count > start { output.append(32) }
                isSpace = false
                output.append(byte)
            }
        }
    }
}
