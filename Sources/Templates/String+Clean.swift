extension String {
    /// The text as one line of no more than `limit` characters: white space and controls become single spaces.
    func oneLine(limit: Int) -> String {
        let words = String(visibleScalars(of: unicodeScalars)).split(whereSeparator: \.isWhitespace)
        let line = words.joined(separator: " ")
        guard line.unicodeScalars.count > limit else { return line }
        return line.prefixOfScalars(limit - 1) + "…"
    }

    /// The lines of the text without trailing white space, and without blank ones at either end.
    ///
    /// A terminal obeys control characters, so none but the tab is left.
    var cleanLines: [String] {
        let lines = split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            var visible = visibleScalars(of: line.unicodeScalars)
            while visible.last?.properties.isWhitespace == true { visible.removeLast() }
            return String(visible)
        }
        guard let first = lines.firstIndex(where: { !$0.isEmpty }), let last = lines.lastIndex(where: { !$0.isEmpty })
        else { return [] }
        return Array(lines[first...last])
    }

    /// As many whole characters as fit into that number of scalars: one character may be thousands of them.
    private func prefixOfScalars(_ limit: Int) -> String {
        var room = limit
        let whole = prefix { character in
            room -= character.unicodeScalars.count
            return room >= 0
        }
        return String(whole)
    }
}

/// The scalars with a space for each control, and without those that turn the direction of what follows (UAX #9).
private func visibleScalars(of scalars: some Sequence<Unicode.Scalar>) -> String.UnicodeScalarView {
    var visible = String.UnicodeScalarView()
    for scalar in scalars {
        switch scalar.value {
        case 0x202A...0x202E, 0x2066...0x2069: continue
        case 0x09: visible.append(scalar)
        default: visible.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
    }
    return visible
}
