/// How much of a message the parser is willing to look at; its time and memory follow from these.
///
/// Structural limits throw a ``MessageFailure``; limits on content cut it and leave a defect.
public struct Limits: Sendable, Equatable {
    /// Octets of a message: ten files of 15 MB in base64, and some text; more throws.
    public var messageOctets = 220 << 20
    /// Octets of one header section; more throws.
    public var headerOctets = 1 << 20
    /// Fields in one header section; more throws.
    public var fields = 2_000
    /// Octets of one field that are read; the rest of the field is dropped.
    public var fieldOctets = 64 << 10
    /// Addresses read from one field.
    public var addresses = 1_000
    /// Nesting of comments in a structured field; deeper ones are read as text.
    public var commentDepth = 16
    /// Encoded words decoded in one field.
    public var encodedWords = 1_000
    /// Nesting of multiparts; more throws.
    public var depth = 50
    /// Parts of a message, multiparts included; more throws.
    public var parts = 1_000
    /// Octets of a boundary (RFC 2046 section 5.1.1 says 70).
    public var boundaryOctets = 256
    /// Octets of readable text, and of sanitised HTML.
    public var textOctets = 1 << 20
    /// Octets of HTML source.
    public var htmlOctets = 4 << 20
    /// Elements and runs of text in an HTML body.
    public var htmlNodes = 100_000
    /// Nesting of elements in an HTML body.
    public var htmlDepth = 256

    /// The default limits.
    public init() {}
}
