internal import Core
internal import FoundationEssentials
internal import Store

/// A case with its feed, for people at a terminal.
struct CaseText {
    let text: String

    /// The case as it stands at `now`, by the rules of the desk.
    init(_ detail: CaseDetail, preset: Preset, hold: LegalHold? = nil, at now: Date) {
        let supportCase = detail.listing.supportCase
        let head =
            [
                "Case \(supportCase.number): \(supportCase.subject)".onOneLine, "",
                "Status      \(supportCase.status.rawValue)", "Priority    \(supportCase.priority)",
                "Type        \(supportCase.type)", "Account     \(detail.listing.account)",
                "Contact     \(detail.listing.contact)", "Team        \(supportCase.team)",
                "Assignee    \(detail.listing.assignee ?? "nobody")",
                "Opened      \(supportCase.created.formatted(.iso8601))",
                "Recipients  \(detail.recipients.joined(separator: ", "))",
            ] + (hold.map { ["On hold     \($0.words.onOneLine)"] } ?? [])
        text = (head + Self.details(supportCase, preset, now) + detail.feed.flatMap(Self.lines)).joined(separator: "\n")
    }

    /// What not every case has.
    private static func details(_ supportCase: SupportCase, _ preset: Preset, _ now: Date) -> [String] {
        let missing = preset.missingFields(of: supportCase)
        let details: [(String, String?)] = [
            ("Answer", answer(supportCase.response, now)),
            ("Due", supportCase.dueDate?.description),
            ("Scheduled", supportCase.scheduledFor.map { "until \($0)" }),
            ("Issue", supportCase.issue), ("Release", supportCase.release),
            ("Continues", supportCase.linkedCase.map { "case \($0)" }),
            ("Part of", supportCase.mergedInto.map { "case \($0)" }),
            ("Exception", supportCase.isException ? "opened for a guest; give it to an authorized contact" : nil),
            ("Resolution", supportCase.resolution?.onOneLine),
            ("Permission", supportCase.permission.map { permission($0).onOneLine }),
            ("Missing", missing.isEmpty ? nil : missing.joined(separator: ", ")),
        ]
        let fields = supportCase.fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)".onOneLine }
        return details.compactMap { name, value in
            value.map { name + String(repeating: " ", count: 12 - name.count) + $0 }
        } + fields
    }

    /// What was asked, by whom, and what became of it.
    static func permission(_ permission: Permission) -> String {
        let asked = "asked by \(permission.askedBy) \(permission.asked.formatted(.iso8601)): \(permission.wording)"
        guard let by = permission.answeredBy, let at = permission.answered else { return "not answered; \(asked)" }
        return "\(permission.state.rawValue) by \(by) \(at.formatted(.iso8601)) (\(permission.proof ?? "")); \(asked)"
    }

    private static func answer(_ response: ResponseRecord, _ now: Date) -> String? {
        let late = response.isBreached(at: now) ? ", too late" : ""
        if let answered = response.answered { return "first given \(answered.formatted(.iso8601))\(late)" }
        if let due = response.due { return "due \(due.formatted(.iso8601))\(late)" }
        return response.pauses.last.map { $0.end == nil } ?? false ? "the time stands still" : nil
    }

    private static func lines(_ line: FeedLine) -> [String] {
        let change = [line.entry.from, line.entry.to].compactMap { $0 }.joined(separator: " → ")
        let title = [
            line.entry.at.formatted(.iso8601), line.entry.kind.rawValue, "by \(line.by ?? "system")", change,
        ].filter { !$0.isEmpty }.joined(separator: "  ")
        let body = line.entry.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        let files = line.attachments.map { file in
            "  [\(file.filename.onOneLine), \(file.contentType), \(file.size) bytes"
                + (file.omitted.map { ", left out: \($0)" } ?? "") + "]"
        }
        return ["", title] + body.map { $0.withoutControls } + files
    }
}

extension String {
    /// Without what would move a terminal's cursor or change its colours: mail decides about these texts.
    var withoutControls: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.filter { $0.properties.generalCategory != .control || $0 == "\t" }))
    }

    var onOneLine: String { replacing("\n", with: " ").withoutControls }
}
