extension String {
    /// The text as one line of no more than `limit` scalars: white space and controls become single spaces.
    func oneLine(limit: Int) -> String {
        var line = UnicodeScalarView()
        var isSpaceDue = false
        for scalar in unicodeScalars where !scalar.turnsDirection {
            if scalar.isSpaceOrControl {
                isSpaceDue = !line.isEmpty
            } else {
                if isSpaceDue { line.append(" ") }
                isSpaceDue = false
                line.append(scalar)
            }
        }
        return String(line).cut(to: limit)
    }

    /// The lines of the text without white space at their ends, and without blank ones around them.
    ///
    /// A terminal obeys control characters, so none but the tab is left.
    var cleanLines: [String] {
        var lines: [UnicodeScalarView] = [UnicodeScalarView()]
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars where !scalar.turnsDirection {
            if scalar.endsLine {
                if scalar != "\n" || previous != "\r" { lines.append(UnicodeScalarView()) }
            } else {
                lines[lines.count - 1].append(scalar.isControl && scalar != "\t" ? " " : scalar)
            }
            previous = scalar
        }
        return lines.map(\.withoutTrailingSpace).trimmed
    }

    /// As many whole characters as fit into that number of scalars: one character may be thousands of them.
    private func cut(to limit: Int) -> String {
        guard unicodeScalars.count > limit else { return self }
        var room = limit - 1
        let whole = prefix { character in
            room -= character.unicodeScalars.count
            return room >= 0
        }
        return whole + "…"
    }
}

extension String.UnicodeScalarView {
    fileprivate var withoutTrailingSpace: String {
        guard let last = lastIndex(where: { !$0.isSpaceOrControl }) else { return "" }
        return String(self[...last])
    }
}

extension [String] {
    fileprivate var trimmed: [String] {
        guard let first = firstIndex(where: { !$0.isEmpty }), let last = lastIndex(where: { !$0.isEmpty }) else {
            return []
        }
        return Array(self[first...last])
    }
}

extension Unicode.Scalar {
    /// C0, DEL and C1.
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }

    fileprivate var isSpaceOrControl: Bool {
        isASCII ? value <= 0x20 || value == 0x7F : isControl || properties.isWhitespace
    }

    /// One of the line ends of Unicode (UAX #14: BK, CR, LF, NL).
    fileprivate var endsLine: Bool {
        switch value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// An embedding, override or isolate, which would turn the direction of what follows (UAX #9).
    fileprivate var turnsDirection: Bool { (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) }
}
