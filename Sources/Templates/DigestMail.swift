public import Core

/// What `digest` and `contact-digest` say: all that has gathered for an advisor or contact, the most urgent first.
public struct DigestMail: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String
    /// Given name of the one it goes to; may be empty.
    public var recipientName: String
    /// Their address, by which their cases are listed.
    public var recipientAddress: String
    /// What has gathered.
    public var digest: NewsDigest

    /// A digest from its parts.
    public init(siteName: String, recipientName: String, recipientAddress: String, digest: NewsDigest) {
        self.siteName = siteName
        self.recipientName = recipientName
        self.recipientAddress = recipientAddress
        self.digest = digest
    }

    fileprivate var schedule: DigestSchedule { DigestSchedule(stored: digest.schedule ?? "") }

    /// The number of the most urgent things, for the subject: `3 missed, 5 due soon`.
    var headline: String {
        digest.sections.prefix(3).map { "\($0.count) \($0.topic.word)" }.joined(separator: ", ")
    }
}

extension DigestMail: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "siteName": .line(\.siteName),
        "recipientName": .line(\.recipientName),
        "recipientAddress": .line(\.recipientAddress),
        "headline": .line(\.headline),
        "schedule": .line { $0.schedule.words },
        "isLast": .flag { !$0.schedule.isGathered },
        "timeZone": .line(\.digest.timeZone),
        "sections": .list(\.digest.sections),
    ]
}

extension NewsDigest.Section: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "isMissed": .flag { $0.topic == .missed },
        "isDueSoon": .flag { $0.topic == .dueSoon },
        "isWaiting": .flag { $0.topic == .waiting },
        "isQueue": .flag { $0.topic == .queue },
        "isNews": .flag { $0.topic == .news },
        "isRating": .flag { $0.topic == .rating },
        "isUndelivered": .flag { $0.topic == .undelivered },
        "isHeld": .flag { $0.topic == .held },
        "isFlagged": .flag { $0.topic == .flagged },
        "count": .line { String($0.count) },
        "furtherCount": .line { $0.count > $0.items.count ? String($0.count - $0.items.count) : "" },
        "items": .list(\.items),
    ]
}

extension NewsDigest.Item: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "number": .line(\.number),
        "subject": .line { $0.isSubjectHidden ? "(not to be in mail)" : $0.subject },
        "account": .line(\.account),
        "priority": .line(\.priority),
        "why": .line(\.why, limit: 400),
        "replyAddress": .line { $0.replyTo ?? "" },
        "replyLink": .clean(\.replyLink),
        "posts": .list { ($0.posts ?? []).map(CasePost.Post.init) },
    ]

    /// Opens an answer to the case where it is followed (RFC 6068).
    private var replyLink: String {
        guard let replyTo else { return "" }
        let words = isSubjectHidden ? "" : " \(subject.oneLine(limit: 100))"
        let subject = "Re: [#\(number)]\(words)"
        // A plus must not stand as it is: some programs take it for a space (RFC 6068 section 5).
        return "mailto:\(replyTo.percentEncoded(besides: "@"))?subject=\(subject.percentEncoded())"
    }
}

extension CasePost.Post {
    fileprivate init(_ post: NewsDigest.Post) {
        self.init(authorName: post.authorName, isAdvisor: post.isAdvisor, postedAt: post.at, text: post.text)
    }
}

extension DigestSchedule {
    /// As in a sentence: they come once an hour.
    fileprivate var words: String {
        switch self {
        case .hourly: "once an hour"
        case .daily(let minutes): "at \(TimeOfDay.text(minutes))"
        case .immediate, .off: ""
        }
    }
}

extension NewsDigest {
    /// The digest with only the beginning of posts of those accounts, and nothing of the words of these.
    public func shown(_ content: (_ account: String) -> NotificationContent) -> NewsDigest {
        var shown = self
        for section in sections.indices where sections[section].topic != .flagged {
            shown.sections[section].items = sections[section].items.map { $0.shown(content($0.account)) }
        }
        return shown
    }
}

extension NewsDigest.Item {
    fileprivate func shown(_ content: NotificationContent) -> Self {
        var shown = self
        switch content {
        case .full: break
        case .excerpt:
            shown.posts = posts?.map { post in
                var cut = post
                cut.text = post.text.beginning
                return cut
            }
        case .linkOnly: (shown.isSubjectHidden, shown.posts) = (true, posts.map { _ in [] })
        }
        return shown
    }
}

extension NewsDigest.Topic {
    /// As a subject has it, behind a number.
    fileprivate var word: String {
        switch self {
        case .missed: "missed"
        case .dueSoon: "due soon"
        case .waiting: "waiting for you"
        case .queue: "new in your teams"
        case .news: "with news"
        case .rating: "answers to surveys"
        case .undelivered: "undelivered"
        case .held: "held"
        case .flagged: "flagged"
        }
    }
}
