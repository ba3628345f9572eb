import Core
import FoundationEssentials
import Testing

@Suite("Robots, loops and floods")
struct RobotDecisionTests {
    @Test(
        "robots are recorded and change nothing",
        arguments: [
            (InboundMessage.Kind.bounce, InboundOutcome.bounce), (.autoReply, .autoReply), (.receipt, .ignored),
            (.abuse, .ignored), (.calendar, .ignored), (.list, .held),
        ])
    func robots(_ kind: InboundMessage.Kind, _ outcome: InboundOutcome) throws {
        let decision = decide(try sampleFacts(try sampleContact()), kind: kind)
        #expect(decision.outcome == outcome && decision.answer == nil)
    }

    @Test("an automatic reply with its recipient's own token is noted on the case")
    func autoReply() throws {
        let ann = try sampleContact()
        let facts = try sampleFacts(ann, .none).answering(sampleCase())
        #expect(decide(facts, kind: .autoReply).action == .note(on: CaseNumber(1_000_001), by: ann))
        let borrowed = try sampleFacts(ann, .none).answering(sampleCase(), recipient: 99)
        #expect(decide(borrowed, kind: .autoReply).action == .record(.autoReply))
    }

    @Test("mail of a list is held, unless the list itself is the contact; then nobody acknowledges it")
    func list() throws {
        var facts = try sampleFacts(try sampleContact())
        facts.isFromList = true
        let decision = decide(facts, kind: .list)
        #expect(decision.outcome == .opened && decision.isQuiet)
        facts.person = nil
        #expect(decide(facts, kind: .list).action == .hold(.list))
        facts.person = try sampleContact(state: .deactivated)
        let deactivated = decide(facts, kind: .list)
        #expect(deactivated.action == .hold(.list) && deactivated.answer == nil)
    }

    @Test("the same message again, and our own mail, are only recorded")
    func again() throws {
        var facts = try sampleFacts(try sampleContact())
        facts.earlier = EarlierTaking(
            received: decisionTime, outcome: .opened, caseNumber: CaseNumber(1_000_001), reasons: [], contentKey: "k")
        #expect(decide(facts).action == .record(.duplicate))
        facts.isOwn = true
        #expect(decide(facts).action == .record(.own) && decide(facts).alert != nil)
    }

    @Test("a test of the way out and back is only recorded, whatever else is said of it")
    func loopTest() throws {
        var facts = try sampleFacts(try sampleContact())
        facts.isLoopTest = true
        facts.isFromOwnAddress = true
        let decision = decide(facts)
        #expect(decision.action == .record(.loopTest) && decision.outcome == .ignored && decision.reason == "loopTest")
        #expect(decision.alert == nil && decision.answer == nil)
    }

    @Test("what came to the address to which mail returns counts as a bounce, whatever it looks like")
    func returned() throws {
        var facts = try sampleFacts(try sampleContact())
        facts.returned = ReturnedMail(id: ID(1), person: ID(10), caseNumber: nil)
        #expect(decide(facts).action == .record(.bounce))
        #expect(decide(facts, kind: .autoReply).outcome == .autoReply, "a vacation is no bounce")
    }

    @Test("more servers than any real way has, and our own address, are held with an alert")
    func suspects() throws {
        var facts = try sampleFacts(try sampleContact())
        facts.hops = 101
        #expect(decide(facts).action == .hold(.hopCount) && decide(facts).alert != nil)
        facts.hops = 100
        #expect(decide(facts).outcome == .opened)
        facts.isFromOwnAddress = true
        #expect(decide(facts).action == .hold(.ownAddress) && decide(facts).alert != nil)
    }

    @Test("floods are held: cases of a contact, messages of a sender on a case, echoes of our mail")
    func floods() throws {
        let ann = try sampleContact()
        var facts = try sampleFacts(ann)
        facts.counts.newCases = 30
        #expect(decide(facts).action == .hold(.rate))
        #expect(decide(facts.answering(sampleCase())).outcome == .posted)
        facts.counts.postsOnCase = 10
        #expect(decide(facts.answering(sampleCase())).action == .hold(.loop))
        facts = try sampleFacts(ann)
        facts.counts.isEcho = true
        #expect(decide(facts).action == .hold(.loop) && decide(facts).alert != nil)
        facts.rules.limits.casesPerContactPerHour = 0
        facts.counts = InboundCounts()
        facts.counts.newCases = 10_000
        #expect(decide(facts).outcome == .opened, "0 is no limit")
    }

