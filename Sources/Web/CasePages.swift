internal import Core
internal import FoundationEssentials
internal import HTTPTypes
internal import MailAuth
internal import Templates

/// The page on which the reader of a mail finds what the mail leaves out: one case, to be read and nothing else.
///
/// Each time it is asked again whether the mail's recipient may still see the case.
struct CasePages: Sendable {
    let views: any CaseViewing
    let tokens: CapabilityTokens
    let frame: FixedPage
    let now: @Sendable () -> Date

    /// The case that a token is for; `nil` for all tokens that are good for nothing, whatever the reason.
    func show(_ token: String) async throws -> PageReply? {
        let now = now()
        guard let mail = tokens.read(token, .view, at: now), let view = try await views.view(by: ID(mail)) else {
            return nil
        }
        return view.expires < now ? .page(.gone, .caseExpired(frame)) : .page(.ok, .caseView(page(of: view)))
    }

    private func page(of view: CaseView) -> CaseViewPage {
        var page = CaseViewPage(frame: frame, facts: nil, expires: view.expires.onPage)
        (page.answer, page.why) = (view.answer, view.news?.reason ?? "")
        if let (supportCase, accountName) = view.supportCase {
            page.facts = CaseViewPage.Facts(
                number: supportCase.number.description, subject: supportCase.subject,
                status: supportCase.status.rawValue, priority: supportCase.priority, type: supportCase.type,
                account: accountName)
            // Mostly the advisor's last post says it already.
            page.resolution =
                view.posts.contains { $0.entry.text == supportCase.resolution } ? nil : supportCase.resolution
            page.permission = supportCase.permission.flatMap { $0.state == .asked ? $0.wording : nil }
        }
        page.posts = view.posts.map(Self.post)
        page.olderPosts = view.olderPosts
        return page
    }

    private static func post(_ post: CaseView.Post) -> CaseViewPage.Post {
        CaseViewPage.Post(
            post: CasePost.Post(
                authorName: post.author?.displayName ?? "Support", isAdvisor: post.author?.kind == .advisor,
                postedAt: post.entry.at.onPage, text: post.entry.text),
            attachments: post.attachments.filter { $0.omitted == nil }.map {
                ListedAttachment(name: $0.filename, size: $0.size.onPage)
            },
            omittedAttachments: post.attachments.compactMap { file in
                file.omitted.map { OmittedAttachment(name: file.filename, reason: $0) }
            })
    }
}

extension FeedEntry {
    /// Why something was changed; other entries have texts that the page shows elsewhere, or none.
    fileprivate var reason: String {
        switch kind {
        case .status, .priority, .escalation: text
        case .post, .assignment, .recipient, .permission, .attachment, .merge, .note: ""
        }
    }
}

extension Int {
    /// A number of octets as people say it.
    fileprivate var onPage: String {
        switch self {
        case ..<1024: "\(self) bytes"
        case ..<1_048_576: "\((self + 512) / 1024) KB"
        default: "\((self + 52_429) / 104_858 / 10).\((self + 52_429) / 104_858 % 10) MB"
        }
    }
}
