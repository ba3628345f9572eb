import Core
import Testing

@Suite("The tally of messages")
struct MessageTallyTests {
    @Test("counts each line once, whether it is read while earlier ones are unfinished or later")
    func once() {
        var tally = MessageTally(after: 10)
        tally.add(.init(settled: 12, counts: [.init(.opened, "x"): 2], later: [.init(.held, "x"): 3]), readAfter: 10)
        #expect(tally.counts == [.init(.opened, "x"): 2, .init(.held, "x"): 3] && tally.settled == 12)
        tally.add(.init(settled: 16, counts: [.init(.held, "x"): 3, .init(.posted, "x"): 1]), readAfter: 12)
        #expect(tally.counts == [.init(.opened, "x"): 2, .init(.held, "x"): 3, .init(.posted, "x"): 1])
    }

    @Test("never goes down: what was counted as held stays so when it is let in")
    func monotonous() {
        var tally = MessageTally(after: 0)
        tally.add(.init(settled: 0, later: [.init(.held, "x"): 2]), readAfter: 0)
        tally.add(.init(settled: 3, counts: [.init(.held, "x"): 1, .init(.opened, "x"): 2]), readAfter: 0)
        #expect(tally.counts == [.init(.held, "x"): 2, .init(.opened, "x"): 2])
    }

    @Test("a reading that another one overtook is not counted twice")
    func overtaken() {
        var tally = MessageTally(after: 0)
        let reading = MessageTally.Reading(settled: 5, counts: [.init(.opened, "x"): 5])
        tally.add(reading, readAfter: 0)
        tally.add(reading, readAfter: 0)
        #expect(tally.counts == [.init(.opened, "x"): 5])
    }
}
