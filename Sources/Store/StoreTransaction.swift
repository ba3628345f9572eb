internal import Core
internal import FoundationEssentials
internal import GRDB

/// A transaction of the database; valid only inside the closure that was given it.
///
/// Reading columns goes by position: PostgreSQL and SQLite fold the case of names differently.
public struct StoreTransaction {
    let db: Database
    let blobs: BlobFolder
    /// A digest in hexadecimal digits; the room with the cryptography is another one.
    let digest: DeskDatabase.DigestFunction
    /// Whether all of it will be undone, so that no file may be touched.
    let isRehearsal: Bool

    init(
        _ db: Database, _ blobs: BlobFolder, _ digest: @escaping DeskDatabase.DigestFunction, isRehearsal: Bool = false
    ) {
        self.db = db
        self.blobs = blobs
        self.digest = digest
        self.isRehearsal = isRehearsal
    }

    func execute(_ sql: String, _ arguments: StatementArguments = []) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func cursor(_ sql: String, _ arguments: StatementArguments = []) throws -> RowCursor {
        try RowCursor(db.cachedStatement(sql: sql), arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        let cursor = try cursor(sql, arguments)
        var rows: [Row] = []
        while let row = try cursor.nextKept() { rows.append(row) }
        return rows
    }

    /// Runs `body` for one row after the other, so that none of them are kept.
    func forEachRow(_ sql: String, _ arguments: StatementArguments = [], _ body: (Row) throws -> Void) throws {
        let cursor = try cursor(sql, arguments)
        try withExtendedLifetime(cursor) {
            while let row = try cursor.next() { try body(row) }
        }
    }

    /// What `read` makes of each row: a row is good for so long only, and is not copied.
    func rows<Value>(
        _ sql: String, _ arguments: StatementArguments, _ read: (Row) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try forEachRow(sql, arguments) { values.append(try read($0)) }
        return values
    }

    /// What `read` makes of the first row.
    func row<Value>(
        _ sql: String, _ arguments: StatementArguments, _ read: (Row) throws -> Value
    ) throws -> Value? {
        let cursor = try cursor(sql, arguments)
        return try withExtendedLifetime(cursor) { try cursor.next().map(read) }
    }

    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try cursor(sql, arguments).nextKept()
    }

    /// Runs an `INSERT … RETURNING id`.
    func insert<Subject>(_ sql: String, _ arguments: StatementArguments) throws -> ID<Subject> {
        guard let id = try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) else {
            throw StoreFailure(.other, detail: "an insert gave no id: \(sql)", advice: "Report this text.")
        }
        return ID(id)
    }

    /// Keeps octets: in the database while they are small, in a durable file when they are large.
    func keepBlob(_ content: RawContent) throws -> Int64 {
        let file: String?
        let bytes: Data?
        switch content {
        case _ where isRehearsal: (file, bytes) = (nil, nil)
        case .file(let path, _): (file, bytes) = (try blobs.adopt(path), nil)
        case .memory(let octets) where octets.count > RawContent.memoryLimit:
            (file, bytes) = (try blobs.keep(octets), nil)
        case .memory(let octets): (file, bytes) = (nil, Data(octets))
        }
        return try insertBlob(content.size, bytes, file)
    }

    /// Keeps octets in a durable file, as they come.
    func keepBlob(_ pieces: NewAttachment.Pieces, size: Int) throws -> Int64 {
        try insertBlob(size, nil, isRehearsal ? nil : try blobs.keep(pieces))
    }

    private func insertBlob(_ size: Int, _ bytes: Data?, _ file: String?) throws -> Int64 {
        let id: ID<RawContent> = try insert(
            "INSERT INTO blob (size, bytes, file) VALUES (?, ?, ?) RETURNING id", [size, bytes, file])
        return id.rawValue
    }

    /// Whether a row names that file of the blobs.
    func isNamed(_ file: String) throws -> Bool {
        try row("SELECT 1 FROM blob WHERE file = ?", [file]) != nil
    }

    func blob(_ id: Int64) throws -> RawContent {
        guard let row = try row("SELECT size, bytes, file FROM blob WHERE id = ?", [id]) else {
            throw Damaged.row("blob \(id)")
        }
        if let file: String = row[2] { return .file(path: blobs.location(of: file), size: row[0]) }
        guard let bytes: Data = row[1] else { throw Damaged.row("blob \(id)") }
        return .memory([UInt8](bytes))
    }
}

/// Rows that say something no writer of ours wrote.
enum Damaged {
    static func row(_ name: String) -> StoreFailure {
        StoreFailure(.corrupt, detail: "\(name) cannot be read", advice: "Restore the database from a backup.")
    }
}

extension Date {
    /// Milliseconds since 1970: how times are stored.
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(milliseconds: Int64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}

extension Row {
    /// A stored time.
    func date(_ index: Int) -> Date { Date(milliseconds: self[index]) }

    /// A stored time that may be absent.
    func optionalDate(_ index: Int) -> Date? { (self[index] as Int64?).map(Date.init(milliseconds:)) }

    /// A stored word of a fixed list.
    func word<Word: RawRepresentable>(_ index: Int) throws -> Word where Word.RawValue == String {
        let text: String = self[index]
        guard let word = Word(rawValue: text) else { throw Damaged.row("\(Word.self) \"\(text)\"") }
        return word
    }

    /// A stored address.
    func address(_ index: Int) throws -> EmailAddress {
        let text: String = self[index]
        guard let address = EmailAddress(text) else { throw Damaged.row("the address \(text)") }
        return address
    }

    /// A stored identifier that may be absent.
    func optionalID<Subject>(_ index: Int) -> ID<Subject>? { (self[index] as Int64?).map { ID($0) } }
}
