import Core
import FoundationEssentials
import Testing

private func opening(_ author: Person, continuing: CaseNumber? = nil) -> InboundDecision.Action {
    .open(InboundDecision.Opening(author: author, account: lakeside, continuing: continuing))
}

@Suite("The decision about a message")
struct InboundDecisionTests {
    @Test("a verified contact's mail opens a case for their account, and says every step that led there")
    func opens() throws {
        let author = try sampleContact()
        let decision = decide(try sampleFacts(author))
        #expect(decision.action == opening(author))
        #expect(decision.reasons.count == 6 && decision.reasons.allSatisfy { $0.hasSuffix(".") || $0 == "r" })
    }

    @Test(
        "nobody gets in on a From line alone, nor on a token alone: the contact is asked",
        arguments: [
            (SenderVerification.Assurance.none, InboundDecision.HoldReason.unverified), (.contradicted, .contradicted),
        ], [true, false])
    func unverified(
        _ case: (SenderVerification.Assurance, InboundDecision.HoldReason), _ hasToken: Bool
    ) throws {
        let ann = try sampleContact()
        let facts = try sampleFacts(ann, `case`.0)
        let decision = decide(hasToken ? facts.answering(sampleCase()) : facts)
        #expect(decision.action == .hold(`case`.1))
        #expect(decision.answer == .challenge(ann, joining: nil))
    }

    @Test(
        "what becomes of a known and unproven author is a setting",
        arguments: [
            (InboundRules.OnUnverified.hold, "unverified"), (.reject, "unverified"), (.confirm, "unverified"),
            (.trust, "newCase"),
        ])
    func onUnverified(_ setting: InboundRules.OnUnverified, _ reason: String) throws {
        let decision = decide(try sampleFacts(try sampleContact(), .none, onUnverified: setting))
        #expect(decision.reason == reason)
        #expect((decision.answer != nil) == (setting == .confirm))
    }

    @Test("what speaks against an author is not believed even where everybody is")
    func trustHasLimits() throws {
        let decision = decide(try sampleFacts(try sampleContact(), .contradicted, onUnverified: .trust))
        #expect(decision.action == .hold(.contradicted))
    }

    @Test("somebody who poses as an advisor, against their domain's word, alerts the operator and gets no mail")
    func posing() throws {
        let sam = Person(id: ID(20), kind: .advisor, address: try sampleAddress("sam@example.org"))
        let decision = decide(try sampleFacts(sam, .contradicted))
        #expect(decision.action == .hold(.contradicted) && decision.answer == nil && decision.alert != nil)
        #expect(decide(try sampleFacts(sam, .none)).answer == .challenge(sam, joining: nil))
    }

    @Test("further mail joins a question that is open; nobody is asked more than three times a day")
    func challengeLimits() throws {
        let ann = try sampleContact()
        var facts = try sampleFacts(ann, .none)
        facts.counts.openChallenge = ID(5)
        facts.counts.challengesToday = 3
        #expect(decide(facts).answer == .challenge(ann, joining: ID(5)))
        facts.counts.openChallenge = nil
        #expect(decide(facts).answer == nil)
        facts.counts.challengesToday = 2
        #expect(decide(facts).answer == .challenge(ann, joining: nil))
        facts.counts.challengesThisHour = 100
        #expect(decide(facts).answer == nil && decide(facts).alert != nil)
    }

    @Test("strangers who prove nothing get nothing; those who are proven are told once a day whom to ask")
    func stranger() throws {
        let unproven = decide(try sampleFacts(nil, .none))
        #expect(unproven.action == .hold(.stranger) && unproven.answer == nil)
        var facts = try sampleFacts(nil)
        let address = try sampleAddress("ann@lakeside.example")
        #expect(decide(facts).answer == .redirect(address))
        #expect(decide(facts, quiet: "no-reply").answer == nil)
        #expect(decide(facts.answering(sampleCase())).answer == nil, "a stranger with a token is told nothing")
        facts.counts.refusalsToday = 1
        #expect(decide(facts).answer == nil)
    }

    @Test("a deactivated contact is a stranger")
    func deactivated() throws {
        let decision = decide(try sampleFacts(try sampleContact(state: .deactivated)))
        #expect(decision.action == .hold(.deactivated))
        #expect(decide(try sampleFacts(try sampleContact(state: .deactivated), .none)).answer == nil)
    }

    @Test("a read-only contact may not write, and is told what they may do once a day")
    func readOnly() throws {
        let tom = try sampleContact(.readOnly)
        var facts = try sampleFacts(tom)
        for given in [facts, facts.answering(sampleCase())] {
            #expect(decide(given).action == .hold(.readOnly))
            #expect(decide(given).answer == .readOnly(tom, lakeside))
        }
        facts.counts.refusalsToday = 1
        #expect(decide(facts).answer == nil)
    }

    @Test("a flagged contact is still a contact")
    func flagged() throws {
        let author = try sampleContact(state: .flagged)
        #expect(decide(try sampleFacts(author)).action == opening(author))
    }

