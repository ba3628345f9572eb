import Core
import Foundation
import Testing

private let noon = Date(timeIntervalSince1970: 1_800_000_000)

@Suite("What the outbox decides")
struct OutboxRulesTests {
    @Test(
        "answers, acknowledgements and alerts go first, reminders last",
        arguments: [
            (.prompt, [.caseAcknowledgement, .commandReply, .questionReply, .senderConfirm, .senderRedirect, .onCall]),
            (.news, [.casePost, .caseStatus, .caseClosed, .caseEscalated, .permissionRequest, .responseWarning]),
            (.bulk, [.caseFollowUp]),
        ] as [(MailPriority, [TemplateName])])
    func priorities(_ priority: MailPriority, _ templates: [TemplateName]) {
        for template in templates { #expect(template.priority == priority, "\(template)") }
    }

    @Test(
        "places go to the higher kinds first, and of every eight at least one to the lowest that waits",
        arguments: [
            (0, "aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc", "aabaabac"),
            (7, "aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc", "caabaaba"),
            (0, "", "bbbbbbbbbb", "cccccccccc", "bbbbbbbc"), (0, "a", "", "cccccccccc", "accccccc"),
            (3, "aaaaaaaaaa", "", "", "aaaaaaaa"), (0, "aa", "b", "c", "aabc"), (0, "", "", "", ""),
        ] as [(Int64, String, String, String, String)])
    func places(_ place: Int64, _ prompt: String, _ news: String, _ bulk: String, _ expected: String) {
        let waiting: [MailPriority: [Character]] = [.prompt: Array(prompt), .news: Array(news), .bulk: Array(bulk)]
        #expect(String(ClaimOrder.fill(8, from: place, with: waiting)) == expected)
    }

    @Test("whatever waits: as many as there is room for, each once, each kind in its order, and no kind starves")
    func property() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let limit = Int.random(in: 0...70, using: &generator)
            var waiting: [MailPriority: [Int]] = [:]
            for priority in MailPriority.allCases {
                let count = Int.random(in: 0...limit, using: &generator)
                waiting[priority] = (0..<count).map { priority.rawValue * 1_000 + $0 }
            }
            let place = Int64.random(in: 0...1_000_000, using: &generator)
            let turn = ClaimOrder.fill(limit, from: place, with: waiting)
            let total = waiting.values.reduce(0) { $0 + $1.count }
            #expect(turn.count == min(limit, total), "\(limit) \(waiting)")
            for (priority, mails) in waiting {
                let ours = turn.filter { $0 / 1_000 == priority.rawValue }
                #expect(ours == Array(mails.prefix(ours.count)))
                #expect(ours.count >= min(mails.count, limit / 8), "\(priority) starves: \(waiting) from \(place)")
            }
        }
    }

    @Test(
        "a pause grows with each refusal in a row, to an hour",
        arguments: [(1, 60), (2, 300), (3, 900), (4, 3600), (5, 3600), (50, 3600)])
    func pause(_ refusals: Int, _ wait: TimeInterval) throws {
        var pause: TransportPause?
        for _ in 0..<refusals { pause = .after(pause, because: "535 no", at: noon) }
        let last = try #require(pause)
        #expect(last.until == noon.addingTimeInterval(wait) && last.since == noon && last.count == refusals)
        #expect(last.holds(at: noon) && !last.holds(at: noon.addingTimeInterval(wait)))
    }

    @Test("a pause does not hold for ever when the clock is set back")
    func clockSetBack() {
        let pause = TransportPause.after(nil, because: "535 no", at: noon)
        #expect(!pause.holds(at: noon.addingTimeInterval(-86_400)))
    }

    @Test("the note on an undelivered mail is for the desk, on one line and not endless")
    func undelivered() throws {
        let address = try #require(EmailAddress("ann@district.example"))
        let error = "rcpt: 550 No\r\n\r\nPlease " + String(repeating: "ask ", count: 500)
        let entry = FeedEntry.undelivered(to: address, because: error, at: noon)
        #expect(entry.kind == .note && entry.visibility == .internal && entry.author == nil)
        #expect(entry.text.hasPrefix("Mail to ann@district.example could not be delivered: rcpt: 550 No Please ask"))
        #expect(entry.text.count < 400 && !entry.text.contains("\n"))
    }
}
