public import Core
internal import FoundationEssentials
internal import GRDB

/// What a look at all kept octets found.
public struct BlobReport: Sendable, Equatable {
    /// How many files rows name.
    public var files = 0
    /// How many files no row names; they go a day after they came.
    public var unnamed = 0
    /// What is wrong, one sentence each; the first few.
    public var problems: [String] = []
    /// How many things are wrong.
    public var problemCount = 0

    mutating func add(_ problem: String) {
        problemCount += 1
        if problems.count < 10 { problems.append(problem) }
    }
}

extension StoreTransaction {
    /// What SQLite finds wrong with pages and indexes, the first few; empty for a sound file.
    public func integrityProblems() throws -> [String] {
        try rows("PRAGMA integrity_check(10)").map { $0[0] as String }.filter { $0 != "ok" }
    }

    /// Rows that point to rows which are not there, the first few; empty where all is well.
    public func referenceProblems() throws -> [String] {
        try rows("SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 10").map { row in
            let number = (row[1] as Int64?).map { " \($0)" } ?? ""
            return "row\(number) of \(row[0] as String) points to a row of \(row[2] as String) that is not there"
        }
    }

    /// Whether all octets that rows name are there, in the length that the rows say.
    public func blobReport() throws -> BlobReport {
        var report = BlobReport()
        var last: Int64 = 0
        while true {
            let batch = try rows(
                "SELECT id, size, file, length(bytes) FROM blob WHERE id > ? AND removed_at IS NULL ORDER BY id LIMIT 1000",
                [last])
            for row in batch { check(row, &report) }
            guard let end = batch.last else { break }
            last = end[0]
        }
        report.unnamed = try blobs.names().count { try row("SELECT 1 FROM blob WHERE file = ?", [$0]) == nil }
        return report
    }

    private func check(_ row: Row, _ report: inout BlobReport) {
        let (id, size): (Int64, Int) = (row[0], row[1])
        guard let file: String = row[2] else {
            guard let length: Int = row[3] else { return report.add("blob \(id) has neither octets nor a file") }
            if length != size { report.add("blob \(id) has \(length) octets, and should have \(size)") }
            return
        }
        report.files += 1
        switch blobs.size(of: file) {
        case nil: report.add("\(blobs.location(of: file)) is missing (blob \(id))")
        case size: return
        case let found?: report.add("\(blobs.location(of: file)) has \(found) octets, and should have \(size)")
        }
    }

    /// Events of the log, the latest first; `limit` items from `offset` on, or all.
    public func auditPage(limit: Int? = nil, offset: Int = 0) throws -> Page<AuditLine> {
        let total = try row("SELECT count(*) FROM audit")?[0] as Int? ?? 0
        let items = try rows(
            """
            SELECT number, at, actor, action, subject, detail, hash FROM audit
            ORDER BY number DESC LIMIT ? OFFSET ?
            """, [limit ?? Int.max, offset]
        ).map(auditLine)
        return Page(items: items, total: total)
    }

    /// The digest that stands at a line of the log; `nil` where there is no such line.
    public func auditHash(at number: Int64) throws -> String? {
        if let anchor = try auditAnchor(), anchor.number == number { return anchor.hash }
        return try row("SELECT hash FROM audit WHERE number = ?", [number])?[0]
    }
}
