import Core
import FoundationEssentials
import Testing

@testable import Templates

@Suite("Notices in mail and on a page that stands alone")
struct NoticeRenderingTests {
    private static let now = Date(timeIntervalSince1970: 1_795_000_000)

    private let clock: NoticeClock

    init() throws { clock = try #require(NoticeClock(timeZone: "America/Chicago")) }

    private static func notice(
        _ kind: NoticeKind, _ update: NoticeUpdate.Kind, begins hours: Double, ends: Double? = nil, text: String = "x"
    ) -> Notice {
        let period = NoticePeriod(
            begins: now.addingTimeInterval(hours * 3600), ends: ends.map { now.addingTimeInterval($0 * 3600) })
        return Notice(
            id: ID(1), kind: kind, title: "Grades", period: period, opened: now,
            updates: [NoticeUpdate(id: ID(1), kind: update, at: now, text: text, period: period)])
    }

    private func render(_ notice: Notice) throws -> RenderedMail {
        let update = try #require(notice.updates.last)
        let mail = NoticeMail(siteName: "Desk", notice: notice, update: update, clock: clock, link: "")
        return try TemplateSet().render(.notice(mail))
    }

    @Test(
        "a mail says what became of what, and only of what is to come or goes on how long",
        arguments: [
            (.incident, .opened, -1, "Incident: Grades", "something does not work", "Since:  Wed 18 Nov 2026, 04:06"),
            (.incident, .updated, -1, "Update on an incident: Grades", "news about an incident", "Since:"),
            (.incident, .closed, -1, "Incident is over: Grades", "this is over", nil),
            (
                .maintenance, .opened, 9, "Maintenance: Grades", "maintenance is planned",
                "Begins: Wed 18 Nov 2026, 14:06"
            ),
            (.maintenance, .updated, 9, "Update on maintenance: Grades", "news about maintenance", "Begins:"),
            (.maintenance, .updated, -1, "Update on maintenance: Grades", "news about maintenance", "Since:"),
            (.maintenance, .closed, -1, "Maintenance is over: Grades", "this is over", nil),
            (.maintenance, .closed, 9, "Maintenance is called off: Grades", "this is called off", nil),
        ] as [(NoticeKind, NoticeUpdate.Kind, Double, String, String, String?)])
    func words(
        _ kind: NoticeKind, _ update: NoticeUpdate.Kind, _ begins: Double, _ subject: String, _ opening: String,
        _ time: String?
    ) throws {
        let mail = try render(Self.notice(kind, update, begins: begins, ends: begins + 2))
        #expect(mail.subject == subject && mail.text.contains(opening))
        #expect(mail.html.contains("<title>\(subject)</title>"))
        #expect(time.map(mail.text.contains) ?? (!mail.text.contains("Since:") && !mail.text.contains("Begins:")))
        #expect(mail.text.contains("Until:") == (time != nil))
    }

    @Test("an end that nobody knows, words that nobody said and a desk without pages leave no trace")
    func nothingThere() throws {
        let mail = try render(Self.notice(.incident, .opened, begins: -1, text: ""))
        for part in [mail.text, mail.html] { #expect(!part.contains("Until") && !part.contains("How things stand")) }
    }

    @Test("an account that wants no text of its cases in mail is told of incidents as well")
    func instead() throws {
        let sample = TemplateContext.sample(of: .caseAcknowledgement)
        let notice = try #require(CaseLinkNotice.sample(instead: sample))
        let mail = try TemplateSet().render(.caseLink(notice))
        #expect(mail.text.contains("AN INCIDENT IS KNOWN") && mail.html.contains("An incident is known"))
    }

    @Test("an acknowledgement names three incidents, counts the others, and has the beginning of what was last said")
    func many() throws {
        let long = String(repeating: "Many words. ", count: 100)
        let notices = (1...5).map { _ in Self.notice(.incident, .opened, begins: -1, text: long) }
        let incidents = OpenIncidents(notices, clock: clock, link: "")
        #expect(incidents.items.count == 3 && incidents.others == 2)
        guard case .caseAcknowledgement(var acknowledgement) = TemplateContext.sample(of: .caseAcknowledgement) else {
            Issue.record("another sample")
            return
        }
        acknowledgement.incidents = incidents
        let text = try TemplateSet().render(.caseAcknowledgement(acknowledgement)).text
        #expect(text.ranges(of: "Many words.").count < 90 && text.contains("Many words. …") && text.contains("open: 2"))
    }

    @Test("a page that stands alone has its style in it, once, and can't be ended by it")
    func alone() throws {
        let banner = PageBanner(.quiet, clock: clock, link: "", at: Self.now)
        let page = NoticesPage(
            frame: FixedPage(siteName: "Desk", stylesheet: "", banners: FixedBanner(banner)),
            list: NoticeList(open: [], closed: [], hasOlder: true, asOf: Self.now), clock: clock, path: "",
            isCopy: true)
        let pages = try PageSet()
        let html = pages.renderAlone(.notices(page)).html
        #expect(html.ranges(of: "<style>").count == 1 && html.ranges(of: "</style>").count == 1)
        #expect(html.contains(pages.stylesheet) && !html.contains("<link") && !html.contains("href="))
        #expect(html.contains("No incident is known."))
    }
}
