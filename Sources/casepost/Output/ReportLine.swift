/// A line of a report: an object for JSON, a record for CSV, a row for people.
protocol ReportLine: Encodable {
    /// The names of the values as CSV and JSON have them, in the order of CSV.
    static var columns: [String] { get }
    /// The values in that order; empty where they are not known.
    var values: [String] { get }
    /// What stands above the columns of a table.
    static var heads: [String] { get }
    /// The first of the columns of a table that has a number.
    static var firstNumber: Int { get }
    /// What a table shows.
    var cells: [String] { get }
}

/// Numbers of reports as people read them.
enum ReportText {
    static func share(_ share: Double?) -> String { share.map { "\($0) %" } ?? "–" }

    static func count(_ count: Int?) -> String { count.map(String.init) ?? "–" }

    static func minutes(_ minutes: Int?) -> String {
        guard let minutes else { return "–" }
        return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }
}

/// Numbers of reports as CSV has them.
enum ReportValue {
    static func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "" }
}
