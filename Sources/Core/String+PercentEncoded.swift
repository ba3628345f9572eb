extension String {
    /// The text with each octet as `%XX` that is neither unreserved, a letter, digit or one of `-._~`, nor in `allowed`
    /// (RFC 3986 sections 2.1 and 2.3).
    public func percentEncoded(besides allowed: String = "") -> String {
        utf8.reduce(into: "") { text, octet in
            if octet.isUnreserved || allowed.utf8.contains(octet) {
                text.unicodeScalars.append(Unicode.Scalar(octet))
            } else {
                text += "%" + octet.digits(2, radix: 16, uppercase: true)
            }
        }
    }
}

extension UInt8 {
    fileprivate var isUnreserved: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(self)
        }
    }
}
