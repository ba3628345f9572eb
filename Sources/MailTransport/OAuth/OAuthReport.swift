public import FoundationEssentials

/// How a login with tokens stands, for people and monitors.
public struct OAuthReport: Sendable, Equatable {
    /// How it stands.
    public enum State: String, Sendable, CaseIterable {
        /// No access token was asked for yet.
        case untried
        /// All is well.
        case working
        /// It works, and ends within ``warningDays`` unless somebody does something.
        case expiring
        /// The token server can't be reached or is in trouble; it is tried again.
        case failing
        /// A refresh token can't be written to its file.
        case unsaved
        /// A person must sign in.
        case signIn = "sign-in"
        /// The settings must be corrected.
        case settings
    }

    /// So many days before the end it is time to do something.
    public static let warningDays = 14

    /// The name by which commands know the login.
    public var login: String
    /// The mailboxes that use it, and `smtp`.
    public var users: [String]
    /// How it stands.
    public var state: State
    /// Since when, where that is known.
    public var since: Date?
    /// When an access token was last obtained.
    public var lastSuccess: Date?
    /// How many whole days it goes on by itself; `nil` where nothing is known that ends it.
    public var daysLeft: Int?
    /// What was said about what is wrong.
    public var detail: String?
    /// What to do, in one sentence; `nil` where there is nothing to do.
    public var advice: String?

    /// Whether a person must act.
    public var needsPerson: Bool {
        switch state {
        case .untried, .working, .failing: false
        case .expiring, .unsaved, .signIn, .settings: true
        }
    }
}

/// What is known to end a login with tokens.
public struct OAuthTerms: Sendable, Equatable {
    /// When the client's secret ends, as the settings say.
    public var clientSecretEnds: Date?
    /// After so many days without use a refresh token is worth nothing.
    public var idleDays: Int?

    /// Terms as the settings say.
    public init(clientSecretEnds: Date? = nil, idleDays: Int? = nil) {
        self.clientSecretEnds = clientSecretEnds
        self.idleDays = idleDays
    }

    /// The first end that is known of, and whether it is the client secret's.
    func firstEnd(_ record: OAuthRecord, _ grant: OAuthClient.Grant) -> (date: Date, isSecret: Bool)? {
        var ends = clientSecretEnds.map { [($0, true)] } ?? []
        if grant == .refreshToken {
            if let date = record.refreshTokenEnds { ends.append((date, false)) }
            if let idleDays, let used = record.lastSuccess ?? record.signedIn {
                ends.append((used.addingTimeInterval(Double(idleDays) * 86_400), false))
            }
        }
        return ends.min { $0.0 < $1.0 }.map { (date: $0.0, isSecret: $0.1) }
    }
}

extension OAuthReport {
    /// How a login stands at that time.
    public init(
        _ client: OAuthClient, users: [String], record: OAuthRecord, hasRefreshToken: Bool, terms: OAuthTerms,
        at now: Date
    ) {
        let end = terms.firstEnd(record, client.grant)
        let daysLeft = end.map { max(0, Int(($0.date.timeIntervalSince(now) / 86_400).rounded(.down))) }
        let isMissing = client.grant == .refreshToken && !hasRefreshToken
        let state = Self.state(record, isMissing: isMissing, daysLeft: daysLeft)
        self.init(
            login: client.name, users: users, state: state,
            since: record.troubleSince ?? (state == .working || state == .expiring ? record.signedIn : nil),
            lastSuccess: record.lastSuccess, daysLeft: isMissing ? nil : daysLeft, detail: record.detail,
            advice: Self.advice(state, client, endsWithSecret: end?.isSecret ?? false))
    }

    private static func state(_ record: OAuthRecord, isMissing: Bool, daysLeft: Int?) -> State {
        if isMissing { return .signIn }
        switch record.trouble {
        case .signIn: return .signIn
        case .settings: return .settings
        case .file: return .unsaved
        case .server: return .failing
        case nil: break
        }
        if let daysLeft, daysLeft <= warningDays { return .expiring }
        return record.lastSuccess == nil ? .untried : .working
    }

    private static func advice(_ state: State, _ client: OAuthClient, endsWithSecret: Bool) -> String? {
        switch state {
        case .untried, .working: nil
        case .expiring where endsWithSecret:
            "Make a new client secret at the provider, write it into client_secret_file, and correct "
                + "client_secret_expires."
        case .expiring, .signIn:
            client.grant == .refreshToken
                ? "Run: \(client.signInCommand)"
                : "See to it at the provider that this client may have tokens again."
        case .failing: "Nothing, if it passes; otherwise look at the network and at the provider's status page."
        case .unsaved: "Make room in the folder of refresh_token_file, and let the user that runs casepost write there."
        case .settings: "Correct client_id, client_secret_file, scope or tenant of oauth2 as the detail says."
        }
    }
}
