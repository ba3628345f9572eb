public import FoundationEssentials

/// Which messages count that were in a mailbox before the desk first saw it.
public enum IntakeStart: Sendable, Equatable {
    /// All of them; asked for only where more than ``firstContactLimit`` wait.
    case all
    /// None of them.
    case now
    /// Those that arrived at that time or later.
    case since(Date)
    /// Nothing was said.
    case unspecified

    /// So many messages may wait at first contact without anybody saying what to do with them.
    public static let firstContactLimit = 100
}

extension IntakeFailure {
    /// Too many messages wait in a mailbox that was never looked into, and nobody said what to do with them.
    static func firstContact(_ mailbox: String, _ waiting: Int, in folder: String) -> IntakeFailure {
        IntakeFailure(
            "mailbox \"\(mailbox)\": \(waiting) messages wait in \(folder) at first contact",
            advice:
                "Say in its [[mailbox]] whether they count: start = \"all\", \"now\" or a date; nothing was taken in.")
    }
}
