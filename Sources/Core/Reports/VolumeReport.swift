/// How many cases came, how many were closed and how many are left, by one of their properties.
public struct VolumeReport: Sendable {
    /// The property by which cases are told apart.
    public enum Grouping: String, Sendable, CaseIterable {
        case type, team, account, priority, month, channel
    }

    /// The cases that have one value of the property.
    public struct Row: Sendable, Equatable {
        /// The value.
        public var name: String
        /// How many were opened.
        public var opened = 0
        /// How many were closed, whenever they were opened.
        public var closed = 0
        /// How many of those opened are open.
        public var open = 0
        /// The share of those opened among all that were opened.
        public var share: Double?

        /// A row from its parts.
        public init(name: String, opened: Int = 0, closed: Int = 0, open: Int = 0, share: Double? = nil) {
            self.name = name
            self.opened = opened
            self.closed = closed
            self.open = open
            self.share = share
        }
    }

    private var counted: [String: Row] = [:]
    private var months: ClosedRange<CalendarMonth>?

    /// A report without cases.
    public init() {}

    /// Counts cases that were opened, and how many of them are open.
    public mutating func add(opened: Int, open: Int, of name: String) {
        counted[name, default: Row(name: name)].opened += opened
        counted[name, default: Row(name: name)].open += open
    }

    /// Counts cases that were closed.
    public mutating func add(closed: Int, of name: String) {
        counted[name, default: Row(name: name)].closed += closed
    }

    /// Counts cases that were opened in a month, and how many of them are open.
    public mutating func add(opened: Int, open: Int, in month: CalendarMonth) {
        note(month)
        add(opened: opened, open: open, of: month.description)
    }

    /// Counts cases that were closed in a month.
    public mutating func add(closed: Int, in month: CalendarMonth) {
        note(month)
        add(closed: closed, of: month.description)
    }

    /// Months in their order, those without a case among them; anything else with the most opened first.
    public var rows: [Row] {
        let all = total.opened
        return ordered.map { row in
            var row = row
            row.share = Percentage.share(of: row.opened, in: all)
            return row
        }
    }

    /// All cases.
    public var total: Row {
        var total = counted.values.reduce(into: Row(name: "")) { total, row in
            total.opened += row.opened
            total.closed += row.closed
            total.open += row.open
        }
        total.share = Percentage.share(of: total.opened, in: total.opened)
        return total
    }

    private var ordered: [Row] {
        guard let months else {
            return counted.values.sorted { ($1.opened, $1.closed, $0.name) < ($0.opened, $0.closed, $1.name) }
        }
        return (months.lowerBound.number...months.upperBound.number).map { number in
            let name = CalendarMonth(number: number).description
            return counted[name] ?? Row(name: name)
        }
    }

    private mutating func note(_ month: CalendarMonth) {
        guard let months else { return self.months = month...month }
        self.months = min(months.lowerBound, month)...max(months.upperBound, month)
    }
}
