extension Sequence<String> {
    /// The name among these that somebody most likely meant by `typed`; `nil` where none is near.
    ///
    /// Near is an edit distance of no more than half the letters typed, without regard to upper and lower case.
    public func nearest(to typed: String) -> String? {
        let wanted = Array(typed.lowercased().unicodeScalars)
        let ranked = map { (name: $0, distance: editDistance(Array($0.lowercased().unicodeScalars), wanted)) }
        let best = ranked.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return best.flatMap { $0.distance <= Swift.max(1, wanted.count / 2) ? $0.name : nil }
    }
}

/// The number of letters to insert, remove or replace that makes one of the other (Levenshtein).
private func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
    var row = Array(0...other.count)
    for (i, letter) in one.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, counterpart) in other.enumerated() {
            let replaced = diagonal + (letter == counterpart ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[other.count]
}
