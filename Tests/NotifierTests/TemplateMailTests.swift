import Core
import FoundationEssentials
import Parser
import Templates
import TestSupport
import Testing

@testable import Notifier

/// Each template with values that people could think of, as it goes over the wire, and what others read there.
@Suite("Mails of all templates, read by others", .enabled(if: StrictMail.isAvailable, "needs python3"))
struct TemplateMailTests {
    /// A way of making values nasty: a short one stands where a line is expected, a long one where a text is.
    struct Nasty: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var line: String
        var text: String

        init(_ name: String, _ line: String, _ text: String? = nil) {
            (testDescription, self.line, self.text) = (name, line, text ?? line)
        }
    }

    static let values = [
        Nasty("names of many languages", "Zoë Nuñez 山田太郎 تذكرة", "Grüße aus Köln\n\n日本語の本文\nتذكرة الدعم\n"),
        Nasty("emoji of several scalars", "👩‍👩‍👧‍👦 party 👍🏽", String(repeating: "👩‍🚀 ", count: 400)),
        Nasty("a very long subject", String(repeating: "long words and ", count: 200)),
        Nasty("a word of 5,000 characters", String(repeating: "x", count: 5_000)),
        Nasty(
            "a line of 5,000 characters", "A line", "before\n" + String(repeating: "abcd ", count: 1_000) + "\nafter"),
        Nasty("dots and From at the starts of lines", ".", ".\n..\n.x\n\nFrom here\n>From there\n-- \nme\n.\n"),
        Nasty("fields and boundaries", "x\r\nBcc: eve@evil.example", "--=_boundary\nBcc: eve@evil.example\n\n--\n"),
        Nasty(
            "markup and tags", "<b>&amp;</b> {{subject}} =?utf-8?q?no?=",
            "<script>alert(1)</script>\n{{text}} = =20 =3D"),
        Nasty(
            "white space and controls", " \t a \u{0} \u{1B}[31m ",
            "tab\there  \ntwo  spaces \u{2028}line\u{85}next\u{7}"),
        Nasty("nothing", ""),
    ]

    @Test("Python, strict, and our own parser find the same words", arguments: values)
    func sameWords(_ nasty: Nasty) throws {
        let templates = try TemplateSet()
        let clock = try #require(NoticeClock(timeZone: "America/Chicago"))
        let contexts = TemplateName.allCases.map { Self.context($0, nasty, clock) }
        let rendered = (contexts + contexts.map { $0.cut(to: .sample) }).map(templates.render)
        let mails = try rendered.map { words in
            try OutgoingMail.sample {
                $0.from.name = nasty.line
                $0.to.name = nasty.line
                (($0.subject, $0.text), $0.html) = ((words.subject, words.text), words.html)
            }
        }
        let octets = mails.map(MailComposer.compose)
        let read = try StrictMail.read(octets)
        try #require(read.count == rendered.count)
        for ((octets, rendered), read) in zip(zip(octets, rendered), read) {
            #expect(try ComposedLines(octets).lines.allSatisfy { $0.utf8.count <= 78 })
            #expect(read.subject == rendered.subject)
            #expect(read.text.lines == rendered.text.lines)
            #expect(read.html.lines == rendered.html.lines)
            let ours = try MessageParser().parse(octets)
            #expect(ours.subject == rendered.subject)
            #expect(ours.defects.isEmpty)
            #expect(ours.text.lines == rendered.text.lines)
        }
    }

    /// All that a template may say, nasty.
    private static func context(_ name: TemplateName, _ nasty: Nasty, _ clock: NoticeClock) -> TemplateContext {
        let (line, text) = (nasty.line, nasty.text)
        let post = CasePost.Post(authorName: line, isAdvisor: true, postedAt: "2026-11-20 14:03 UTC", text: text)
        let omitted = [OmittedAttachment(name: line, reason: line)]
        var news = CaseNews(
            siteName: line, recipientName: line, caseNumber: "1000001", account: line, subject: line, status: "New",
            priority: "High", type: line,
            change: CaseNews.Change(oldValue: line, newValue: line, why: text, authorName: line),
            reopenDays: 60, earlierPosts: [post, post])
        (news.resolution, news.permission, news.issue, news.release) = (text, text, line, line)
        (news.awaits, news.closesOn) = (.verification, line)
        news.response = CaseNews.Response(due: line, target: line, isMissed: true)
        news.contact = CaseNews.Contact(name: line, address: "ann@client.example", phones: line)
        let period = NoticePeriod(begins: Date(timeIntervalSince1970: 1_795_000_000))
        let notice = Notice(
            id: ID(1), kind: .incident, title: line, period: period, opened: period.begins,
            updates: [NoticeUpdate(id: ID(1), kind: .opened, at: period.begins, text: text, period: period)])
        switch name {
        case .caseAcknowledgement:
            var mail = CaseAcknowledgement(
                siteName: line, recipientName: line, caseNumber: "1000001", account: line, subject: line,
                priority: line, type: line, receivedAt: line, responseTarget: line, omittedAttachments: omitted)
            mail.missingFields = [MissingField(name: line, choices: [line, line])]
            mail.refusedCopies = [RefusedCopy(address: line, reason: line)]
            mail.incidents = OpenIncidents([notice, notice, notice, notice], clock: clock, link: line)
            return .caseAcknowledgement(mail)
        case .casePost:
            return .casePost(
                CasePost(
                    siteName: line, caseNumber: "1000001", account: line, subject: line, status: line, priority: line,
                    type: line, post: post, attachments: [ListedAttachment(name: line, size: "1 KB")],
                    omittedAttachments: omitted, earlierPosts: [post]))
        case .caseNews:
            let kinds: [CaseBurst.Event.Kind] = [.opening, .post, .status, .priority, .escalation, .other]
            let events = kinds.map { kind in
                CaseBurst.Event(
                    kind, authorName: line, isAdvisor: true, happenedAt: line, text: text, oldValue: line,
                    newValue: line, attachments: [ListedAttachment(name: line, size: "1 KB")],
                    omittedAttachments: omitted)
            }
            return .caseNews(CaseBurst(news: news, events: events, hasMore: true))
        case .caseStatus: return .caseStatus(news)
        case .caseClosed: return .caseClosed(news)
        case .caseFollowUp: return .caseFollowUp(news)
        case .caseEscalated: return .caseEscalated(news)
        case .caseReleased: return .caseReleased(news)
        case .permissionRequest: return .permissionRequest(news)
        case .responseWarning: return .responseWarning(news)
        case .onCall: return .onCall(news)
        case .caseLink:
            var notice = CaseLinkNotice(
                siteName: line, caseNumber: "1000001", news: .moved(isPriority: true, to: line), status: line,
                priority: line)
            notice.page = .sample
            return .caseLink(notice)
        case .digest, .contactDigest:
            let item = NewsDigest.Item(
                number: "1000001", subject: line, account: line, priority: line, why: line,
                replyTo: "support+x@example.org",
                posts: [NewsDigest.Post(authorName: line, isAdvisor: true, at: line, text: text)])
            let mail = DigestMail(
                siteName: line, recipientName: line, recipientAddress: "sam@example.org",
                digest: NewsDigest(
                    sections: NewsDigest.Topic.allCases.map { .init($0, items: [item, item], count: 9) },
                    timeZone: "Europe/Berlin", schedule: .hourly))
            return name == .digest ? .digest(mail) : .contactDigest(mail)
        case .notice:
            let update = NoticeUpdate(id: ID(1), kind: .updated, at: .distantPast, text: text, period: notice.period)
            return .notice(
                NoticeMail(
                    siteName: line, notice: notice, update: update, clock: clock,
                    link: "https://support.example.org/notices"))
        case .commandReply:
            return .commandReply(
                CommandReply(siteName: line, recipientName: line, caseNumber: "1000001", subject: line, text: text))
        case .questionReply: return .questionReply(QuestionReply(siteName: line, recipientName: line, text: text))
        case .senderConfirm:
            return .senderConfirm(
                SenderConfirm(
                    siteName: line, recipientName: line, address: line, receivedTimes: [line, line],
                    link: PageLink.sample.address, expires: line))
        case .senderRedirect: return .senderRedirect(SenderRedirect(siteName: line))
        case .senderReadOnly: return .senderReadOnly(SenderReadOnly(siteName: line, recipientName: line, account: line))
        case .operatorAlert, .operatorDigest:
            var report = OperatorReport(
                alerts: AlertNews.Kind.allCases.map { .init(kind: $0, text: line, advice: text, since: line) },
                sections: [.init(line, [.init(line, text)])], timeZone: "Europe/Berlin")
            report.furtherAlerts = 3
            let mail = OperatorMail(siteName: line, report: report)
            return name == .operatorAlert ? .operatorAlert(mail) : .operatorDigest(mail)
        case .survey:
            return .survey(
                SurveyMail(
                    siteName: line, recipientName: line, caseNumber: "1000001", subject: line, closedAt: line,
                    areas: [SurveyMail.Area(title: line, question: line, links: [PageLink.sample.address])],
                    link: PageLink.sample.address, optOutLink: PageLink.sample.address, expires: line, days: 30))
        }
    }
}

extension String {
    /// The lines of a text; whether the last one ends, a mail does not tell.
    fileprivate var lines: [Substring] {
        var lines = split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
