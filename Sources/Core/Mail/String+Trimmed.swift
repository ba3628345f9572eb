extension StringProtocol {
    /// The text without such characters at either end.
    public func trimming(_ isDispensable: (Character) -> Bool) -> String {
        guard let first = firstIndex(where: { !isDispensable($0) }),
            let last = lastIndex(where: { !isDispensable($0) })
        else { return "" }
        return String(self[first...last])
    }

    /// The text without white space at either end.
    public var trimmed: String { trimming(\.isWhitespace) }
}
