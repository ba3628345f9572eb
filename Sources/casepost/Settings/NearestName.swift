/// Finds the name that somebody probably meant.
enum NearestName {
    /// The known name with the fewest slips of the finger from `word`, unless that is no longer a likeness.
    static func to(_ word: String, among known: [String]) -> String? {
        let tolerance = max(1, word.count / 3)
        let nearest = known.map { (name: $0, distance: distance(word.lowercased(), $0.lowercased())) }
            .min { $0.distance < $1.distance }
        return nearest.flatMap { $0.distance <= tolerance ? $0.name : nil }
    }

    /// ` (did you mean "…"?)`, or nothing.
    static func hint(for word: String, among known: [String]) -> String {
        to(word, among: known).map { " (did you mean \"\($0)\"?)" } ?? ""
    }

    /// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
                let isSwap = row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column]
                if isSwap { best = min(best, beforePrevious[column - 1] + 1) }
                current.append(best)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