    @Test("a reply goes to its case, as far as the author belongs there")
    func reply() throws {
        let author = try sampleContact()
        let facts = try sampleFacts(author).answering(sampleCase(), recipient: 99)
        #expect(decide(facts).action == .post(to: CaseNumber(1_000_001), author: author))
        #expect(decide(facts).reasons.contains { $0.contains("was given to somebody else") })
        #expect(decide(facts).remark != nil)
        #expect(decide(try sampleFacts(author).answering(sampleCase())).remark == nil)
        var other = facts
        other.person = try sampleContact(of: northfield)
        #expect(decide(other).action == .hold(.otherAccount))
        #expect(decide(try sampleFacts(author).answering(nil)).action == .hold(.ambiguousCase), "its case is gone")
    }

    @Test("a token of an earlier epoch is like none")
    func epoch() throws {
        let author = try sampleContact()
        let facts = try sampleFacts(author).answering(sampleCase(epoch: 1), epoch: 0)
        #expect(decide(facts).action == opening(author))
    }

    @Test("a number in the subject hints at a case only to those who are on it")
    func subject() throws {
        let author = try sampleContact()
        var facts = try sampleFacts(author)
        facts.taggedCase = sampleCase()
        #expect(decide(facts).action == opening(author))
        facts.isOnTaggedCase = true
        #expect(decide(facts).action == .post(to: CaseNumber(1_000_001), author: author))
    }

    @Test(
        "a closed case takes replies for 60 days, then a new case continues it",
        arguments: [(59.0, nil), (60.0, nil), (60.1, CaseNumber(1_000_001))] as [(Double, CaseNumber?)])
    func closed(_ days: Double, _ continuing: CaseNumber?) throws {
        let author = try sampleContact()
        let closed = decisionTime.addingTimeInterval(-days * 86_400)
        let facts = try sampleFacts(author).answering(sampleCase(closed: closed))
        let expected =
            continuing.map { opening(author, continuing: $0) } ?? .post(to: CaseNumber(1_000_001), author: author)
        #expect(decide(facts).action == expected)
    }

    @Test("mail that is nothing but commands and about no case is answered, and opens none; also a read-only contact's")
    func onlyCommands() throws {
        let help = [MailCommand(name: "help")]
        for role in [ContactRole.authorizedSupport, .readOnly] {
            let author = try sampleContact(role)
            let decision = decide(try sampleFacts(author), commands: help)
            #expect(decision.action == .answer(author, lakeside) && !decision.isQuiet)
            #expect(decision.outcome == .command)
        }
        let sam = Person(id: ID(20), kind: .advisor, address: try sampleAddress("sam@example.org"))
        #expect(decide(try sampleFacts(sam), commands: help).action == .answer(sam, nil))
        let author = try sampleContact()
        #expect(
            decide(try sampleFacts(author), commands: help, replyText: "It crashes.").action == opening(author),
            "it says something besides")
        #expect(
            decide(try sampleFacts(author), commands: [MailCommand(name: "winning")]).action == opening(author),
            "a word with a number sign is no command")
        #expect(decide(try sampleFacts(author, .none), commands: help).action == .hold(.unverified))
        #expect(decide(try sampleFacts(author), quiet: "no-reply", commands: help).isQuiet, "nobody answers a robot")
        var flooded = try sampleFacts(author)
        (flooded.counts.acknowledgements, flooded.counts.acknowledgementsToday) = (20, 20)
        #expect(decide(flooded, commands: help).isQuiet)
    }

    @Test("an advisor answers a case, and opens none by mail")
    func advisor() throws {
        let sam = Person(id: ID(20), kind: .advisor, address: try sampleAddress("sam@example.org"))
        let facts = try sampleFacts(sam)
        #expect(decide(facts).action == .hold(.noCase))
        #expect(
            decide(facts.answering(sampleCase(), recipient: 20)).action == .post(to: CaseNumber(1_000_001), author: sam)
        )
    }

    @Test("the account is that which the message names, else the default; only such as may write to the mailbox")
    func accounts() throws {
        var author = try sampleContact()
        author.memberships.append(Person.Membership(account: northfield, role: .authorizedSupport, isDefault: false))
        var facts = try sampleFacts(author)
        func account(_ fields: [String: String]) -> String? {
            guard case .open(let opening) = decide(facts, fields: fields).action else { return nil }
            return opening.account.name
        }
        #expect(account([:]) == "Lakeside")
        #expect(account(["Account": "northfield"]) == "Northfield")
        #expect(account(["Account": "Elsewhere"]) == "Lakeside")
        facts.rules.accounts = ["Northfield"]
        #expect(account([:]) == "Northfield")
        facts.rules.accounts = ["Elsewhere"]
        #expect(decide(facts).action == .hold(.otherAccount))
    }

    @Test("a case may be opened on behalf of a colleague")
    func onBehalf() throws {
        let author = try sampleContact()
        var facts = try sampleFacts(author)
        let raj = Person(
            id: ID(11), kind: .contact, address: try sampleAddress("raj@lakeside.example"), firstName: "Raj")
        facts.onBehalfOf = raj
        #expect(
            decide(facts).action == .open(InboundDecision.Opening(author: author, contact: raj, account: lakeside)))
    }
}
