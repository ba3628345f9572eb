internal import Core
internal import MailIngest

/// What `ingest --json` prints for one mailbox.
struct IngestJSON: Encodable {
    var mailbox: String
    var opened: Int
    var posted: Int
    var held: Int
    var bounces: Int
    var autoReplies: Int
    var duplicates: Int
    var ignored: Int
    var quarantined: Int
    var commands: Int

    init(mailbox: String, _ report: IntakeReport) {
        self.mailbox = mailbox
        opened = report[.opened]
        posted = report[.posted]
        held = report[.held]
        bounces = report[.bounce]
        autoReplies = report[.autoReply]
        duplicates = report[.duplicate]
        ignored = report[.ignored]
        quarantined = report[.quarantined]
        commands = report[.command]
    }

    /// The same in one line for people.
    var text: String {
        let counts = [
            (opened, "opened"), (posted, "posted"), (held, "held"), (bounces, "bounces"), (autoReplies, "auto-replies"),
            (commands, "commands"), (duplicates, "duplicates"), (ignored, "ignored"), (quarantined, "quarantined"),
        ]
        let happened = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return "\(mailbox): " + (happened.isEmpty ? "nothing new" : happened.joined(separator: ", "))
    }
}
