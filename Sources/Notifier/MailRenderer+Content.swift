internal import Core
internal import FoundationEssentials
internal import Templates

extension MailRenderer {
    /// A mail with as much text as its account chose; `full` is what it says where nothing is left out.
    func chosen(_ claimed: ClaimedMail, _ content: MailContent, _ full: () -> TemplateContext) -> TemplateContext {
        switch (content, contents.content(for: content)) {
        case (_, .full), (.challenge, _), (.person, _), (.digest, _), (.notice, _), (.survey, _), (.report, _):
            full()
        case (_, .excerpt): full().cut(to: links.page(of: claimed))
        case (.feed(let content), .linkOnly): .caseLink(notice(claimed, content))
        case (.news(let content), .linkOnly): .caseLink(notice(claimed, content.newest))
        case (.answer(let supportCase?, _, _, _), .linkOnly): .caseLink(notice(claimed, supportCase, .answered))
        case (.answer(nil, _, let person, _), .linkOnly):
            .questionReply(answers(to: person, behind: links.page(of: claimed)))
        }
    }

    private func answers(to person: Person, behind page: PageLink) -> QuestionReply {
        var reply = QuestionReply(siteName: siteName, recipientName: person.firstName, text: "")
        reply.page = page
        return reply
    }

    private func notice(_ claimed: ClaimedMail, _ supportCase: SupportCase, _ news: CaseLinkNotice.News)
        -> CaseLinkNotice
    {
        var notice = CaseLinkNotice(
            siteName: siteName, caseNumber: supportCase.number.description, news: news,
            status: supportCase.status.rawValue, priority: supportCase.priority)
        notice.reopenDays = rules.preset.reopenDays
        notice.page = links.page(of: claimed)
        return notice
    }

    private func notice(_ claimed: ClaimedMail, _ content: CaseContent) -> CaseLinkNotice {
        let told = CaseLinkNotice.News(claimed.entry.template, content)
        var notice = notice(claimed, content.supportCase, told)
        let news = news(content)
        notice.omittedCount = content.omitted.count
        switch told {
        case .acknowledged:
            notice.missingFields = missingFields(content.supportCase)
            notice.incidents = incidents(content)
        case .moved, .reminded: (notice.awaits, notice.closesOn) = (news.awaits, news.closesOn)
        case .overdue, .alarm: notice.response = news.response
        case .opened, .posted, .notedInternally, .closed, .escalated, .released, .permissionAsked, .answered: break
        }
        notice.mayAnswer = content.recipient != nil
        // No page shows what only the desk may know; and whoever the registry does not have is shown none.
        if told == .notedInternally || content.recipient == nil { notice.page = nil }
        return notice
    }
}

extension CaseLinkNotice.News {
    /// What a mail of that template tells.
    fileprivate init(_ template: TemplateName, _ content: CaseContent) {
        switch template {
        case .caseAcknowledgement: self = .acknowledged
        case .caseStatus:
            self = .moved(isPriority: content.feedEntry.kind == .priority, to: content.feedEntry.to ?? "")
        case .caseNews: self = Self(newest: content)
        case .caseClosed: self = .closed
        case .caseFollowUp: self = .reminded
        case .caseEscalated: self = .escalated
        case .caseReleased: self = .released
        case .permissionRequest: self = .permissionAsked
        case .responseWarning: self = .overdue
        case .onCall: self = .alarm
        case .casePost, .caseLink, .commandReply, .questionReply, .senderConfirm, .senderRedirect, .senderReadOnly,
            .digest, .contactDigest, .notice, .survey, .operatorAlert, .operatorDigest:
            self = Self(post: content)
        }
    }

    /// The newest of several things: what a mail of its own would have told.
    private init(newest content: CaseContent) {
        switch content.feedEntry.kind {
        case .status where content.supportCase.status == .closed: self = .closed
        case .status, .priority:
            self = .moved(isPriority: content.feedEntry.kind == .priority, to: content.feedEntry.to ?? "")
        case .escalation: self = .escalated
        case .post where content.feedEntry.visibility == .public && content.feedEntry.at == content.supportCase.created:
            self = .opened
        case .post, .assignment, .recipient, .permission, .attachment, .merge, .note:
            self =
                content.feedEntry.visibility == .internal
                ? .notedInternally : .posted(byAdvisor: content.author?.kind == .advisor)
        }
    }

    private init(post content: CaseContent) {
        switch content.feedEntry.visibility {
        case .internal: self = .notedInternally
        case .public where content.earlierPosts.isEmpty: self = .opened
        case .public: self = .posted(byAdvisor: content.author?.kind == .advisor)
        }
    }
}

extension ContentChoices {
    /// What counts for a mail; those that are about nobody's case have no text of one.
    fileprivate func content(for content: MailContent) -> NotificationContent {
        switch content {
        case .feed(let content): self.content(for: content.accountName)
        case .news(let content): self.content(for: content.newest.accountName)
        case .answer(.some, let accountName, _, _): self.content(for: accountName)
        case .answer(nil, _, let person, _): self.content(for: person)
        case .challenge, .person, .digest, .notice, .survey, .report: .full
        }
    }

    /// A digest with as much text of each case as its account chose.
    func shown(_ digest: NewsDigest, to person: Person) -> NewsDigest {
        digest.shown { account in account.isEmpty ? content(for: person) : content(for: account) }
    }
}
