internal import FoundationEssentials

/// What a backup has in it: its last member, so that one that was cut short has none.
struct BackupManifest: Codable, Equatable, Sendable {
    /// One file of the backup.
    struct Member: Codable, Equatable, Sendable {
        var name: String
        var size: Int
        var sha256: String
    }

    /// The end of the audit log.
    struct Head: Codable, Equatable, Sendable {
        var number: Int64
        var hash: String
    }

    /// The members' names.
    static let file = "manifest.json"
    static let database = "casepost.sqlite"
    static let blobs = "blobs/"
    static let currentFormat = 1

    var format = currentFormat
    /// The version of the program that made it, and the last step of its tables.
    var version: String
    var schema: String
    /// What the desk is called, and the name that its tokens are bound to.
    var site: String
    var desk: String?
    var created: Date
    var cases: Int
    var messages: Int
    var waitingMails: Int
    var auditHead: Head?
    /// Files that rows name, and that were not there.
    var missing: [String]
    var members: [Member]

    /// How many files of the blobs are in it.
    var files: Int { members.count { $0.name.hasPrefix(Self.blobs) } }

    /// As the member of the archive.
    func octets() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        encoder.dateEncodingStrategy = .iso8601
        return Array(try encoder.encode(self))
    }

    /// Reads it again; `nil` where it is none of ours.
    init?(_ octets: [UInt8]) {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let manifest = try? decoder.decode(BackupManifest.self, from: Data(octets)) else { return nil }
        self = manifest
    }

    init(
        version: String, schema: String, site: String, desk: String?, created: Date, cases: Int, messages: Int,
        waitingMails: Int, auditHead: Head?, missing: [String], members: [Member]
    ) {
        self.version = version
        self.schema = schema
        self.site = site
        self.desk = desk
        self.created = created
        self.cases = cases
        self.messages = messages
        self.waitingMails = waitingMails
        self.auditHead = auditHead
        self.missing = missing
        self.members = members
    }

    /// What is in it, for people.
    var summary: String {
        "\(cases) cases, \(messages) messages, \(files) files, as of \(created.formatted(.iso8601))"
    }
}
