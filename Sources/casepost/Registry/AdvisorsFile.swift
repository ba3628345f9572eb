internal import Core

/// Reads `advisors.csv`: one row for each advisor.
struct AdvisorsFile {
    static let columns = ["email", "first_name", "last_name", "teams", "digest", "time_zone"]

    private var reader: RegistryReader
    private var result = RegistryRows<AdvisorRow>()
    private var known: [EmailAddress: Int] = [:]

    private init(_ text: String, file: String) { reader = RegistryReader(text, file: file, columns: Self.columns) }

    /// All rows of a text; throws every problem in it at once.
    static func rows(_ text: String, file: String) throws(FileProblems) -> RegistryRows<AdvisorRow> {
        var advisors = Self(text, file: file)
        for row in advisors.reader.rows { advisors.read(row) }
        guard advisors.reader.problems.isEmpty else { throw FileProblems(advisors.reader.problems) }
        return advisors.result
    }

    private mutating func read(_ row: RegistryReader.Cells) {
        let address = EmailAddress(row["email"])
        if address == nil { reader.report(row.line, "email", ContactsFile.badAddress(row["email"])) }
        if DigestSchedule(row["digest"]) == nil {
            let advice = "write immediate, hourly, daily HH:MM or off"
            let hint = NearestName.hint(for: row["digest"], among: ["immediate", "hourly", "off"])
            reader.report(row.line, "digest", "\"\(row["digest"])\" is no schedule; \(advice)\(hint)")
        }
        if let problem = TimeZoneName.problem(with: row["time_zone"]) { reader.report(row.line, "time_zone", problem) }
        guard let address else { return }
        if let line = known[address] {
            reader.report(row.line, "email", "\(address) stands on line \(line) already; remove one row")
        }
        known[address] = known[address] ?? row.line
        result.lines.append(row.line)
        result.values.append(
            AdvisorRow(
                address: address, firstName: row["first_name"], lastName: row["last_name"], teams: row.list("teams"),
                digest: row["digest"], timeZone: row["time_zone"]))
    }
}
