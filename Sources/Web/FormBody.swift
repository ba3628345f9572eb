/// The fields of a form, in the order in which they came; a name may stand more than once.
struct FormBody: Equatable {
    private(set) var fields: [(name: String, value: String)]

    static func == (left: Self, right: Self) -> Bool {
        left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }

    /// Fields from their names and values.
    init(_ fields: [(name: String, value: String)]) { self.fields = fields }

    /// Reads a body of `application/x-www-form-urlencoded` or `multipart/form-data`; `nil` for all that is not plainly one, or has too many fields.
    init?(_ body: [UInt8], contentType: String?, maximumFields: Int) {
        let parts = (contentType ?? "").split(separator: ";", maxSplits: 1)
        let type = parts.first.map { $0.trimmedSpaces.lowercased() }
        switch type {
        case "application/x-www-form-urlencoded": self.init(urlencoded: body, maximumFields: maximumFields)
        case "multipart/form-data":
            guard parts.count == 2, let boundary = MultipartForm.boundary(in: parts[1]) else { return nil }
            let form = MultipartForm(boundary: boundary, maximumFields: maximumFields)
            guard let fields = form.fields(of: body) else { return nil }
            self.init(fields)
        default: return nil
        }
    }

    /// All values of that name.
    func values(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    private init?(urlencoded body: [UInt8], maximumFields: Int) {
        fields = []
        for pair in body.split(separator: UInt8(ascii: "&"), maxSplits: maximumFields + 1) {
            guard fields.count < maximumFields else { return nil }
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(halves[0]), let value = Self.decoded(halves.count > 1 ? halves[1] : []) else {
                return nil
            }
            fields.append((name, value))
        }
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        var octets: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "+"): octets.append(0x20)
            case UInt8(ascii: "%"):
                guard index + 2 < text.endIndex, let high = text[index + 1].hexDigit, let low = text[index + 2].hexDigit
                else { return nil }
                octets.append(high << 4 | low)
                index += 2
            default: octets.append(text[index])
            }
            index += 1
        }
        return String(validating: octets, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    var trimmedSpaces: SubSequence {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }
}
