extension TemplateContext {
    /// The same mail with only the beginning of what is new, no names of files, and nothing that was said before; the
    /// rest is behind the link.
    ///
    /// What somebody is asked to permit stays whole: nobody should agree to the beginning of a sentence.
    public func cut(to link: PageLink) -> TemplateContext {
        switch self {
        case .caseAcknowledgement(let acknowledgement): .caseAcknowledgement(acknowledgement.cut(to: link))
        case .casePost(let post): .casePost(post.cut(to: link))
        case .caseNews(let burst): .caseNews(burst.cut(to: link))
        case .caseStatus(let news): .caseStatus(news.cut(to: link))
        case .caseClosed(let news): .caseClosed(news.cut(to: link))
        case .caseFollowUp(let news): .caseFollowUp(news.cut(to: link))
        case .caseEscalated(let news): .caseEscalated(news.cut(to: link))
        case .caseReleased(let news): .caseReleased(news.cut(to: link))
        case .permissionRequest(let news): .permissionRequest(news.cut(to: link))
        case .responseWarning(let news): .responseWarning(news.cut(to: link))
        case .onCall(let news): .onCall(news.cut(to: link))
        case .caseLink, .digest, .contactDigest, .notice, .survey, .commandReply, .questionReply, .senderConfirm,
            .senderRedirect, .senderReadOnly, .operatorAlert, .operatorDigest:
            self
        }
    }
}

extension CaseAcknowledgement {
    fileprivate func cut(to link: PageLink) -> Self {
        var cut = self
        cut.page = link
        cut.omittedCount = omittedAttachments.count
        cut.omittedAttachments = []
        return cut
    }
}

extension CasePost {
    fileprivate func cut(to link: PageLink) -> Self {
        var cut = self
        cut.page = link
        cut.post.text = post.text.beginning
        (cut.attachmentCount, cut.attachments) = (attachments.count, [])
        (cut.omittedCount, cut.omittedAttachments) = (omittedAttachments.count, [])
        cut.earlierPosts = []
        return cut
    }
}

extension CaseBurst {
    fileprivate func cut(to link: PageLink) -> Self {
        var cut = self
        cut.news = news.cut(to: link)
        cut.events = events.map { event in
            var cut = event
            cut.text = event.text.beginning
            (cut.attachmentCount, cut.attachments) = (event.attachments.count, [])
            (cut.omittedCount, cut.omittedAttachments) = (event.omittedAttachments.count, [])
            return cut
        }
        return cut
    }
}

extension CaseNews {
    fileprivate func cut(to link: PageLink) -> Self {
        var cut = self
        cut.page = link
        cut.resolution = resolution?.beginning
        cut.earlierPosts = []
        return cut
    }
}

extension String {
    /// As much of a text as an excerpt shows: all of a short one, else up to the end of a sentence or line, else of a word.
    var beginning: String {
        let limit = 300
        let text = cleanText
        guard text.count > limit else { return text }
        let head = text.prefix(limit)
        // A sentence that ends early would leave most of the room empty.
        let late = head.index(head.startIndex, offsetBy: limit / 2)
        let end = head.indices.last { $0 >= late && head.endsSentence(at: $0) } ?? head.lastIndex(where: \.isWhitespace)
        let cut = end.map { head[...$0] } ?? head
        return cut[..<(cut.lastIndex { !$0.isWhitespace }.map(cut.index(after:)) ?? cut.endIndex)] + " …"
    }
}

extension Substring {
    /// Whether a line or a sentence ends with that character.
    fileprivate func endsSentence(at index: Index) -> Bool {
        switch self[index] {
        case "\n", "。", "！", "？": return true
        case ".", "!", "?", "…":
            let next = self.index(after: index)
            return next < endIndex && self[next].isWhitespace
        default: return false
        }
    }
}