    @Test("acknowledgements end at their limit, and quiet mail gets none")
    func acknowledgements() throws {
        var facts = try sampleFacts(try sampleContact())
        #expect(decide(facts, quiet: "List-Unsubscribe").isQuiet)
        facts.counts.acknowledgements = 20
        #expect(decide(facts).isQuiet && decide(facts).outcome == .opened)
        facts.counts.acknowledgements = 0
        facts.counts.acknowledgementsToday = 100
        #expect(decide(facts).isQuiet)
    }

    @Test(
        "an echo answers each of five mails in a row within a minute",
        arguments: [
            ([0, 100, 200, 300, 400], [5, 105, 205, 305, 405], true),
            ([0, 100, 200, 300, 400], [60, 160, 260, 360, 460], true),
            ([0, 100, 200, 300, 400], [5, 105, 205, 305, 461], false),
            ([0, 100, 200, 300, 400], [5, 105, 205, 305], false),
            ([0, 100, 200, 300], [5, 105, 205, 305], false),
            ([0, 1, 2, 3, 4], [30], false), ([0, 0, 0, 0, 0], [0, 0, 0, 0, 0], true), ([], [1, 2, 3], false),
            ([-500, 0, 100, 200, 300, 400], [5, 105, 205, 305, 405], true),
        ] as [([Double], [Double], Bool)])
    func echo(_ sent: [Double], _ received: [Double], _ isEcho: Bool) {
        let dates = { (times: [Double]) in times.map { decisionTime.addingTimeInterval($0) } }
        #expect(EchoDetector.isEcho(sent: dates(sent), received: dates(received)) == isEcho)
    }

    @Test(
        "numbers in subjects",
        arguments: [
            ("Re: [#1000001] Grades", 1_000_001), ("[#12][#13]", 12), ("[1000001]", nil), ("[#]", nil), ("[#12", nil),
            ("[#12x]", nil), ("[[#7]]", 7), ("[#99999999999999999999]", nil), ("[ #12]", nil), ("", nil),
        ] as [(String, Int64?)])
    func tags(_ subject: String, _ number: Int64?) {
        #expect(CaseNumber.tagged(in: subject)?.rawValue == number)
    }
}

@Suite("Messages that were let in")
struct ReleaseDecisionTests {
    @Test("a confirmed message is decided about like a proven one, rights included")
    func confirmed() throws {
        var facts = try sampleFacts(try sampleContact(), .confirmed)
        facts.release = Release(.challenge(ID(1)))
        #expect(decide(facts).outcome == .opened)
        facts.person = try sampleContact(.readOnly)
        #expect(decide(facts).action == .hold(.readOnly) && decide(facts).answer == nil)
        facts.person = try sampleContact(state: .deactivated)
        #expect(decide(facts).action == .hold(.deactivated))
    }

    @Test("the desk passes over doubts and limits, not over a deactivated author")
    func desk() throws {
        var facts = try sampleFacts(try sampleContact(.readOnly), .contradicted)
        facts.release = Release(.desk("operator"))
        facts.counts.newCases = 1_000
        facts.hops = 1_000
        #expect(decide(facts, kind: .list).outcome == .opened)
        facts.person = try sampleContact(state: .deactivated)
        #expect(decide(facts).action == .hold(.deactivated))
    }

    @Test("a stranger comes in on an exception only, and may then write to that case alone")
    func exception() throws {
        var facts = try sampleFacts(nil)
        facts.release = Release(.desk("operator"))
        #expect(decide(facts).action == .hold(.stranger))
        facts.release = Release(.desk("operator"), exceptionAccount: "Lakeside")
        let address = try sampleAddress("ann@lakeside.example")
        #expect(decide(facts).action == .admit(address, account: "Lakeside"))
        let guest = Person(id: ID(30), kind: .guest, address: address)
        var later = try sampleFacts(guest)
        #expect(decide(later).action == .hold(.stranger))
        var exception = sampleCase()
        (exception.isException, exception.contact) = (true, guest.id)
        later = later.answering(exception, recipient: 30)
        #expect(decide(later).outcome == .posted)
        later.supportCase?.isException = false
        #expect(decide(later).action == .hold(.stranger), "the case was given to a contact")
    }

    @Test("the desk may say for which case a message is")
    func chosenCase() throws {
        let ann = try sampleContact()
        var facts = try sampleFacts(ann, .none)
        facts.release = Release(.desk("operator"), caseNumber: CaseNumber(1_000_001))
        facts.taggedCase = sampleCase()
        #expect(decide(facts).action == .post(to: CaseNumber(1_000_001), author: ann))
    }
}
