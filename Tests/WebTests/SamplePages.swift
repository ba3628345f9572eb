import Templates

extension PageName {
    /// The page with more in it than usual: long words, many messages, everything that may be missing.
    func sample(_ frame: FixedPage) -> PageContext {
        switch self {
        case .caseView: .caseView(Self.caseView(frame))
        case .caseExpired: .caseExpired(frame)
        case .challengeQuestion: .challengeQuestion(Self.question(frame))
        case .challengeConfirmed: .challengeConfirmed(ChallengeResultPage(frame: frame, count: 2))
        case .challengeDisowned: .challengeDisowned(ChallengeResultPage(frame: frame, count: 1))
        case .challengeAnswered: .challengeAnswered(frame)
        case .challengeExpired: .challengeExpired(frame)
        case .notFound: .notFound(frame)
        case .problem: .problem(ProblemPage(frame: frame, title: "Too many requests", remedy: "Please wait."))
        }
    }

    private static let longWord = String(repeating: "abcdefghij", count: 20)

    private static func question(_ frame: FixedPage) -> ChallengeQuestionPage {
        let subjects = [
            "Grades are gone", longWord, "Where is the bus, and when does it come, and does it come at all?",
        ]
        let messages = subjects.enumerated().map { index, subject in
            ChallengeQuestionPage.Message(
                number: Int64(index + 1), receivedAt: "2026-11-20 14:03 UTC", mailbox: "support@example.org",
                subject: subject)
        }
        return ChallengeQuestionPage(
            frame: frame, address: "priya.\(longWord.prefix(40))@northwind.example", messages: messages,
            furtherMessages: 5, expires: "2026-11-27 14:03 UTC")
    }

    private static func caseView(_ frame: FixedPage) -> CaseViewPage {
        let facts = CaseViewPage.Facts(
            number: "1000001", subject: "Grades \(longWord)", status: "Pending Customer Input", priority: "High",
            type: "Ask a Question", account: "Lakeside School District")
        var page = CaseViewPage(frame: frame, facts: facts, expires: "2026-12-20 14:03 UTC")
        page.resolution = "Open Grade Book.\n\n    \(longWord)"
        page.permission = "May we look at your data?"
        page.why = "It was a mistake."
        page.posts = [("Sam Okafor", true), ("Ann Lee", false)].map { name, isAdvisor in
            CaseViewPage.Post(
                post: CasePost.Post(
                    authorName: name, isAdvisor: isAdvisor, postedAt: "2026-11-20 14:03 UTC",
                    text: "Hello,\n\nhttps://example.org/\(longWord)\n> what you wrote"),
                attachments: [ListedAttachment(name: "\(longWord).csv", size: "3 KB")],
                omittedAttachments: [OmittedAttachment(name: "b.exe", reason: "it is a program")])
        }
        page.olderPosts = 12
        return page
    }
}
