/// Hostile and unusual HTML, by class.
///
/// Written for these tests after the classes of attacks that are known from lists and advisories about sanitisers of
/// HTML; a table is the product of what can be combined, so that no single way is forgotten. Script in them calls
/// `ran()`, which the page of a test counts.
public enum HTMLVectors {
    /// A piece of HTML with a name for the report.
    public struct Vector: Sendable, CustomStringConvertible {
        /// What it is, in a few words.
        public let name: String
        /// The HTML.
        public let source: String

        /// The name, for the report.
        public var description: String { name }

        init(_ name: String, _ source: String) {
            self.name = name
            self.source = source
        }
    }

    /// All tables together.
    public static let all: [Vector] = handlers + scripts + links + mutations + styles + pages + nesting + text

    static let call = "ran()"

    /// Names for the rows of a table that needs none of its own.
    static func numbered(_ name: String, _ sources: [String]) -> [Vector] {
        sources.enumerated().map { Vector("\(name) \($0.offset + 1)", $0.element) }
    }
}
