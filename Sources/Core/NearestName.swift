extension Sequence<String> {
    /// The name among these that somebody most likely meant by `typed`; `nil` where none is near.
    ///
    /// Near is an edit distance of no more than about a third of the letters typed, without regard to upper and lower case.
    public func nearest(to typed: String) -> String? {
        let wanted = Array(typed.lowercased().unicodeScalars)
        let ranked = map {
            (name: $0, distance: editDistance(Array($0.lowercased().unicodeScalars), wanted))
        }
        let best = ranked.min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return best.flatMap { $0.distance <= Swift.max(1, (wanted.count + 1) / 3) ? $0.name : nil }
    }
}

/// The number of letters to insert, remove, replace or swap with their neighbour that makes one of the other.
private func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
    var rows = [Array(0...other.count)]
    for i in one.indices {
        var row = [i + 1]
        for j in other.indices {
            let replaced = rows[i][j] + (one[i] == other[j] ? 0 : 1)
            var distance = min(replaced, rows[i][j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                distance = min(distance, rows[i - 1][j - 1] + 1)
            }
            row.append(distance)
        }
        rows.append(row)
    }
    return rows[one.count][other.count]
}

/// Words an error may add about the name that somebody probably meant.
public enum NearestName {
    /// ` (did you mean "…"?)`, or nothing.
    public static func hint(for word: String, among known: some Sequence<String>) -> String {
        known.nearest(to: word).map { " (did you mean \"\($0)\"?)" } ?? ""
    }
}
