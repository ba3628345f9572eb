/// Shares as reports show them.
public enum Percentage {
    /// So many of all, in percent with one decimal; `nil` of nothing.
    ///
    /// 100.0 is all of them and never a rounded 99.96: whoever reads it looks for no exception.
    public static func share(of part: Int, in all: Int) -> Double? {
        guard all > 0 else { return nil }
        let rounded = (Double(part) * 1_000 / Double(all)).rounded() / 10
        return part < all ? min(rounded, 99.9) : rounded
    }
}
