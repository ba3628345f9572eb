internal import Core
internal import FoundationEssentials
internal import Store

/// Writes all that is kept about one contact, or about one case, into a folder that people can read.
struct DataExport: Sendable {
    /// Whose data it is.
    enum Subject: Sendable {
        /// Whoever writes from that address: somebody of the registry, or a stranger.
        case address(EmailAddress)
        case supportCase(CaseNumber)
    }

    let database: DeskDatabase
    let preset: Preset
    let subject: Subject
    /// Whether what only the desk sees is in it.
    let withInternal: Bool
    /// Who asked for it.
    let actor: String
    let now: Date

    /// What is to be written, as it was found at the start.
    private struct Plan {
        var name: String
        var person: PersonListing?
        var keys: [String] = []
        var cases: [CaseNumber] = []
        var messages: [LedgerListing] = []
        var hold: LegalHold.Subject?
    }

    /// Writes it; nothing of it is removed meanwhile.
    ///
    /// `onFile` is told of each thing.
    func write(to folder: ExportFolder, onFile: (Int) -> Void) async throws -> ExportSummary {
        let plan = try await begin()
        var summary = ExportSummary(of: plan.name, at: now, by: actor)
        var done = 0
        func step() {
            done += 1
            onFile(done)
        }
        if let person = plan.person { try await write(person, to: folder) }
        if !plan.cases.isEmpty {
            let cases = try folder.folder("cases")
            for number in plan.cases {
                summary.files += try await write(number, of: plan, to: try cases.folder(number.description))
                summary.cases += 1
                step()
            }
            try cases.finish()
        }
        try await writeMessages(plan, to: folder, &summary, step)
        try await writeMails(plan, to: folder, &summary, step)
        try await writeSurveys(plan, to: folder, &summary)
        if let person = plan.person {
            let challenges = try await database.read { try $0.challenges(to: person.person.id) }
            summary.challenges = challenges.count
            try folder.write(json: challenges.map(ExportedChallenge.init), to: "challenges.json")
        }
        try await writeAudit(plan, to: folder, &summary)
        try folder.write(
            ExportReadme(summary, withInternal: withInternal, hasPerson: plan.person != nil).text, to: "README.txt")
        try folder.write(json: summary, to: "complete.json")
        try folder.finish()
        try await end(plan, summary)
        return summary
    }

    /// Finds out what there is, and keeps it from being removed while it is written.
    private func begin() async throws -> Plan {
        let (subject, actor, now) = (subject, actor, now)
        return try await database.write { transaction in
            var plan: Plan
            switch subject {
            case .supportCase(let number):
                let known = try transaction.existingCase(number).number
                plan = Plan(name: "case \(known)", cases: [known], hold: .init(known))
                plan.messages = try transaction.messages(of: known)
            case .address(let address):
                plan = Plan(name: address.description, person: try transaction.personDetail(at: address))
                plan.keys = [address.key]
                if let id = plan.person?.person.id {
                    plan.keys = try transaction.addressKeys(of: id)
                    plan.cases = try transaction.cases(of: id)
                    plan.hold = .init(id)
                }
                plan.messages = try transaction.messages(of: plan.person?.person.id, from: plan.keys)
                guard plan.person != nil || !plan.messages.isEmpty else {
                    throw CommandFailure(
                        .noInput, "nothing is known of \(address); casepost contact list shows who is known")
                }
            }
            if let hold = plan.hold {
                // One that was killed has left its own, which began too early.
                _ = try transaction.release(hold, .export)
                _ = try transaction.set(
                    LegalHold(
                        hold, named: plan.name, origin: .export, because: "data is exported", by: actor, since: now))
            }
            try transaction.audit(AuditEvent(.dataExported, of: plan.name, by: actor, detail: "begun", at: now))
            return plan
        }
    }

    private func end(_ plan: Plan, _ summary: ExportSummary) async throws {
        let (actor, now) = (actor, now)
        try await database.write { transaction in
            if let hold = plan.hold { _ = try transaction.release(hold, .export) }
            try transaction.audit(
                AuditEvent(
                    .dataExported, of: plan.name, by: actor,
                    detail: "complete: \(summary.cases) cases, \(summary.messages) messages, \(summary.files) files",
                    at: now))
        }
    }

    private func write(_ person: PersonListing, to folder: ExportFolder) async throws {
        try folder.write(json: ContactJSON(person), to: "contact.json")
        let address = person.person.address
        let rows = try await database.read { try $0.contactRows(of: address, includingDeactivated: true) }
        try folder.write(ContactsFile.text(rows), to: "registry.csv")
    }

