/// A server or tool that the tests need did not do its part.
public struct TestSupportFailure: Error, CustomStringConvertible {
    /// What went wrong, with the tool's own words.
    public var description: String

    /// A failure with that explanation.
    public init(_ description: String) {
        self.description = description
    }
}
