/// Reads `multipart/form-data` (RFC 7578), as far as forms without files need it.
///
/// One level only: a part is a field with a short header section and a text. Everything else is refused.
struct MultipartForm {
    private static let headerSize = 1_024

    let boundary: String
    let maximumFields: Int

    /// The boundary among the parameters of a content type: at most 70 characters (RFC 2046 section 5.1.1).
    static func boundary(in parameters: some StringProtocol) -> String? {
        let found = parameters.split(separator: ";").compactMap { parameter -> String? in
            let halves = parameter.split(separator: "=", maxSplits: 1).map(\.trimmedSpaces)
            guard halves.count == 2, halves[0].lowercased() == "boundary" else { return nil }
            return unquoted(halves[1])
        }
        guard found.count == 1, let boundary = found.first, (1...70).contains(boundary.utf8.count) else { return nil }
        return boundary
    }

    /// The fields; `nil` where the body is not plainly such a form, or has too many of them.
    func fields(of body: [UInt8]) -> [(name: String, value: String)]? {
        let delimiter = Array("--\(boundary)".utf8)
        guard body.starts(with: delimiter) else { return nil }
        var fields: [(name: String, value: String)] = []
        var rest = body.dropFirst(delimiter.count)
        while !rest.starts(with: Array("--".utf8)) {
            guard fields.count < maximumFields, rest.starts(with: Self.lineEnd),
                let end = rest.firstRange(of: Self.lineEnd + delimiter), let field = Self.field(rest[..<end.lowerBound])
            else { return nil }
            fields.append(field)
            rest = rest[end.upperBound...]
        }
        return fields
    }

    private static let lineEnd: [UInt8] = [13, 10]

    /// A part from the line end behind its delimiter on.
    private static func field(_ part: ArraySlice<UInt8>) -> (name: String, value: String)? {
        guard let end = part.firstRange(of: lineEnd + lineEnd), end.lowerBound - part.startIndex <= headerSize,
            let header = String(validating: part[..<end.lowerBound], as: UTF8.self),
            let value = String(validating: part[end.upperBound...], as: UTF8.self)
        else { return nil }
        let names = header.split(separator: "\r\n").compactMap(name)
        guard names.count == 1 else { return nil }
        return (names[0], value)
    }

    /// The name in a field `Content-Disposition: form-data; name="…"`.
    private static func name(_ line: some StringProtocol) -> String? {
        let parts = line.split(separator: ";").map(\.trimmedSpaces)
        guard let type = parts.first?.split(separator: ":").map({ $0.trimmedSpaces.lowercased() }),
            type == ["content-disposition", "form-data"],
            let name = parts.dropFirst().first(where: { $0.lowercased().hasPrefix("name=") })
        else { return nil }
        return unquoted(name.dropFirst("name=".count))
    }

    private static func unquoted(_ text: some StringProtocol) -> String {
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        return String(text.dropFirst().dropLast())
    }
}
