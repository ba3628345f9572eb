/// Why a survey is not sent; kept in these words, for people to read.
public enum SurveyObjection: Sendable, Equatable, CustomStringConvertible {
    /// The case is open.
    case reopened
    /// The case became a part of another one, which has its own survey.
    case merged
    /// Its contact is a guest, or left the account.
    case notOfAccount
    case deactivated
    /// Mail to the contact came back too often.
    case suspended
    case optedOut
    /// The preset says that nobody is asked.
    case off
    /// There is no page on which it could be answered.
    case noPages
    /// The same customer was asked within so many days.
    case askedLately(days: Int)
    /// The settings have no mailbox that the mail could come from.
    case noMailbox

    /// In words.
    public var description: String {
        switch self {
        case .reopened: "the case was opened again"
        case .merged: "the case is a part of another one"
        case .notOfAccount: "not a contact of the account"
        case .deactivated: "the contact is deactivated"
        case .suspended: "mail to the contact came back too often"
        case .optedOut: "opted out"
        case .off: "this desk sends no surveys"
        case .noPages: "no page to answer on: set public_url under [site] and listen under [web]"
        case .askedLately(let days): "within \(days) days"
        case .noMailbox: "the settings have no mailbox that it could come from"
        }
    }

    /// Where the survey stands because of it.
    public var state: Survey.State {
        switch self {
        case .reopened: .cancelled
        case .merged, .notOfAccount, .deactivated, .suspended, .optedOut, .off, .noPages, .askedLately, .noMailbox:
            .withheld
        }
    }
}
