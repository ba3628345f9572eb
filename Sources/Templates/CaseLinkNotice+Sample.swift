extension PageLink {
    /// A made-up link.
    public static let sample = PageLink(
        address: "https://support.example.org/case/eeaaaaaaaeqaawdvmb3x2aazt5yzq3kd4nq4mwv",
        expires: "2026-12-20 15:41 UTC")
}

extension CaseLinkNotice {
    /// Made-up values, to look at the template and to test it.
    static var sample: CaseLinkNotice {
        var notice = CaseLinkNotice(
            siteName: "Campus Support", caseNumber: "1000001", news: .posted(byAdvisor: true),
            status: "Pending Customer Input", priority: "High")
        notice.page = .sample
        return notice
    }

    /// What stands in the place of the sample of that template; `nil` where mails of it have no text of a case.
    public static func sample(instead context: TemplateContext) -> CaseLinkNotice? {
        switch context {
        case .caseAcknowledgement(let mail):
            var notice = CaseLinkNotice(mail.siteName, mail.caseNumber, .acknowledged, "New", mail.priority)
            (notice.missingFields, notice.omittedCount) = (mail.missingFields, mail.omittedAttachments.count)
            notice.incidents = mail.incidents
            return notice
        case .casePost(let mail):
            return CaseLinkNotice(
                mail.siteName, mail.caseNumber, .posted(byAdvisor: mail.post.isAdvisor), mail.status, mail.priority)
        case .caseNews(let burst): return CaseLinkNotice(burst.news, .posted(byAdvisor: true))
        case .caseStatus(let news):
            return CaseLinkNotice(news, .moved(isPriority: news.change.isPriority, to: news.change.newValue))
        case .caseClosed(let news): return CaseLinkNotice(news, .closed)
        case .caseFollowUp(let news): return CaseLinkNotice(news, .reminded)
        case .caseEscalated(let news): return CaseLinkNotice(news, .escalated)
        case .caseReleased(let news): return CaseLinkNotice(news, .released)
        case .permissionRequest(let news): return CaseLinkNotice(news, .permissionAsked)
        case .responseWarning(let news): return CaseLinkNotice(news, .overdue)
        case .onCall(let news): return CaseLinkNotice(news, .alarm)
        case .commandReply(let reply):
            return CaseLinkNotice(reply.siteName, reply.caseNumber, .answered, "Closed", "High")
        case .caseLink(let notice): return notice
        case .digest, .contactDigest, .notice, .survey, .questionReply, .senderConfirm, .senderRedirect,
            .senderReadOnly, .operatorAlert, .operatorDigest:
            return nil
        }
    }

    private init(_ siteName: String, _ number: String, _ news: News, _ status: String, _ priority: String) {
        self.init(siteName: siteName, caseNumber: number, news: news, status: status, priority: priority)
        (page, reopenDays) = (.sample, 60)
    }

    private init(_ mail: CaseNews, _ news: News) {
        self.init(mail.siteName, mail.caseNumber, news, mail.status, mail.priority)
        switch news {
        case .moved, .reminded: (awaits, closesOn) = (mail.awaits, mail.closesOn)
        case .overdue, .alarm: response = mail.response
        case .acknowledged, .opened, .posted, .notedInternally, .closed, .escalated, .released, .permissionAsked,
            .answered:
            break
        }
    }
}
