import Core
import Foundation
import Testing

/// A small desk with two types, of which only one may be critical.
struct SampleDesk {
    let rules: CaseRules
    let advisor: Person
    let contact: Person
    let account = Account(id: ID(1), name: "Lakeside")

    init() throws {
        let preset = Preset(
            name: "small", teams: ["Desk", "Hosting"],
            caseTypes: [
                Preset.CaseType(
                    name: "Question", team: "Desk", fields: ["Module", "Where"], requiredFields: ["Where"]),
                Preset.CaseType(name: "Outage", aliases: ["Down"], team: "Hosting"),
                Preset.CaseType(name: "Restore", team: "Hosting", needsPermission: true),
            ], defaultType: "Question",
            priorities: [
                Preset.Priority(
                    name: "Critical", caseTypes: ["Outage"], firstResponse: Preset.ResponseTarget(1, .businessHours)),
                Preset.Priority(name: "High", firstResponse: Preset.ResponseTarget(4, .businessHours)),
                Preset.Priority(name: "Low", firstResponse: Preset.ResponseTarget(2, .businessDays)),
            ], defaultPriority: "Low", modules: ["Grades", "Fees"], calendar: DeskCalendar.usual(),
            followUp: Preset.FollowUp(reminderDays: [3, 6, 9], closingDay: 10))
        rules = try #require(CaseRules(preset))
        advisor = Person(id: ID(1), kind: .advisor, address: try #require(EmailAddress("dan@support.example")))
        let membership = Person.Membership(account: account, role: .authorizedSupport, isDefault: true)
        contact = Person(
            id: ID(2), kind: .contact, address: try #require(EmailAddress("ann@district.example")),
            memberships: [membership])
    }

    /// A new case of the contact; opened on a Monday at nine.
    func supportCase(_ status: CaseStatus = .new, priority: String = "Low") throws -> SupportCase {
        let opened = try at("2026-11-02T15:00:00Z")
        var supportCase = SupportCase(
            number: CaseNumber(1_000_001), account: account.id, contact: contact.id, subject: "s", type: "Question",
            priority: priority, status: status, team: "Desk", channel: .email, mailbox: "support", created: opened,
            lastModified: opened)
        supportCase.closed = status == .closed ? opened : nil
        return supportCase
    }

    func editor(_ supportCase: SupportCase, by actor: Actor, _ time: String = "2026-11-02T16:00:00Z") throws
        -> CaseEditor
    {
        CaseEditor(supportCase, by: actor, via: .cli, rules: rules, at: try at(time))
    }
}

@Suite("What can be done to a case")
struct CaseEditorTests {
    private let desk: SampleDesk

    init() throws { desk = try SampleDesk() }

    /// The case after an advisor did that, and what its feed says.
    private func after(_ acts: [CaseAct], on supportCase: SupportCase) throws -> CaseChange {
        var editor = try desk.editor(supportCase, by: .person(desk.advisor))
        for act in acts { try editor.perform(act) }
        return editor.change
    }

    @Test("an advisor who takes a new case has it, and it is Assigned")
    func assign() throws {
        let change = try after([.assign(desk.advisor)], on: try desk.supportCase())
        #expect(change.supportCase.assignee == desk.advisor.id && change.supportCase.status == .assigned)
        #expect(change.lines.map(\.entry.kind) == [.assignment, .status])
    }

    @Test("a case is given to advisors only")
    func assignContact() throws {
        #expect(throws: DeskRefusal.noAdvisor(desk.contact.address)) {
            try after([.assign(desk.contact)], on: try desk.supportCase())
        }
    }

    @Test("a case that goes to another team has nobody who works on it")
    func route() throws {
        let change = try after([.assign(desk.advisor), .route(team: "hosting")], on: try desk.supportCase())
        #expect(change.supportCase.team == "Hosting" && change.supportCase.assignee == nil)
    }

    @Test("a resolution is kept, and the contact is asked to verify it")
    func resolve() throws {
        let change = try after([.resolve(" Clear the cache. \n")], on: try desk.supportCase(.assigned))
        #expect(change.supportCase.status == .pendingCustomerVerification)
        #expect(change.supportCase.resolution == "Clear the cache.")
        #expect(change.supportCase.wait != nil)
    }

