internal import Core
internal import FoundationEssentials

/// A notice for people at a terminal.
enum NoticeLine {
    /// What became of a notice, in one line.
    static func text(_ outcome: NoticeOutcome, isMailed: Bool, clock: NoticeClock, at now: Date) -> String {
        let notice = outcome.notice
        let name = "notice \(notice.id.rawValue)"
        let head =
            if outcome.isRepeat { "\(name) says that already; nothing was added" } else if notice.updates.count == 1 {
                "\(name) is open: \(notice.kind.rawValue), \(state(notice, at: now)), "
                    + (notice.state(at: now) == .announced ? "begins " : "since ")
                    + clock.text(of: notice.period.begins)
            } else {
                "\(name): \(notice.kind.rawValue), \(state(notice, at: now))"
            }
        return isMailed ? "\(head)\nmails: \(outcome.mails) queued" : head
    }

    /// Where it is, in words.
    static func state(_ notice: Notice, at now: Date) -> String {
        notice.state(at: now).rawValue + (notice.isPastEnd(at: now) ? ", past its end" : "")
    }

    /// All of it.
    static func whole(_ notice: Notice, clock: NoticeClock, at now: Date) -> String {
        var facts = [
            ("Kind", notice.kind.rawValue), ("State", state(notice, at: now)),
            ("Begins", clock.text(of: notice.period.begins)),
        ]
        if let ends = notice.period.ends { facts.append(("Until", clock.text(of: ends))) }
        if let closed = notice.closed { facts.append(("Closed", clock.text(of: closed))) }
        let accounts = notice.accounts.map(\.name).joined(separator: ", ")
        facts.append(("Concerns", accounts.isEmpty ? "all accounts" : accounts))
        let lines = facts.map { name, value in
            name + String(repeating: " ", count: 10 - name.count) + value.onOneLine
        }
        let updates = notice.updates.map { update in
            "\(clock.text(of: update.at)): \(update.kind.rawValue)" + (update.text.isEmpty ? "" : "\n\(update.text)")
        }
        return
            (["Notice \(notice.id.rawValue): \(notice.title.onOneLine)", ""] + lines + [
                "", "Times are those of \(clock.timeZone).",
            ] + updates.flatMap { ["", $0] }).joined(separator: "\n")
    }
}
