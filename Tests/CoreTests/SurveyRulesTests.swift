import Core
import FoundationEssentials
import Testing

private let noon = Date(timeIntervalSince1970: 1_800_000_000)
private let day: TimeInterval = 86_400

@Suite("Surveys")
struct SurveyRulesTests {
    /// What a row changes of a case that is to be asked about.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: SurveyVerdict
        let apply: @Sendable (inout SurveyFacts, inout SurveyRules, inout SurveyTerms) -> Void

        init(
            _ name: String, _ expected: SurveyVerdict,
            _ apply: @escaping @Sendable (inout SurveyFacts, inout SurveyRules, inout SurveyTerms) -> Void
        ) {
            (testDescription, self.expected, self.apply) = (name, expected, apply)
        }
    }

    private static func facts() throws -> SurveyFacts {
        let account = Account(id: ID(1), name: "Lakeside")
        let ann = Person(
            id: ID(2), kind: .contact, address: try #require(EmailAddress("ann@lakeside.example")),
            memberships: [Person.Membership(account: account, role: .authorizedSupport, isDefault: true)])
        let supportCase = SupportCase(
            number: CaseNumber(1_000_001), account: account.id, contact: ann.id, subject: "s", type: "Question",
            priority: "Low", status: .closed, team: "Desk", channel: .email, mailbox: "support", created: noon,
            lastModified: noon, closed: noon)
        return SurveyFacts(supportCase: supportCase, contact: ann, isOptedOut: false, lastSent: nil)
    }

    @Test(
        "the first rule that forbids one says why",
        arguments: [
            Change("a closed case is asked about", .send) { _, _, _ in },
            Change("an open one is not", .leave(.reopened)) { facts, _, _ in facts.supportCase.status = .reopened },
            Change("a part of another is not", .leave(.merged)) { facts, _, _ in
                facts.supportCase.mergedInto = CaseNumber(1_000_002)
            },
            Change("a guest is not asked", .leave(.notOfAccount)) { facts, _, _ in facts.contact.kind = .guest },
            Change("who left the account is not asked", .leave(.notOfAccount)) { facts, _, _ in
                facts.contact.memberships = []
            },
            Change("who is deactivated is not asked", .leave(.deactivated)) { facts, _, _ in
                facts.contact.state = .deactivated
            },
            Change("who is flagged is asked", .send) { facts, _, _ in facts.contact.state = .flagged },
            Change("whose mail comes back is not asked", .leave(.suspended)) { facts, _, _ in
                facts.contact.isSuspended = true
            },
            Change("who opted out is not asked", .leave(.optedOut)) { facts, _, _ in facts.isOptedOut = true },
            Change("a desk may ask nobody", .leave(.off)) { _, rules, _ in rules.isOn = false },
            Change("without pages nobody could answer", .leave(.noPages)) { _, _, terms in terms.hasPages = false },
            Change("29 days later is too soon", .leave(.askedLately(days: 30))) { facts, _, _ in
                facts.lastSent = noon.addingTimeInterval(-29 * day)
            },
            Change("a second less than 30 days is too soon", .leave(.askedLately(days: 30))) { facts, _, _ in
                facts.lastSent = noon.addingTimeInterval(-30 * day + 1)
            },
            Change("30 days later is not", .send) { facts, _, _ in facts.lastSent = noon.addingTimeInterval(-30 * day)
            },
            Change("a last one that lies ahead counts as just now", .leave(.askedLately(days: 30))) { facts, _, _ in
                facts.lastSent = noon.addingTimeInterval(900 * day)
            },
            Change("a desk may have other days", .send) { facts, rules, _ in
                (facts.lastSent, rules.days) = (noon.addingTimeInterval(-8 * day), 7)
            },
            Change("opting out weighs more than having been asked", .leave(.optedOut)) { facts, _, _ in
                (facts.isOptedOut, facts.lastSent) = (true, noon)
            },
        ])
    func verdicts(_ change: Change) throws {
        var (facts, rules, terms) = (try Self.facts(), SurveyRules(), SurveyTerms(hasPages: true))
        change.apply(&facts, &rules, &terms)
        #expect(rules.verdict(on: facts, terms, at: noon) == change.expected)
    }

    @Test("only opening a case again cancels; all else withholds")
    func states() {
        #expect(SurveyObjection.reopened.state == .cancelled)
        for objection in [SurveyObjection.merged, .optedOut, .off, .noPages, .askedLately(days: 30), .suspended] {
            #expect(objection.state == .withheld && !objection.description.isEmpty)
        }
    }

    @Test("an answer has a rating of the scale for each area, or is none")
    func answers() {
        let full = Dictionary(uniqueKeysWithValues: SurveyArea.allCases.map { ($0, 3) })
        #expect(SurveyAnswer(ratings: full)?.comment == "")
        for area in SurveyArea.allCases {
            for bad in [nil, 0, 6, -1] as [Int?] {
                var ratings = full
                ratings[area] = bad
                #expect(SurveyAnswer(ratings: ratings) == nil, "\(area) \(String(describing: bad))")
            }
        }
    }

    @Test(
        "the service as a whole says who is satisfied, and who is heard at once",
        arguments: [(1, false, true), (2, false, true), (3, false, false), (4, true, false), (5, true, false)])
    func overall(_ score: Int, _ isSatisfied: Bool, _ isAlarming: Bool) throws {
        var ratings = Dictionary(uniqueKeysWithValues: SurveyArea.allCases.map { ($0, 6 - score) })
        ratings[.overall] = score
        let answer = try #require(SurveyAnswer(ratings: ratings))
        #expect(answer.isSatisfied == isSatisfied && answer.isAlarming == isAlarming)
    }

    @Test("a comment is cut where it is too long, keeps its lines, and loses what is no text")
    func comments() throws {
        let ratings = Dictionary(uniqueKeysWithValues: SurveyArea.allCases.map { ($0, 3) })
        let comment = SurveyAnswer(ratings: ratings, comment: "  one\r\ntwo\u{1B}[31m\u{7}  ")?.comment
        #expect(comment == "one\ntwo[31m")
        let long = SurveyAnswer(ratings: ratings, comment: String(repeating: "é", count: 9_000))?.comment
        #expect(long?.count == SurveyAnswer.longestComment)
    }

    @Test("an answer is taken from the mail on for so many days, and never without one")
    func time() {
        var survey = Survey(
            id: ID(1), caseNumber: CaseNumber(1_000_001), contact: ID(1), account: ID(1), team: "Desk", advisor: nil,
            due: noon)
        let rules = SurveyRules(answerDays: 10)
        #expect(!survey.isOpen(rules, at: noon))
        (survey.state, survey.sent) = (.sent, noon)
        #expect(survey.isOpen(rules, at: noon.addingTimeInterval(10 * day - 1)))
        #expect(!survey.isOpen(rules, at: noon.addingTimeInterval(10 * day)))
        survey.state = .answered
        #expect(survey.isOpen(rules, at: noon.addingTimeInterval(10 * day - 1)))
        for state in [Survey.State.due, .expired, .cancelled, .withheld] {
            survey.state = state
            #expect(!survey.isOpen(rules, at: noon))
        }
    }

    @Test("a bad answer does not wait for the digest of who has the case, other answers do")
    func alarms() throws {
        let supportCase = try Self.facts().supportCase
        var sam = Person(id: ID(9), kind: .advisor, address: try #require(EmailAddress("sam@desk.example")))
        var theirs = supportCase
        theirs.assignee = sam.id
        var others = supportCase
        others.assignee = ID(10)
        for (schedule, expected) in [
            (DigestSchedule.immediate, [true, true, true]), (.hourly, [true, true, false]),
            (.daily(at: 480), [true, true, false]), (.off, [false, false, false]),
        ] {
            sam.digest = schedule
            #expect(
                [theirs, supportCase, others].map { sam.isTold(atOnceOf: .dissatisfied, on: $0) } == expected,
                "\(schedule)")
        }
    }
}
