import Core
import Foundation
import Testing

@Suite("Names in the order of their time")
struct TimeOrderedNameTests {
    @Test(
        "begin with the milliseconds since 1970, and are UUIDs of version 7",
        arguments: [
            // The example of RFC 9562, appendix A.6.
            (1_645_557_742.0, "017f22e2-79b0-7"), (0, "00000000-0000-7"), (-1, "00000000-0000-7"),
            (0.001, "00000000-0001-7"),
            (1e300, "ffffffff-ffff-7"),
        ])
    func form(_ seconds: TimeInterval, _ beginning: String) throws {
        let name = "\(TimeOrderedName(at: Date(timeIntervalSince1970: seconds)))"
        #expect(name.hasPrefix(beginning))
        #expect(name.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    }

    @Test("sort by their time, and no two are the same")
    func order() {
        let times = (0..<1_000).map { Date(timeIntervalSince1970: 1_800_000_000 + Double($0 / 2) / 1_000) }
        let names = times.map { "\(TimeOrderedName(at: $0))" }
        #expect(Set(names).count == names.count)
        // Two of each millisecond, which may stand either way round.
        for place in names.indices.dropFirst(2) { #expect(names[place - 2] < names[place]) }
    }
}
