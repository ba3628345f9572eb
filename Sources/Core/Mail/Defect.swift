/// A departure from the standards that the parser read around; the message stays usable (RFC 7103).
public struct Defect: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in a fixed word that scripts may rely on.
    public enum Kind: String, Sendable, CaseIterable {
        case missingBlankLine, malformedField, nonASCIIHeader, malformedAddress
        case unknownCharset, undecodableText, unknownTransferEncoding, damagedBase64, damagedQuotedPrintable
        case missingBoundary, unclosedMultipart, duplicateField, ambiguousParameter, malformedDate
        case truncatedField, truncatedText, truncatedHTML, flattenedHTML, differingAlternatives
        case tooManyAddresses, tooManyEncodedWords, deepComments, boundaryTooLong, ambiguousBoundary
        case damagedTNEF, damagedUUEncode, damagedYEnc
    }

    /// What is wrong.
    public var kind: Kind
    /// Where: octets from the start of the message, if it has one place.
    public var offset: Int?

    /// A defect at a place.
    public init(_ kind: Kind, at offset: Int? = nil) {
        self.kind = kind
        self.offset = offset
    }

    /// The kind and the place.
    public var description: String { offset.map { "\(kind.rawValue) at \($0)" } ?? kind.rawValue }
}
