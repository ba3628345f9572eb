import Core

/// Reads the fields that describe a body part (RFC 2045 section 3).
struct PartHeader {
    private(set) var part = Part()
    private(set) var defects: [Defect] = []
    private let raw: Octets
    private let limits: Limits
    private var seen: Set<String> = []

    /// `defaultType` is what a part without a Content-Type is: `message/rfc822` in a digest (RFC 2046 section 5.1.5).
    init(_ raw: Octets, fields: [HeaderSectionParser.FieldPlace], defaultType: String, limits: Limits) {
        self.raw = raw
        self.limits = limits
        part.contentType = defaultType
        for field in fields { read(field) }
    }

    private mutating func read(_ field: HeaderSectionParser.FieldPlace) {
        // All names of interest begin with the same eight letters.
        guard raw.hasPrefix(ignoringCase: "content-", at: field.name.lowerBound), field.name.count <= 32 else { return }
        let name = raw.slice(field.name).lowercasedASCII
        guard let read = Self.readers[name] else { return }
        // Of several, the first one counts.
        guard seen.insert(name).inserted else {
            defects.append(Defect(.duplicateField, at: field.name.lowerBound))
            if name == "content-type" { compareType(FieldBody(raw, field.body, limits: limits).octets) }
            return
        }
        let body = FieldBody(raw, field.body, limits: limits)
        if body.isTruncated { defects.append(Defect(.truncatedField, at: field.name.lowerBound)) }
        read(&self, body.octets, field.name.lowerBound)
    }

    private typealias Reader = @Sendable (inout PartHeader, [UInt8], Int) -> Void

    private static let readers: [String: Reader] = [
        "content-type": { $0.readType($1, at: $2) },
        "content-transfer-encoding": { $0.readEncoding($1, at: $2) },
        "content-disposition": { $0.readDisposition($1, at: $2) },
        "content-description": { header, body, _ in
            header.part.description = HeaderText.decode(body, limits: header.limits)
        },
        "content-id": { header, body, _ in header.part.contentID = MessageID.all(in: body).first?.rawValue },
        "content-location": { header, body, _ in
            header.part.contentLocation = String(decoding: body.filter { !$0.isWhiteSpace }, as: UTF8.self)
        },
    ]

    private mutating func readType(_ body: [UInt8], at offset: Int) {
        let field = ParameterizedField(body, limits: limits)
        part.type = field
        if let type = Self.safeType(field.value) {
            part.contentType = type
        } else if !field.value.isEmpty {
            defects.append(Defect(.malformedField, at: offset))
            part.contentType = Self.likelyType(field.value)
        }
        if field.isAmbiguous("boundary") {
            defects.append(Defect(.ambiguousParameter, at: offset))
            part.hasAmbiguousBoundary = part.isMultipart
        }
        if part.filename == nil { part.filename = field.fileName("name") }
    }

    /// What a type is that is none.
    ///
    /// QUIRK: `multipart/*`; `text`, from mailers of before MIME.
    private static func likelyType(_ value: String) -> String {
        if value.hasPrefix("multipart/") { return "multipart/mixed" }
        return value.hasPrefix("text") ? "text/plain" : "application/octet-stream"
    }

    /// A second Content-Type that has the message fall into other parts than the first.
    private mutating func compareType(_ body: [UInt8]) {
        let other = ParameterizedField(body, limits: limits)
        guard part.isMultipart || other.value.hasPrefix("multipart/") else { return }
        let isSame = other.value == part.type.value && other.octets("boundary") == part.type.octets("boundary")
        if !isSame { part.hasAmbiguousBoundary = true }
    }

    private mutating func readEncoding(_ body: [UInt8], at offset: Int) {
        let name = ParameterizedField(body, limits: limits).value
        if let encoding = TransferEncoding(name: name) {
            part.encoding = encoding
        } else {
            defects.append(Defect(.unknownTransferEncoding, at: offset))
        }
    }

    private mutating func readDisposition(_ body: [UInt8], at offset: Int) {
        let field = ParameterizedField(body, limits: limits)
        // An unknown disposition is an attachment (RFC 2183 section 2.8).
        part.disposition = field.value == "inline" || field.value.isEmpty ? .inline : .attachment
        if let name = field.fileName("filename") {
            if let other = part.filename, other != name { defects.append(Defect(.ambiguousParameter, at: offset)) }
            part.filename = name
        }
    }

    /// `type/subtype` if it is made of tokens and short enough to be shown anywhere (RFC 6838 section 4.2).
    static func safeType(_ value: String) -> String? {
        let parts = value.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...127).contains($0.count) }) else { return nil }
        let isToken = parts.allSatisfy { part in
            part.allSatisfy { $0.isLetter || $0.isDigit || "!#$&-^_.+".utf8.contains($0) }
        }
        return isToken ? value : nil
    }
}
