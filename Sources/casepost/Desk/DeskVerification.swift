internal import Core
internal import FoundationEssentials
internal import Logging
internal import MailIngest
internal import Store

/// Looks whether database, files, audit log and keys are whole; changes nothing.
struct DeskVerification {
    private static let restore = "restore the database and the blobs from a backup"

    private let settings: Settings
    private let earlierHead: VerifyCommand.Head?
    private let looksIntoMailboxes: Bool

    init(_ settings: Settings, earlierHead: VerifyCommand.Head? = nil, looksIntoMailboxes: Bool = false) {
        self.settings = settings
        self.earlierHead = earlierHead
        self.looksIntoMailboxes = looksIntoMailboxes
    }

    /// All checks in their order; one that fails keeps none of the others from being made.
    func run(open: () throws -> DeskDatabase) async -> VerificationReport {
        var report = VerificationReport()
        do {
            // Opening would make a database where none is.
            guard FileManager.default.fileExists(atPath: settings.store.database) else {
                throw CommandFailure(
                    .noInput, "\(settings.store.database) is not there; correct store.url, or \(Self.restore)")
            }
            await check(try open(), &report)
        } catch { report.add("database", [Self.explanation(of: error)]) }
        do {
            let keys = try SecretKeyFile.read(settings.site.secretFile)
            report.add("reply keys", detail: keys.count == 1 ? "1 key" : "\(keys.count) keys")
        } catch { report.add("reply keys", error.problems.map(\.description)) }
        return report
    }

    private func check(_ database: DeskDatabase, _ report: inout VerificationReport) async {
        do {
            let problems = try await database.read { try $0.integrityProblems() }
            report.add("database", problems.map { "\($0); \(Self.restore)" })
        } catch { report.add("database", [Self.explanation(of: error)]) }
        do {
            let problems = try await database.read { try $0.referenceProblems() }
            report.add("references", problems.map { "\($0); \(Self.restore)" })
        } catch { report.add("references", [Self.explanation(of: error)]) }
        do { report.add(try await database.read { try $0.blobReport() }) } catch {
            report.add("blobs", [Self.explanation(of: error)])
        }
        do {
            let problems = try await database.read { try $0.ledgerProblems() }
            report.add("ledger", problems.map { "\($0); report it with what happened before" })
        } catch { report.add("ledger", [Self.explanation(of: error)]) }
        for mailbox in looksIntoMailboxes ? settings.mailboxes : [] {
            let name = "mailbox \"\(mailbox.configuration.name)\""
            do {
                let logins = try Logins(settings, log: .casepost(settings.log, atLeast: .error), now: { Date() })
                let comparison = try await MailboxComparison.compare(mailbox, with: database, logins)
                report.add(name, comparison.problems, detail: comparison.detail)
            } catch { report.add(name, [Self.explanation(of: error)]) }
        }
        do { try await checkAudit(database, &report) } catch { report.add("audit log", [Self.explanation(of: error)]) }
    }

    private func checkAudit(_ database: DeskDatabase, _ report: inout VerificationReport) async throws {
        let earlier = earlierHead
        let (problem, head, then) = try await database.read { transaction in
            let head = try transaction.auditHead().map { VerifyCommand.Head(number: $0.number, hash: $0.hash) }
            let then = try earlier.flatMap { try transaction.auditHash(at: $0.number) }
            return (try transaction.auditProblem(), head, then)
        }
        report.auditHead = head
        var problems = [problem].compactMap { $0 }
        if let earlier, then != earlier.hash {
            problems.append(
                then == nil
                    ? "line \(earlier.number), which was there when the head was noted, is missing"
                    : "line \(earlier.number) is not what it was when the head was noted")
        }
        report.add(
            "audit log", problems.map { "\($0); somebody changed the database by hand: compare it with a backup" },
            detail: "\(head?.number ?? 0) lines")
    }

    /// What an error says on one line.
    static func explanation(of error: any Error) -> String {
        CommandFailure(explaining: error)?.lines.joined(separator: "; ") ?? "\(error)"
    }
}

/// What a verification found.
struct VerificationReport: Encodable {
    /// One thing that was looked at.
    struct Check: Encodable, Equatable {
        var name: String
        var ok: Bool
        var detail: String
        var problems: [String]
    }

    private enum CodingKeys: String, CodingKey { case ok, checks, auditHead }

    private(set) var checks: [Check] = []
    /// Where the audit log ends now.
    var auditHead: VerifyCommand.Head?

    /// Whether nothing is wrong.
    var ok: Bool { checks.allSatisfy(\.ok) }

    /// A line for each check, and each thing that is wrong.
    var text: String {
        var lines = checks.flatMap { check in
            check.ok
                ? ["\(check.name): ok" + (check.detail.isEmpty ? "" : " (\(check.detail))")]
                : check.problems.map { "\(check.name): \($0)" }
        }
        lines.append(auditHead.map { "audit head: \($0.number) \($0.hash)" } ?? "audit head: none")
        return lines.joined(separator: "\n")
    }

    mutating func add(_ name: String, _ problems: [String] = [], detail: String = "") {
        checks.append(Check(name: name, ok: problems.isEmpty, detail: detail, problems: problems))
    }

    mutating func add(_ blobs: BlobReport) {
        var problems = blobs.problems.map { "\($0); restore the file from a backup" }
        let more = blobs.problemCount - blobs.problems.count
        if more > 0 { problems.append("and \(more) more of the kind") }
        let unnamed = blobs.unnamed > 0 ? ", \(blobs.unnamed) that no row names; serve removes them after a day" : ""
        add("blobs", problems, detail: "\(blobs.files) files\(unnamed)")
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ok, forKey: .ok)
        try container.encode(checks, forKey: .checks)
        try container.encode(auditHead, forKey: .auditHead)
    }
}
