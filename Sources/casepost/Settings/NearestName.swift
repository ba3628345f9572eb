internal import Core

/// Words an error may add about the name that somebody probably meant.
enum NearestName {
    /// ` (did you mean "…"?)`, or nothing.
    static func hint(for word: String, among known: [String]) -> String {
        known.nearest(to: word).map { " (did you mean \"\($0)\"?)" } ?? ""
    }
}
