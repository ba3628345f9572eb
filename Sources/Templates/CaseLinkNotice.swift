/// What `case-link` says in the place of every mail about a case whose account wants no text of it in mail.
///
/// It has room for nothing that anybody wrote on a case: no subject, no name, no file, no reason.
public struct CaseLinkNotice: Sendable, Equatable {
    /// What it tells; one of them.
    public enum News: Sendable, Equatable {
        /// The case was opened for its reader.
        case acknowledged
        /// Somebody opened it, or wrote on it.
        case opened, posted(byAdvisor: Bool)
        /// Somebody of the desk wrote what no page shows.
        case notedInternally
        /// Its status or priority is that one now.
        case moved(isPriority: Bool, to: String)
        case closed, reminded, escalated, released
        /// The customer is asked to permit something.
        case permissionAsked
        /// The first answer is owed; whoever is on call is alerted.
        case overdue, alarm
        /// Somebody's commands were read.
        case answered
    }

    /// The desk, as people call it.
    public var siteName: String
    /// The number of the case.
    public var caseNumber: String
    /// What it tells.
    public var news: News
    /// Where the case stands now.
    public var status: String
    /// The name of its priority.
    public var priority: String
    /// What the contact is to do about it, if anything.
    public var awaits: CaseNews.Awaited?
    /// The day at whose end the case is closed unless the contact answers.
    public var closesOn: String?
    /// When the first answer is due, and the target that says so.
    public var response: CaseNews.Response?
    /// Names of fields that the type of the case needs and that are not filled in.
    public var missingFields: [MissingField] = []
    /// The incidents that are open, where it stands in for an acknowledgement.
    public var incidents = OpenIncidents()
    /// How many files were left out of the case.
    public var omittedCount = 0
    /// For how many days after closing an answer opens the case again.
    public var reopenDays = 0
    /// Whether the one it goes to can answer by mail.
    public var mayAnswer = true
    /// Where the reader finds the text; `nil` for those who find it at the desk only.
    public var page: PageLink?

    /// A notice; what is not always there is set one by one.
    public init(siteName: String, caseNumber: String, news: News, status: String, priority: String) {
        self.siteName = siteName
        self.caseNumber = caseNumber
        self.news = news
        self.status = status
        self.priority = priority
    }
}

extension CaseLinkNotice: TemplateData {
    static let variables: TemplateVariables<Self> = PageLink.variables(\.page).merging(
        OpenIncidents.variables(\.incidents)
    )
    .merging([
        "siteName": .line(\.siteName),
        "caseNumber": .line(\.caseNumber),
        "status": .line(\.status),
        "priority": .line(\.priority),
        "isAcknowledged": .flag { $0.news == .acknowledged },
        "isOpened": .flag { $0.news == .opened },
        "isPosted": .flag { [.posted(byAdvisor: true), .posted(byAdvisor: false)].contains($0.news) },
        "isAdvisor": .flag { $0.news == .posted(byAdvisor: true) },
        "isInternal": .flag { $0.news == .notedInternally },
        "isMoved": .flag { $0.move?.isPriority == false },
        "isPriority": .flag { $0.move?.isPriority == true },
        "newValue": .line { $0.move?.newValue ?? "" },
        "isClosed": .flag { $0.news == .closed },
        "isReminder": .flag { $0.news == .reminded },
        "isEscalated": .flag { $0.news == .escalated },
        "isReleased": .flag { $0.news == .released },
        "isPermission": .flag { $0.news == .permissionAsked },
        "isOverdue": .flag { $0.news == .overdue },
        "isAlarm": .flag { $0.news == .alarm },
        "isAnswer": .flag { $0.news == .answered },
        "awaitsInput": .flag { $0.awaits == .input },
        "awaitsVerification": .flag { $0.awaits == .verification },
        "closesOn": .line { $0.closesOn ?? "" },
        "responseDue": .line { $0.response?.due ?? "" },
        "isMissed": .flag { $0.response?.isMissed ?? false },
        "hasMissingFields": .flag { !$0.missingFields.isEmpty },
        "missingFields": .list(\.missingFields),
        "omittedCount": .count(\.omittedCount),
        "reopenDays": .line { String($0.reopenDays) },
        "mayAnswer": .flag(\.mayAnswer),
    ])

    private var move: (isPriority: Bool, newValue: String)? {
        if case .moved(let isPriority, let newValue) = news { (isPriority, newValue) } else { nil }
    }
}
