public import Core

extension TemplateContext {
    /// Made-up values that fill every part of a template, to look at it and to test it.
    public static func sample(of name: TemplateName) -> TemplateContext {
        switch name {
        case .caseAcknowledgement: .caseAcknowledgement(.sample)
        case .casePost: .casePost(.sample)
        case .caseNews: .caseNews(.sample)
        case .caseStatus: .caseStatus(.sample(.pendingCustomerVerification))
        case .caseClosed: .caseClosed(.sample(.closed))
        case .caseFollowUp: .caseFollowUp(.sample(.pendingCustomerVerification))
        case .caseEscalated: .caseEscalated(.escalation)
        case .caseReleased: .caseReleased(.sample(.availableInRelease))
        case .permissionRequest: .permissionRequest(.sample(.pendingCustomerInput))
        case .responseWarning: .responseWarning(.sample(.new))
        case .onCall: .onCall(.alarm)
        case .caseLink: .caseLink(.sample)
        case .operatorAlert: .operatorAlert(.alertSample)
        case .operatorDigest: .operatorDigest(.digestSample)
        case .digest: .digest(.sample)
        case .contactDigest: .contactDigest(.contactSample)
        case .notice: .notice(.sample)
        case .commandReply: .commandReply(.sample)
        case .questionReply: .questionReply(.sample)
        case .senderConfirm: .senderConfirm(.sample)
        case .senderRedirect: .senderRedirect(.sample)
        case .senderReadOnly: .senderReadOnly(.sample)
        case .survey: .survey(.sample)
        }
    }
}

extension CaseAcknowledgement {
    fileprivate static var sample: CaseAcknowledgement {
        var sample = plain
        sample.priorityLimit = "Critical is for Report an Outage only"
        sample.missingFields = [
            MissingField(name: "Module", choices: ["Attendance", "Grade Book", "Scheduling"]),
            MissingField(name: "Steps to Reproduce"),
        ]
        sample.refusedCopies = [RefusedCopy(address: "friend@elsewhere.example", reason: "no contact of the account")]
        sample.hasMoreRefusedCopies = true
        sample.incidents = .sample
        return sample
    }

    private static let plain = CaseAcknowledgement(
        siteName: "Campus Support", recipientName: "Priya", caseNumber: "1000001",
        account: "Northwind School District", subject: "Grade book doesn't save the second term", priority: "High",
        type: "Application Issue", receivedAt: "Friday, 20 November 2026, 08:03 CST",
        responseTarget: "4 business hours (Friday, 12:03 CST)",
        omittedAttachments: [
            OmittedAttachment(name: "screen-recording.mov", reason: "it is larger than 15 MB")
        ])
}

extension CasePost {
    fileprivate static let sample = CasePost(
        siteName: "Campus Support", caseNumber: "1000001", account: "Northwind School District",
        subject: "Grade book doesn't save the second term", status: "Pending Customer Input", priority: "High",
        type: "Application Issue",
        post: Post(
            authorName: "Daniel Okafor", isAdvisor: true, postedAt: "Friday, 20 November 2026, 09:41 CST",
            text: """
                Hello Priya,

                thank you for the steps, I see the same here. Two questions:
                1. Does it happen for teachers with one section only?
                2. When did it last work?

                Until this is mended, “Save all” at the foot of the page does keep the grades.

                Daniel
                """),
        attachments: [ListedAttachment(name: "save-all.png", size: "84 KB")],
        omittedAttachments: [OmittedAttachment(name: "server-log.zip", reason: "it is larger than 15 MB")],
        earlierPosts: [
            Post(
                authorName: "Priya Nair", isAdvisor: false, postedAt: "Friday, 20 November 2026, 08:20 CST",
                text: "It is the same in another browser.\n\nPriya"),
            Post(
                authorName: "Priya Nair", isAdvisor: false, postedAt: "Friday, 20 November 2026, 08:03 CST",
                text: "Since this morning, grades of the second term are gone after saving.\nThe first term is fine."),
        ])
}

