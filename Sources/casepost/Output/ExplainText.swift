internal import Core
internal import FoundationEssentials
internal import MailIngest

/// What would become of a message, for people: one sentence, then the steps that lead there.
struct ExplainText {
    let text: String

    init(_ rehearsal: Rehearsal, _ name: String) {
        var lines = ["\(name): \(rehearsal.summary)"]
        lines += Self.numbered(rehearsal.decision.reasons)
        if let earlier = rehearsal.facts.earlier {
            lines += ["  What was decided when it came in, on \(earlier.received.formatted(.iso8601)):"]
            lines += Self.numbered(earlier.reasons)
            lines.append("  What would become of it as a new message says --as-new.")
        }
        lines += rehearsal.mails.map { "  Mail: \($0.template.rawValue) to \($0.to)" }
        if rehearsal.mails.isEmpty { lines.append("  Mail: none") }
        if let alert = rehearsal.decision.alert { lines.append("  Alert to the operator: \(alert)") }
        text = lines.map(\.onOneLine).joined(separator: "\n") + "\n"
    }

    init(_ failure: RehearsalFailure, _ name: String) {
        let lines =
            ["\(name): This message would wait for somebody of the desk."] + Self.numbered([failure.explanation])
        text = lines.map(\.onOneLine).joined(separator: "\n") + "\n"
    }

    private static func numbered(_ reasons: [String]) -> [String] {
        reasons.enumerated().map { "  \($0 + 1). \($1)" }
    }
}

extension Rehearsal {
    /// What would become of the message, as a sentence.
    fileprivate var summary: String {
        switch decision.action {
        case .open(let opening):
            let owner = opening.contact.id == opening.author.id ? "" : " on behalf of \(opening.contact.displayName)"
            let follows = opening.continuing.map { ", which continues case \($0)" } ?? ""
            return
                "This message would open a new case of \(opening.author.displayName)\(owner) for \(opening.account.name)\(follows)."
        case .admit(let address, let account):
            return "This message would open a new case for \(account), with \(address) as a guest."
        case .post(let number, let author):
            return "This message would become a post of \(author.displayName) on case \(number)."
        case .answer(let person, _):
            return "The commands of this message would be answered to \(person.displayName), and open no case."
        case .note(let number, let person):
            return "This automatic reply of \(person.displayName) would be noted on case \(number), and nothing else."
        case .hold: return holdSummary
        case .record(.duplicate): return "This message came in before, so nothing new would come of it."
        case .record(.bounce): return "This is a report about undeliverable mail; it would be noted and open no case."
        case .record(.autoReply): return "This is an automatic reply; it would be noted and open no case."
        case .record(.own): return "This is a mail of this desk that came back; it would be noted and open no case."
        case .record(.loopTest): return "This is a test mail of this desk; it would be noted and open no case."
        case .record(.receipt), .record(.abuse), .record(.calendar):
            return "Nobody wrote this to the desk as a message; it would be noted and open no case."
        }
    }

    private var holdSummary: String {
        switch decision.answer {
        case .challenge(let person, _):
            "This message would wait until \(person.displayName), who is asked by mail, confirms that it is theirs."
        case .redirect:
            "This message would wait for somebody of the desk, and its author would be sent to their organisation's contacts."
        case .readOnly:
            "This message would wait for somebody of the desk, and its author would be told that they may only read."
        case nil: "This message would wait for somebody of the desk."
        }
    }
}
