internal import Core

/// Made-up words, as frequent as words are: the nth a tenth as often as the n/10th.
struct Vocabulary: Sendable {
    static let count = 4_096
    private let words: [String]

    init() {
        let syllables = "bcdfghjklmnprstvwxyz".flatMap { consonant in "aeiou".map { "\(consonant)\($0)" } }
        words = (0..<Self.count).map { number in
            let second = syllables[number / syllables.count]
            return "\(syllables[number % syllables.count])\(second)\(number % 3 == 0 ? "ning" : "t")"
        }
    }

    /// So many words.
    func text(_ count: Int, _ chance: inout Chance) -> String {
        var text = ""
        for place in 0..<count {
            if place > 0 { text += " " }
            text += words[chance.rank(below: Self.count)]
        }
        return text
    }
}

/// The same numbers for the same seed, each time (SplitMix64).
struct Chance: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x2545_F491_4F6C_DD1D }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A rank below `limit`, a power of two; the nth about as likely as 1/n.
    mutating func rank(below limit: Int) -> Int {
        // From 1 to 2, from 2 to 4, from 4 to 8: each is as likely as the next.
        let base = UInt64(1) << (next() % UInt64(limit.trailingZeroBitCount))
        return Int(base + next() % base) - 1
    }
}

/// As much of the rules of a desk as its cases need; the names are those of the preset infinite-campus.
enum ScalePreset {
    static let types = ["Ask a Question", "Application Issue", "Request Training"]
    static let priorities = ["High", "Medium", "Low"]

    static var preset: Preset {
        Preset(
            name: "infinite-campus", teams: ["Campus Support", "Training"],
            caseTypes: [
                Preset.CaseType(name: types[0], team: "Campus Support"),
                Preset.CaseType(name: types[1], team: "Campus Support"),
                Preset.CaseType(name: types[2], team: "Training"),
            ],
            defaultType: types[0],
            priorities: [
                Preset.Priority(name: "High", firstResponse: Preset.ResponseTarget(4, .businessHours)),
                Preset.Priority(name: "Medium", firstResponse: Preset.ResponseTarget(1, .businessDays)),
                Preset.Priority(name: "Low", firstResponse: Preset.ResponseTarget(2, .businessDays)),
            ],
            defaultPriority: "Medium",
            calendar: Preset.BusinessCalendar(
                timeZone: "America/Chicago", days: [.monday, .tuesday, .wednesday, .thursday, .friday], opens: 360,
                closes: 1_080, holidays: [], observance: .none),
            followUp: Preset.FollowUp(reminderDays: [3, 6, 9], closingDay: 10))
    }
}