    /// Writes a case with what its people may see of it, and what the contact wrote; how many files it has.
    private func write(_ number: CaseNumber, of plan: Plan, to folder: ExportFolder) async throws -> Int {
        let (withInternal, now) = (withInternal, now)
        let (found, files, hold) = try await database.read { transaction in
            let hold = try transaction.hold(on: number, at: now)
            return (
                try transaction.caseDetail(number), try transaction.files(of: number, withInternal: withInternal),
                hold?.origin == .person ? hold : nil
            )
        }
        guard var detail = found else { return 0 }
        detail.feed = detail.feed.filter { line in
            withInternal || line.entry.visibility == .public
                || line.entry.author.map { $0 == plan.person?.person.id } ?? false
        }
        try folder.write(json: CaseDetailJSON(detail, preset: preset, hold: hold, at: now), to: "case.json")
        try folder.write(CaseText(detail, preset: preset, hold: hold, at: now).text + "\n", to: "case.txt")
        for file in files { try folder.write(file.content, to: "file-\(file.id)-\(file.filename.fileName)") }
        try folder.finish()
        return files.count
    }

    private func writeMessages(
        _ plan: Plan, to folder: ExportFolder, _ summary: inout ExportSummary, _ step: () -> Void
    ) async throws {
        var listed: [ExportedMessage] = []
        let raws = try folder.folder("messages")
        for message in plan.messages {
            let held = try await database.read { try $0.held(message.id) }
            listed.append(ExportedMessage(message, held: held))
            guard message.removed == nil else {
                summary.messagesRemoved += 1
                continue
            }
            let raw = try await database.read { try $0.raw(of: message.id) }
            try raws.write(raw, to: "\(message.id.rawValue).eml")
            step()
        }
        summary.messages = listed.count
        try raws.finish()
        try folder.write(json: listed, to: "messages.json")
    }

    private func writeMails(
        _ plan: Plan, to folder: ExportFolder, _ summary: inout ExportSummary, _ step: () -> Void
    ) async throws {
        guard !plan.keys.isEmpty else { return }
        var mails: [ExportedMail] = []
        var last: ID<OutboxEntry>?
        while true {
            let (keys, after) = (plan.keys, last)
            let batch = try await database.read { try $0.mails(to: keys, after: after, limit: 200) }
            mails += batch.map { ExportedMail($0.mail, text: $0.text) }
            step()
            guard let end = batch.last else { break }
            last = end.mail.id
        }
        summary.mails = mails.count
        try folder.write(json: mails, to: "mails.json")
    }

    private func writeSurveys(_ plan: Plan, to folder: ExportFolder, _ summary: inout ExportSummary) async throws {
        let filter: SurveyFilter =
            switch subject {
            case .address: SurveyFilter(contact: plan.person?.person.address)
            case .supportCase(let number): SurveyFilter(caseNumber: number)
            }
        guard plan.hold != nil else { return }
        let surveys = try await database.read { try $0.surveys(filter, limit: nil, offset: 0) }.items
        summary.surveys = surveys.count
        try folder.write(json: surveys.map(SurveyJSON.init), to: "surveys.json")
    }

    /// The lines of the audit log that name them.
    private func writeAudit(_ plan: Plan, to folder: ExportFolder, _ summary: inout ExportSummary) async throws {
        let names = plan.keys + plan.cases.map { "case \($0)" }
        var (lines, next): ([AuditJSON], Int64) = ([], 0)
        while true {
            let first = next
            let batch = try await database.read { try $0.auditLines(from: first, limit: 1_000) }
            guard let last = batch.last else { break }
            next = last.number + 1
            lines += batch.filter { line in
                let text = [line.event.actor, line.event.subject, line.event.detail].joined(separator: "\n")
                    .lowercased()
                return names.contains { text.contains($0) }
            }.map(AuditJSON.init)
        }
        summary.auditLines = lines.count
        try folder.write(json: lines, to: "audit.json")
    }
}

/// What an export is, for whoever opens the folder.
struct ExportReadme {
    let text: String

    init(_ summary: ExportSummary, withInternal: Bool, hasPerson: Bool) {
        let files: [(String, String)] = [
            ("contact.json, registry.csv", hasPerson ? "who they are in the registry" : ""),
            ("cases/", "\(summary.cases) cases: case.txt for people, case.json for programs, file-… what was attached"),
            (
                "messages/, messages.json",
                "\(summary.messages) messages as they came (.eml: any mail program opens them), held ones too"
            ),
            ("mails.json", "\(summary.mails) mails to them"), ("surveys.json", "\(summary.surveys) surveys"),
            ("challenges.json", hasPerson ? "\(summary.challenges) questions whether they wrote something" : ""),
            ("audit.json", "\(summary.auditLines) lines of the log of who did what that name them"),
            ("complete.json", "the counts; an export without this file is not complete"),
        ].filter { !$0.1.isEmpty }
        let notes = [
            "All times are UTC. Names of other people stand in it: read it before you hand it out.",
            withInternal
                ? "Notes that only the desk sees are in it."
                : "Notes that only the desk sees are not in it (--internal).",
            "Most mails are made when they are sent and not kept; mails.json says which there were.",
            summary.messagesRemoved > 0
                ? "\(summary.messagesRemoved) messages are not kept any more; their lines are." : "",
        ].filter { !$0.isEmpty }
        text =
            ([
                "All that is kept about \(summary.of)", "",
                "Written \(summary.at.formatted(.iso8601)) for \(summary.by).", "",
            ]
            + files.map { "\($0.0)\n    \($0.1)" } + [""] + notes).joined(separator: "\n") + "\n"
    }
}
