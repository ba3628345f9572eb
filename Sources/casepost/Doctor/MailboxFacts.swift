internal import FoundationEssentials
internal import MailIngest
internal import Store

/// What an IMAP server shows of a mailbox after the login.
struct MailboxFacts: Sendable, Equatable {
    /// What the server can do, in capitals.
    var capabilities: Set<String>
    /// The folder in `url`.
    var folder: String
    /// How many messages it holds.
    var waiting: Int
    /// Whether nothing can be moved or flagged in it.
    var isReadOnly = false
    /// Whether the desk has been there before.
    var isKnown: Bool
    /// Folders of the settings that are not there.
    var missing: [String] = []
}

extension Diagnosis {
    /// What is thought of a mailbox, as the settings want to use it.
    static func mailbox(_ facts: MailboxFacts, _ mailbox: Settings.Mailbox) -> [Diagnosis] {
        [
            capabilities(facts.capabilities, mailbox), folder(facts, mailbox), folders(facts, mailbox.configuration),
            firstContact(facts, mailbox),
        ]
    }

    private static func capabilities(_ capabilities: Set<String>, _ mailbox: Settings.Mailbox) -> Diagnosis {
        let deletes =
            switch mailbox.configuration.disposal {
            case .move: !capabilities.contains("MOVE")
            case .seen: false
            case .delete: true
            }
        var losses: [String] = []
        if !capabilities.contains("IDLE") {
            losses.append("no IDLE: new mail is found every \(mailbox.pollSeconds ?? 5) seconds, not at once")
        }
        if !capabilities.contains("MOVE"), mailbox.configuration.disposal == .move {
            losses.append("no MOVE: messages are copied, then deleted")
        }
        if !capabilities.contains("UIDPLUS"), deletes {
            losses.append("no UIDPLUS: what other programs marked as deleted is removed as well")
        }
        let name = mailbox.configuration.name
        guard !losses.isEmpty else { return .ok("imap capabilities", of: name, "all that matter") }
        return .warning(
            "imap capabilities", of: name, losses.joined(separator: "; "),
            "nothing, if you can live with that; else after = \"seen\" under [[mailbox]], or another server")
    }

    private static func folder(_ facts: MailboxFacts, _ mailbox: Settings.Mailbox) -> Diagnosis {
        let name = mailbox.configuration.name
        guard facts.isReadOnly else {
            return .ok("imap folder", of: name, "\(facts.folder), \(facts.waiting) messages")
        }
        return .failed(
            "imap folder", of: name, "\(facts.folder) can only be read: no message can be moved, marked or deleted",
            "give the user in username the rights to change it, or name another folder in url")
    }

    private static func folders(_ facts: MailboxFacts, _ mailbox: MailboxConfiguration) -> Diagnosis {
        guard !facts.missing.isEmpty else { return .ok("imap folders", of: mailbox.name, "all are there") }
        return .ok(
            "imap folders", of: mailbox.name, "\(facts.missing.joined(separator: ", ")): made at the first contact")
    }

    private static func firstContact(_ facts: MailboxFacts, _ mailbox: Settings.Mailbox) -> Diagnosis {
        let name = mailbox.configuration.name
        if facts.isKnown { return .ok("first contact", of: name, "was before") }
        let limit = IntakeStart.firstContactLimit
        switch mailbox.start {
        case nil where facts.waiting > limit:
            return .failed(
                "first contact", of: name,
                "\(facts.waiting) messages wait, and nothing is taken in while nobody says whether they count",
                "write start = \"now\", \"all\" or a date under [[mailbox]]; casepost import takes old mail in silently"
            )
        case .now: return .ok("first contact", of: name, "the \(facts.waiting) messages that are there do not count")
        case .all, nil:
            guard facts.waiting > 0 else { return .ok("first contact", of: name, "no message waits") }
            return .ok("first contact", of: name, "\(facts.waiting) messages wait, and all are taken in")
        case .since(let date):
            return .ok(
                "first contact", of: name,
                "of the \(facts.waiting) messages those since \(date.formatted(.iso8601)) are taken in")
        }
    }
}
