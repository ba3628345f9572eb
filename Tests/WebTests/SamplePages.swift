import Core
import FoundationEssentials
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
        case .notices: .notices(Self.notices(frame))
        case .notFound: .notFound(frame)
        case .optOut: .optOut(Self.optOut(frame))
        case .optedIn: .optedIn(Self.optOut(frame))
        case .optedOut: .optedOut(Self.optOut(frame))
        case .problem: .problem(ProblemPage(frame: frame, title: "Too many requests", remedy: "Please wait."))
        case .surveyForm: .surveyForm(Self.survey(frame, isMissing: true))
        case .surveyOver: .surveyOver(frame)
        case .surveyThanks: .surveyThanks(Self.survey(frame, isMissing: false))
        }
    }

    private static let longWord = String(repeating: "abcdefghij", count: 20)

    private static func optOut(_ frame: FixedPage) -> OptOutPage {
        OptOutPage(frame: frame, address: "p***@\(longWord.prefix(40)).northwind.example", days: 30)
    }

    private static func survey(_ frame: FixedPage, isMissing: Bool) -> SurveyPage {
        let areas = SurveyArea.allCases.map { area in
            SurveyPage.Area(
                name: area.rawValue, title: area.title, question: area.question,
                chosen: isMissing && area != .overall ? nil : 4, isMissing: isMissing && area == .quality)
        }
        return SurveyPage(
            frame: frame, caseNumber: "1000001", subject: "Grades \(longWord)", areas: areas,
            comment: "Hello,\n\(longWord)", longestComment: 4_000, isAnswered: true,
            expires: "2026-12-20 14:03 UTC", optOutPath: "/survey/x/opt-out")
    }

    private static func notices(_ frame: FixedPage) -> NoticesPage {
        let now = Date(timeIntervalSince1970: 1_795_000_000)
        let period = NoticePeriod(begins: now - 3_600, ends: now + 3_600)
        func notice(_ number: Int64, _ kind: NoticeKind, closed: Date? = nil) -> Notice {
            let update = NoticeUpdate(
                id: ID(number), kind: .opened, at: now - 3_600, text: "We look at it.\n\n\(longWord)", period: period)
            return Notice(
                id: ID(number), kind: kind, title: "Grades \(longWord)", period: period, opened: now - 3_600,
                closed: closed, updates: [update])
        }
        let list = NoticeList(
            open: [notice(1, .incident), notice(2, .maintenance)], closed: [notice(3, .incident, closed: now)],
            hasOlder: true, asOf: now)
        guard let clock = NoticeClock(timeZone: "America/Chicago") else { preconditionFailure("no such zone") }
        return NoticesPage(frame: frame, list: list, clock: clock, path: "/notices")
    }

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
