internal import Core
internal import FoundationEssentials
internal import MailIngest
internal import MailTransport

/// Everything that `casepost.toml` decides, checked as a whole; paths are resolved, secrets are not read yet.
struct Settings: Sendable {
    /// The desk itself.
    struct Site: Sendable {
        /// In mails and pages.
        var name = "Support"
        /// Base of links that are mailed.
        var publicURL: PublicURL?
        /// A folder whose files override the shipped templates one by one.
        var templates: String?
        /// The file of the keys that sign reply addresses.
        var secretFile: String
    }

    /// Where everything is kept.
    struct Store: Sendable {
        /// The SQLite file.
        var database: String
        /// The folder of large raw messages and attachments.
        var blobs: String
    }

    /// A mailbox that is watched.
    struct Mailbox: Sendable {
        /// Where its mail is.
        enum Source: Sendable {
            case imap(ServerEndpoint, Login?, folder: String)
            case maildir(String)
            /// Only `casepost deliver` brings mail.
            case pipe
        }

        /// What becomes of mail that is there at first contact.
        enum Start: Sendable, Equatable {
            case all, now
            /// Only what arrived at that time or later.
            case since(Date)
        }

        /// What intake needs to know of it.
        var configuration: MailboxConfiguration
        /// Where its mail is.
        var source: Source
        /// What counts of mail that is there at first contact; `nil` where nothing is said.
        var start: Start?
        /// So long is waited between two looks, where that is said.
        var pollSeconds: Int?

        /// The file that its password is in.
        var passwordFile: String? {
            guard case .imap(_, let login, _) = source, case .password(.file(let path)) = login?.proof else {
                return nil
            }
            return path
        }
    }

    /// The way out.
    struct SMTP: Sendable {
        /// Who takes the mail.
        enum Destination: Sendable {
            case server(ServerEndpoint, Login?)
            case maildir(String)
        }

        /// One signature on all mail (RFC 6376).
        struct DKIM: Sendable, Equatable {
            /// The domain that signs, in A-labels.
            var domain: String
            /// Which of its keys it is.
            var selector: String
            /// The file of the private key.
            var keyFile: String
        }

        /// Who takes the mail.
        var destination: Destination
        /// The author of all mail.
        var from: NamedAddress
        /// So many connections at most.
        var connections: Int
        /// So many mails in any minute at most; 0 for no limit.
        var ratePerMinute = 0
        /// The address to which undeliverable mail returns, a token added to it; `from` otherwise.
        var bounceAddress: EmailAddress?
        /// What all mail is signed with; at most two, one for each kind of key.
        var dkim: [DKIM] = []
    }

    /// What is known of an account besides who its people are.
    struct Account: Sendable, Equatable {
        /// As its people call it.
        var name: String
        /// Whose word counts for its people.
        var policy: SenderPolicy
        /// How much text goes into mail about its cases; `nil` for what the desk says.
        var content: NotificationContent?
        /// For how many days its closed cases are kept, `0` for good; `nil` for what the desk says.
        var retentionDays: Int?
    }

    /// Where the pages are listened on.
    struct Web: Sendable, Equatable {
        var host: String
        var port: Int
    }

    /// Where those who watch the desk are answered.
    struct Machine: Sendable, Equatable {
        /// Where it is if nobody says anything.
        static let usual = Machine(host: "127.0.0.1", port: 9180, isChosen: false)

        var host: String
        var port: Int
        /// Whether somebody wrote it down.
        var isChosen = true
    }

    /// What is logged, and how.
    struct Log: Sendable {
        /// The names of swift-log's levels.
        enum Level: String, Sendable, CaseIterable {
            case trace, debug, info, notice, warning, error, critical
        }

        /// How a line looks.
        enum Format: String, Sendable, CaseIterable {
            case text, json
        }

        /// What is less than this is not logged.
        var level = Level.info
        /// How a line looks.
        var format = Format.text
    }

    /// The desk itself.
    var site: Site
    /// The rules of the desk.
    var preset: Preset
    /// Where everything is kept.
    var store: Store
    /// At least one; names and addresses are unique.
    var mailboxes: [Mailbox]
    /// The way out.
    var smtp: SMTP
    /// What is known of accounts; most need nothing said.
    var accounts: [Account] = []
    /// What ends loops and floods.
    var limits = DeskLimits()
    /// Events on a case for one person that come within so many seconds become one mail; 0 for none.
    var quietSeconds = 60
    /// From closing a case to its survey.
    var surveyDelayMinutes = 0
    /// How much text goes into mail about cases of accounts that say nothing else.
    var content = NotificationContent.full
    /// How long what is kept.
    var retention = Retention()
    /// Who is alerted to urgent cases, around the clock.
    var onCall: EmailAddress?
    /// Who is told how the desk itself is doing.
    var operatorTerms = OperatorTerms()
    /// The DNS servers to ask, as `IP:PORT`; the system's where it is empty.
    var dnsServers: [String] = []
    /// The copy of the page of notices, for other web servers to show.
    var noticesFile: String
    /// Where the pages are listened on; nowhere where it is `nil`.
    var web: Web?
    /// Where those who watch the desk are answered; nowhere where it is `nil`.
    var machine: Machine?
    /// What is logged, and how.
    var log: Log

    /// The addresses by which mail reaches the desk.
    var ownAddresses: OwnAddresses {
        let mailboxes = mailboxes.map(\.configuration)
        let others = [smtp.from.emailAddress, smtp.bounceAddress].compactMap { $0 }
        return OwnAddresses(
            mailboxes.map(\.address) + others,
            replyDomains: mailboxes.filter { $0.replyAddress.domain != $0.address.domain }.map(\.replyAddress.domain))
    }

    /// What accounts chose about mail of their cases.
    var contents: ContentChoices {
        ContentChoices(
            content, accounts: accounts.compactMap { account in account.content.map { (account.name, $0) } })
    }

    /// What all this means for surveys: without pages there are none.
    var surveyTerms: SurveyTerms {
        SurveyTerms(delay: Double(surveyDelayMinutes) * 60, hasPages: web != nil && site.publicURL != nil)
    }

    /// The mailbox of that name.
    func mailbox(named name: String) -> Mailbox? { mailboxes.first { $0.configuration.name == name } }
}

/// Whom to log in as, and by what.
struct Login: Sendable, Equatable {
    /// What proves who logs in.
    enum Proof: Sendable, Equatable {
        case password(PasswordSource)
        /// Access tokens of OAuth 2.0.
        case tokens(OAuthSettings)
    }

    /// The name at the server.
    var username: String
    /// What proves it.
    var proof: Proof
}
