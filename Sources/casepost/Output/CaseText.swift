internal import Core
internal import FoundationEssentials
internal import Store

/// A case with its feed, for people at a terminal.
struct CaseText {
    let text: String

    init(_ detail: CaseDetail) {
        let supportCase = detail.listing.supportCase
        let head = [
            "Case \(supportCase.number): \(supportCase.subject)".onOneLine, "",
            "Status      \(supportCase.status.rawValue)", "Priority    \(supportCase.priority)",
            "Type        \(supportCase.type)", "Account     \(detail.listing.account)",
            "Contact     \(detail.listing.contact)", "Team        \(supportCase.team)",
            "Assignee    \(detail.listing.assignee ?? "nobody")",
            "Opened      \(supportCase.created.formatted(.iso8601))",
            "Recipients  \(detail.recipients.joined(separator: ", "))",
        ]
        let linked =
            (supportCase.linkedCase.map { ["Continues   case \($0)"] } ?? [])
            + (supportCase.isException ? ["Exception   opened for a guest; give it to an authorized contact"] : [])
        text = (head + linked + detail.feed.flatMap(Self.lines)).joined(separator: "\n")
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
