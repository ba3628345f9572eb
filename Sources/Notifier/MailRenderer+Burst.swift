internal import Core
internal import FoundationEssentials
internal import Templates

extension MailRenderer {
    /// What a mail about several events says: each of them, and then the case as it is now.
    func burst(_ content: CaseNewsContent) -> CaseBurst {
        let all = [content.newest] + content.others
        var news = news(content.newest)
        news.earlierPosts = all.last.map(earlierPosts) ?? []
        return CaseBurst(
            news: news, events: all.map(CaseBurst.Event.init), hasMore: content.hasMore,
            isClosed: content.newest.supportCase.status == .closed)
    }
}

extension CaseBurst.Event {
    /// What one entry of the feed says, as far as it is told.
    fileprivate init(_ content: CaseContent) {
        let (entry, author) = (content.feedEntry, content.author)
        let isOpening = entry.kind == .post && entry.at == content.supportCase.created
        self.init(
            isOpening ? .opening : Kind(entry.kind), isInternal: entry.visibility == .internal,
            authorName: author?.displayName ?? (entry.kind == .post ? "Support" : ""),
            isAdvisor: author?.kind == .advisor, happenedAt: entry.at.inMail, text: entry.text,
            oldValue: entry.from ?? "", newValue: entry.to ?? "", attachments: content.listed,
            omittedAttachments: content.omitted)
    }
}

extension CaseBurst.Event.Kind {
    fileprivate init(_ kind: FeedEntry.Kind) {
        self =
            switch kind {
            case .post: .post
            case .status: .status
            case .priority: .priority
            case .escalation: .escalation
            case .assignment, .recipient, .permission, .attachment, .merge, .note: .other
            }
    }
}