extension CaseNews {
    fileprivate static func sample(_ status: CaseStatus) -> CaseNews {
        var news = CaseNews(
            siteName: "Campus Support", recipientName: "Priya", caseNumber: "1000001",
            account: "Northwind School District", subject: "Grade book doesn't save the second term",
            status: status.rawValue, priority: "High", type: "Application Issue",
            change: Change(
                oldValue: "Assigned", newValue: status.rawValue, why: "a resolution was given",
                authorName: "Daniel Okafor"),
            reopenDays: 60, earlierPosts: CasePost.sample.earlierPosts)
        news.awaits = status == .pendingCustomerVerification ? .verification : nil
        news.resolution = "Clear the cache of the browser, then sign in again.\n\nThe next release does it by itself."
        (news.issue, news.release) = ("DEV-4711", "2611")
        news.closesOn = status.awaitsContact ? "Monday, 7 December 2026" : nil
        news.isLastReminder = true
        news.permission = "May we run the script fix-grades in your production site on Saturday?"
        news.response = Response(due: "Friday, 20 November 2026, 12:03 CST", target: "4 business hours", isMissed: true)
        return news
    }

    fileprivate static var alarm: CaseNews {
        var news = sample(.new)
        (news.priority, news.isReminder) = ("Level I", true)
        news.contact = Contact(
            name: "Priya Nair", address: "priya.nair@northwind.example", phones: "+1 555 0100, +1 555 0101")
        return news
    }

    fileprivate static var escalation: CaseNews {
        var news = sample(.assigned)
        news.change = Change(newValue: "Hosting", why: "grades are due tonight", authorName: "Daniel Okafor")
        return news
    }
}

extension CaseBurst {
    fileprivate static var sample: CaseBurst {
        let post = CasePost.sample
        return CaseBurst(
            news: .sample(.pendingCustomerVerification),
            events: [
                Event(
                    .status, authorName: "Daniel Okafor", isAdvisor: true,
                    happenedAt: "Friday, 20 November 2026, 09:42 CST", text: "a resolution was given",
                    oldValue: "Assigned", newValue: "Pending Customer Verification"),
                Event(
                    .post, authorName: post.post.authorName, isAdvisor: true, happenedAt: post.post.postedAt,
                    text: post.post.text, attachments: post.attachments, omittedAttachments: post.omittedAttachments),
                Event(
                    .escalation, authorName: "Daniel Okafor", isAdvisor: true,
                    happenedAt: "Friday, 20 November 2026, 09:41 CST", text: "grades are due tonight",
                    newValue: "Hosting"),
                Event(
                    .priority, authorName: "Priya Nair", isAdvisor: false,
                    happenedAt: "Friday, 20 November 2026, 09:40 CST", text: "", oldValue: "Medium", newValue: "High"),
                Event(
                    .post, isInternal: true, authorName: "Daniel Okafor", isAdvisor: true,
                    happenedAt: "Friday, 20 November 2026, 09:40 CST", text: "I look at it."),
                Event(
                    .other, authorName: "", isAdvisor: false, happenedAt: "Friday, 20 November 2026, 09:40 CST",
                    text: "The contact was reminded."),
                Event(
                    .opening, authorName: "Priya Nair", isAdvisor: false,
                    happenedAt: "Friday, 20 November 2026, 09:40 CST", text: "Nothing can be saved."),
            ], hasMore: true)
    }
}

extension CommandReply {
    fileprivate static let sample = CommandReply(
        siteName: "Campus Support", recipientName: "Priya", caseNumber: "1000001",
        subject: "Grade book doesn't save the second term",
        text: """
            Case 1000001 is Closed, with priority High.

            These people are told about it:
              Priya Nair <priya.nair@northwind.example>
            """)
}

extension QuestionReply {
    fileprivate static let sample = QuestionReply(
        siteName: "Campus Support", recipientName: "Priya",
        text: """
            Open cases, the last changed first:
              1000001  Pending Customer Input  Grade book doesn't save the second term

            #close: write that at the top of a reply to a mail about the case that you mean.
            """)
}

extension SenderConfirm {
    fileprivate static let sample = SenderConfirm(
        siteName: "Campus Support", recipientName: "Priya", address: "priya.nair@northwind.example",
        receivedTimes: ["2026-11-20 14:03 UTC", "2026-11-20 14:31 UTC"],
        link: "https://support.example.org/confirm/eaaaaaaaaeqaawdvmb3x2aazt5yzq3kd4nq4mwvh6y7ajni",
        expires: "2026-11-25 14:03 UTC")
}

extension SenderRedirect {
    fileprivate static let sample = SenderRedirect(siteName: "Campus Support")
}

extension SenderReadOnly {
    fileprivate static let sample = SenderReadOnly(
        siteName: "Campus Support", recipientName: "Priya", account: "Northwind School District")
}
