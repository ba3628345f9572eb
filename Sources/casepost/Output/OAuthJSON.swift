internal import FoundationEssentials
internal import MailTransport

/// A login as `oauth status --json` prints it.
struct OAuthJSON: Encodable {
    var login: String
    var users: [String]
    var state: String
    var needsPerson: Bool
    @Nullable var since: Date?
    @Nullable var lastSuccess: Date?
    @Nullable var daysLeft: Int?
    @Nullable var detail: String?
    @Nullable var advice: String?

    init(_ report: OAuthReport) {
        (login, users, state) = (report.login, report.users, report.state.rawValue)
        needsPerson = report.needsPerson
        (since, lastSuccess, daysLeft) = (report.since, report.lastSuccess, report.daysLeft)
        (detail, advice) = (report.detail, report.advice)
    }
}