    @Test("a guest's case is not resolved before it belongs to an authorized contact")
    func exception() throws {
        var supportCase = try desk.supportCase()
        supportCase.isException = true
        #expect(throws: DeskRefusal.exceptionNotHandedOver(supportCase.number)) {
            try after([.resolve("done")], on: supportCase)
        }
    }

    @Test(
        "where written permission is needed, nothing is scheduled or resolved before an authorized contact has given it",
        arguments: [
            CaseAct.resolve("restored"), .schedule(CivilDate(year: 2026, month: 11, day: 20)),
            .move(to: .pendingCustomerVerification, text: "restored"),
        ])
    func permissionFirst(_ act: CaseAct) throws {
        var supportCase = try desk.supportCase(.assigned)
        supportCase.type = "Restore"
        let refusal = DeskRefusal.notPermitted("Restore")
        #expect(throws: refusal) { try after([act], on: supportCase) }
        let asked = try after([.askPermission("May we?")], on: supportCase).supportCase
        #expect(throws: refusal) { try after([act], on: asked) }
        for isGranted in [false, true] {
            var editor = try desk.editor(asked, by: .person(desk.contact))
            try editor.perform(.answerPermission(isGranted: isGranted, proof: "by reply"))
            let answered = editor.change.supportCase
            if isGranted {
                #expect(try after([act], on: answered).supportCase.status != answered.status)
            } else {
                #expect(throws: refusal) { try after([act], on: answered) }
            }
        }
        #expect(try after([.close(why: "")], on: supportCase).supportCase.status == .closed, "it can be given up")
    }

    @Test("what is refused leaves nothing behind")
    func refusedWhole() throws {
        let closed = try desk.supportCase(.closed)
        var editor = try desk.editor(closed, by: .person(desk.advisor))
        #expect(throws: DeskRefusal.self) {
            try editor.perform(.schedule(CivilDate(year: 2026, month: 11, day: 20)))
        }
        #expect(editor.change == CaseChange(supportCase: closed))
    }

    @Test("a move that the workflow does not have is refused with those it has")
    func notAllowed() throws {
        let allowed: [CaseStatus] = [
            .pendingCustomerInput, .pendingCustomerVerification, .scheduled, .assignedToDevelopment, .closed,
        ]
        #expect(throws: DeskRefusal.notAllowed(.new, wanted: .assistRequest, allowed: allowed)) {
            try after([.move(to: .assistRequest, text: "")], on: try desk.supportCase())
        }
    }

    @Test("Critical is for an outage: on another type it becomes High, and the feed says why")
    func critical() throws {
        let change = try after([.prioritize("critical")], on: try desk.supportCase())
        #expect(change.supportCase.priority == "High")
        #expect(change.lines.map(\.entry.text) == ["Critical is for Outage only"])
    }

    @Test("a case that becomes an outage goes to the team for it")
    func classify() throws {
        let change = try after([.classify("down")], on: try desk.supportCase())
        #expect(change.supportCase.type == "Outage" && change.supportCase.team == "Hosting")
    }

    @Test("a module is one of the list; a value near it is pointed out")
    func module() throws {
        #expect(throws: DeskRefusal.unknown("module", "Grads", ["Grades", "Fees"])) {
            try after([.fill(["Module": "Grads"])], on: try desk.supportCase())
        }
        #expect(
            DeskRefusal.unknown("module", "Grads", ["Grades", "Fees"]).explanation.hasSuffix(
                "(did you mean \"Grades\"?)"))
        #expect(try after([.fill(["Module": "grades"])], on: try desk.supportCase()).supportCase.module == "Grades")
    }

    @Test("a scheduled case comes up again when the desk opens on its day")
    func schedule() throws {
        let change = try after([.schedule(try #require(CivilDate("2026-12-01")))], on: try desk.supportCase(.assigned))
        #expect(change.supportCase.status == .scheduled)
        #expect(change.supportCase.nextDue == (try at("2026-12-01T12:00:00Z")))
        #expect(throws: DeskRefusal.dateIsPast(try #require(CivilDate("2026-11-02")))) {
            try after([.schedule(try #require(CivilDate("2026-11-02")))], on: try desk.supportCase())
        }
    }

    @Test("a defect waits for its release")
    func release() throws {
        let change = try after([.link(issue: "DEV-1"), .release("2611")], on: try desk.supportCase(.assigned))
        #expect(change.supportCase.status == .availableInRelease)
        #expect(change.supportCase.issue == "DEV-1" && change.supportCase.release == "2611")
        #expect(change.lines.last?.news == .released)
        #expect(throws: DeskRefusal.self) { try after([.release("2611")], on: try desk.supportCase()) }
    }

    @Test(
        "what a contact may not do is refused",
        arguments: [
            CaseAct.resolve("x"), .move(to: .closed, text: ""), .route(team: "Hosting"), .classify("Outage"),
            .link(issue: "1"), .escalate(to: "x", why: ""),
        ])
    func contactRights(_ act: CaseAct) throws {
        var editor = try desk.editor(try desk.supportCase(), by: .person(desk.contact))
        #expect(throws: DeskRefusal.advisorsOnly) { try editor.perform(act) }
    }

    @Test("a contact closes, reopens and sets the priority of the account's cases, and of no others")
    func contactMay() throws {
        var editor = try desk.editor(try desk.supportCase(), by: .person(desk.contact))
        try editor.perform(.prioritize("High"))
        try editor.perform(.close(why: "solved, thanks"))
        try editor.perform(.reopen(why: "not quite"))
        #expect(editor.change.supportCase.status == .reopened && editor.change.supportCase.priority == "High")
        var other = try desk.supportCase()
        other.account = ID(9)
        var refused = try desk.editor(other, by: .person(desk.contact))
        #expect(throws: DeskRefusal.mayNotWrite(desk.contact.address)) { try refused.perform(.close(why: "")) }
    }

    @Test("sixty days after closing it stays closed")
    func reopenWindow() throws {
        let closed = try desk.supportCase(.closed)
        var late = try desk.editor(closed, by: .person(desk.contact), "2027-01-02T15:00:00Z")
        #expect(throws: DeskRefusal.notAllowed(.closed, wanted: .reopened, allowed: [])) {
            try late.perform(.reopen(why: ""))
        }
        var early = try desk.editor(closed, by: .person(desk.contact), "2027-01-01T15:00:00Z")
        try early.perform(.reopen(why: ""))
        #expect(early.change.supportCase.status == .reopened && early.change.supportCase.closed == nil)
    }
}

@Suite("The clocks of a case")
struct CaseClockTests {
    private let desk: SampleDesk

    init() throws { desk = try SampleDesk() }

    @Test(
        "the first answer is due by the priority, counted in business time",
        arguments: [
            ("High", "2026-11-02T19:00:00Z"), ("Low", "2026-11-04T15:00:00Z"),
        ])
    func due(_ priority: String, _ due: String) throws {
        var editor = try desk.editor(try desk.supportCase(priority: priority == "Low" ? "High" : "Low"), by: .operator)
        try editor.perform(.prioritize(priority))
        #expect(editor.change.supportCase.response.due == (try at(due)))
    }

    @Test("while a case is scheduled the time for the first answer stands still")
    func pause() throws {
        var editor = try desk.editor(try desk.supportCase(priority: "High"), by: .operator, "2026-11-02T16:00:00Z")
        try editor.perform(.schedule(try #require(CivilDate("2026-11-04"))))
        #expect(editor.change.supportCase.response.due == nil)
        var later = try desk.editor(editor.change.supportCase, by: .system, "2026-11-04T12:00:00Z")
        try later.perform(.wake)
        #expect(later.change.supportCase.status == .assigned)
        #expect(
            later.change.supportCase.response.due == (try at("2026-11-04T15:00:00Z")), "an hour of four was used up")
    }

    @Test("an advisor's public post is the answer; a note of the desk and a contact's post are none")
    func answered() throws {
        for (author, visibility, isAnswer) in [
            (desk.advisor, FeedEntry.Visibility.public, true), (desk.advisor, .internal, false),
            (desk.contact, .public, false),
        ] {
            var editor = try desk.editor(try desk.supportCase(priority: "High"), by: .person(author))
            try editor.note(NewPost(author: author, channel: .email, visibility: visibility, text: "x"), with: [])
            #expect((editor.change.supportCase.response.answered != nil) == isAnswer)
        }
    }

    @Test("three reminders within ten business days, and the closing at the end of the tenth")
    func followUps() throws {
        var editor = try desk.editor(try desk.supportCase(.assigned), by: .person(desk.advisor), "2026-11-02T16:00:00Z")
        try editor.perform(.move(to: .pendingCustomerInput, text: ""))
        var supportCase = editor.change.supportCase
        supportCase.response.answered = supportCase.created
        supportCase.response.nextWarning = nil
        var log: [String] = []
        while let next = supportCase.nextDue {
            let act: CaseAct
            switch desk.rules.preset.followUp.step(
                in: try #require(supportCase.wait), at: next, clock: desk.rules.clock)
            {
            case .remind(let number): act = .remind(number)
            case .close: act = .close(why: "")
            case .wait:
                Issue.record("nothing to do at \(next)")
                return
            }
            var editor = CaseEditor(supportCase, by: .system, via: .system, rules: desk.rules, at: next)
            try editor.perform(act)
            supportCase = editor.change.supportCase
            log.append("\(next.formatted(.iso8601)) \(act)")
        }
        #expect(
            log == [
                "2026-11-05T12:00:00Z remind(1)", "2026-11-10T12:00:00Z remind(2)", "2026-11-13T12:00:00Z remind(3)",
                #"2026-11-17T00:00:00Z close(why: "")"#,
            ])
        #expect(supportCase.status == .closed && supportCase.wait == nil)
    }

    @Test("a desk that was off for weeks reminds once, and closes a business day later, not at once")
    func late() throws {
        let followUp = desk.rules.preset.followUp
        var wait = ContactWait(since: try at("2026-11-02T16:00:00Z"))
        let back = try at("2026-12-07T15:00:00Z")
        #expect(followUp.step(in: wait, at: back, clock: desk.rules.clock) == .remind(3))
        (wait.reminders, wait.lastReminder) = (3, back)
        #expect(
            followUp.step(in: wait, at: back, clock: desk.rules.clock) == .wait(until: try at("2026-12-09T00:00:00Z")))
    }
}

@Suite("Who is told about a case")
struct RecipientRuleTests {
    @Test(
        "who may add whom",
        arguments: [
            ("support", "support", true), ("support", "readOnly", false), ("support", "stranger", false),
            ("readOnly", "self", true), ("readOnly", "support", false), ("desk", "readOnly", true),
            ("desk", "stranger", false),
            ("desk", "advisor", true), ("support", "advisor", false),
        ])
    func adding(_ who: String, _ whom: String, _ isAllowed: Bool) throws {
        let desk = try SampleDesk()
        func person(_ name: String, _ id: Int64) throws -> Person {
            let role: ContactRole? =
                name == "readOnly" ? .readOnly : name == "stranger" || name == "advisor" ? nil : .authorizedSupport
            return Person(
                id: ID(id), kind: name == "advisor" ? .advisor : .contact,
                address: try #require(EmailAddress("\(name)@district.example")),
                memberships: role.map { [Person.Membership(account: desk.account, role: $0, isDefault: true)] } ?? [])
        }
        let actor = try person(who, 10)
        let target = whom == "self" ? actor : try person(whom, 11)
        let refusal = RecipientRule.refusal(
            adding: target, to: try desk.supportCase(), by: who == "desk" ? .operator : .person(actor))
        #expect((refusal == nil) == isAllowed, "\(String(describing: refusal))")
    }

    @Test("the contact of a case can't be taken off its list, not even by themselves")
    func contactStays() throws {
        let desk = try SampleDesk()
        for actor in [Actor.operator, .person(desk.contact)] {
            #expect(
                RecipientRule.refusal(removing: desk.contact, from: try desk.supportCase(), by: actor)
                    == .contactStays(desk.contact.address))
        }
    }
}
