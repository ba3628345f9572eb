/// Figures in the text format that Prometheus reads (version 0.0.4).
struct MetricsText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case counter, gauge, histogram
    }

    typealias Labels = [(name: String, value: String)]

    private(set) var text = ""

    /// Adds one figure, or the same figure of several things that their labels tell apart; nothing where there is none.
    mutating func add(_ kind: Kind, _ name: String, _ help: String, _ samples: [(labels: Labels, value: Double)]) {
        guard !samples.isEmpty else { return }
        head(kind, name, help)
        for sample in samples { line(name, sample.labels, sample.value) }
    }

    /// Adds one figure.
    mutating func add(_ kind: Kind, _ name: String, _ help: String, _ value: Double) {
        add(kind, name, help, [(labels: [], value: value)])
    }

    /// Adds histograms that their labels tell apart.
    mutating func add(_ name: String, _ help: String, _ histograms: [(labels: Labels, histogram: Histogram)]) {
        guard !histograms.isEmpty else { return }
        head(.histogram, name, help)
        for (labels, histogram) in histograms {
            var soFar = 0
            for (bound, count) in zip(Histogram.bounds.map(Self.number) + ["+Inf"], histogram.counts) {
                soFar += count
                line("\(name)_bucket", labels + [("le", bound)], Double(soFar))
            }
            line("\(name)_sum", labels, histogram.sum)
            line("\(name)_count", labels, Double(soFar))
        }
    }

    private mutating func head(_ kind: Kind, _ name: String, _ help: String) {
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: Double) {
        let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
        text += name + (pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") + " \(Self.number(value))\n"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A whole number without a fraction, as far as a floating point number can hold it.
    private static func number(_ value: Double) -> String {
        abs(value) < 9e15 && value == value.rounded() ? String(Int64(value)) : String(value)
    }
}
