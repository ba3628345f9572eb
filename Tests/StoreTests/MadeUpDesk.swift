import Core
import Foundation
import Store
import Testing

/// Numbers that look like chance and are the same each time.
struct Dice {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    /// Once in so many times what `value` says.
    mutating func once<Value>(in times: Int, _ values: [Value]) -> Value? {
        let value = pick(values)
        return below(times) == 0 ? value : nil
    }
}

/// Cases of all kinds, in a database and in memory, where a filter is read as it is explained.
struct MadeUpDesk {
    private static let words = [
        "grade", "book", "bus", "route", "M\u{FC}ller", "GRADES", "100%", "a_b", "wo", "word7", "x!y",
        "Attendance", "attendances", "semi-attendance",
    ]
    private static let accounts = ["Lake", "Bay", "Alp"]
    private static let contacts = ["z@lake.example", "b@bay.example", "m@alp.example"]
    private static let advisors = ["kim@desk.example", "abe@desk.example"]
    private static let statuses: [CaseStatus] = [.new, .assigned, .closed, .scheduled]

    /// A case with the texts that are searched.
    struct MadeUpCase {
        var supportCase: SupportCase
        var account: String
        var contact: String
        var assignee: String?
        var texts: [String]
    }

    private(set) var all: [MadeUpCase] = []

    init(cases: Int, of words: [String] = words, in database: DeskDatabase) async throws {
        let addresses = try (Self.contacts + Self.advisors).map { try #require(EmailAddress($0)) }
        let rows = zip(Self.accounts, addresses).map {
            ContactRow(account: $0, address: $1, role: .authorizedSupport, isDefaultAccount: true)
        }
        let advisors = addresses.dropFirst(3).map {
            AdvisorRow(address: $0, firstName: "A", lastName: "B", teams: ["T1"], digest: "off", timeZone: "UTC")
        }
        all = try await database.write { transaction in
            _ = try transaction.importContacts(rows, replace: false)
            _ = try transaction.importAdvisors(advisors, replace: false)
            let people = try addresses.map { try #require(try transaction.person(at: $0)) }
            let accounts = try people.prefix(3).map { try #require($0.defaultMembership).account.id }
            var dice = Dice(state: 5)
            return try (0..<cases).map { _ in
                let made = Self.made(
                    try transaction.nextCaseNumber(), people.map(\.id), accounts, words, &dice)
                try transaction.insert(made.supportCase)
                for text in made.texts.dropFirst() {
                    let post = FeedEntry(.post, at: noon, author: people[0].id, channel: .email, text: text)
                    _ = try transaction.append(post, to: made.supportCase.number, attachments: [])
                }
                return made
            }
        }
    }

    private static func made(
        _ number: CaseNumber, _ people: [ID<Person>], _ accounts: [ID<Account>], _ words: [String], _ dice: inout Dice
    ) -> MadeUpCase {
        let (account, contact, advisor) = (dice.below(3), dice.below(3), dice.below(3))
        let texts = (0...dice.below(4)).map { _ in
            (0...dice.below(4)).map { _ in dice.pick(words) }.joined(separator: " ")
        }
        var supportCase = SupportCase(
            number: number, account: accounts[account], contact: people[contact], subject: texts[0],
            type: dice.pick(["A", "B"]), priority: dice.pick(["High", "Low"]), status: dice.pick(statuses),
            team: dice.pick(["T1", "T2"]), assignee: advisor < 2 ? people[3 + advisor] : nil, channel: .email,
            mailbox: "support", created: noon + Double(dice.below(40)), lastModified: noon + Double(dice.below(60)))
        supportCase.fields = dice.pick([[:], ["Module": "M1"], ["Module": "M2"]])
        supportCase.dueDate = dice.pick([nil, CivilDate("2026-01-01"), CivilDate("2026-02-01")])
        supportCase.issue = dice.pick([nil, "D-1", "d-1", "D-2"])
        return MadeUpCase(
            supportCase: supportCase, account: Self.accounts[account], contact: contacts[contact],
            assignee: advisor < 2 ? advisors[advisor] : nil, texts: texts)
    }

    /// Any filter.
    func filter(_ dice: inout Dice) -> CaseFilter {
        var filter = CaseFilter()
        (filter.order, filter.isReversed) = (dice.pick(CaseFilter.Order.allCases), dice.pick([true, false]))
        filter.statuses = dice.once(in: 3, [[.new], [.new, .closed], [.new, .assigned, .scheduled]]) ?? []
        filter.priority = dice.once(in: 5, ["High", "Low"])
        filter.type = dice.once(in: 5, ["A", "B"])
        filter.module = dice.once(in: 5, ["M1", "M2", "M9"])
        filter.team = dice.once(in: 5, ["T1", "T2"])
        filter.account = dice.once(in: 5, Self.accounts + ["Nowhere"])
        filter.contact = dice.once(in: 5, Self.contacts).flatMap { EmailAddress($0) }
        filter.assignee = dice.once(in: 5, Self.advisors).flatMap { EmailAddress($0) }
        filter.isUnassigned = dice.once(in: 10, [true]) ?? false
        filter.issue = dice.once(in: 10, ["d-1", "D-2", "D-9"])
        filter.modifiedSince = dice.once(in: 5, [noon, noon + 20, noon + 50])
        filter.modifiedBefore = dice.once(in: 5, [noon + 10, noon + 40])
        filter.words = dice.once(
            in: 3,
            [
                "gr", "book bus", "mull", "100", "a_b", "wo", "x!y", "zzz", "m\u{FC}ller route", "b", "attendance",
                "Attendan", "ATTENDANCES", "semi-attendance", "attendance wo", "attendancex",
            ])
        filter.subject = (0..<dice.pick([0, 0, 0, 1, 2])).map { _ in Self.condition(&dice) }
        return filter
    }

    private static func condition(_ dice: inout Dice) -> CaseFilter.SubjectCondition {
        let text = dice.pick([
            "grade", "GR", "%", "100%", "a_b", "ook", "m\u{FC}ller", "M\u{DC}ller", "x!y", "zzz", "grade book", "\"",
        ])
        return dice.pick([
            .equals(text), .isNot(text), .startsWith(text), .endsWith(text), .contains(text), .lacks(text),
        ])
    }

    /// The cases of a filter in its order, found by reading all of them.
    func cases(_ filter: CaseFilter) -> [MadeUpCase] {
        let isDescending = [.number, .modified, .created].contains(filter.order) != filter.isReversed
        return all.filter { $0.passes(filter) }
            .sorted { isDescending ? $1.comes(before: $0, by: filter.order) : $0.comes(before: $1, by: filter.order) }
    }
}

extension MadeUpDesk.MadeUpCase {
    fileprivate func passes(_ filter: CaseFilter) -> Bool {
        let same: [(String?, String?)] = [
            (filter.priority, supportCase.priority), (filter.type, supportCase.type), (filter.team, supportCase.team),
            (filter.module, supportCase.module), (filter.account, account),
            (filter.contact?.description, contact), (filter.assignee?.description, assignee),
            (filter.issue?.lowercased(), supportCase.issue?.lowercased()),
        ]
        return same.allSatisfy { $0 == nil || $0 == $1 }
            && (filter.statuses.isEmpty || filter.statuses.contains(supportCase.status))
            && (!filter.isUnassigned || assignee == nil)
            && supportCase.lastModified >= filter.modifiedSince ?? .distantPast
            && supportCase.lastModified < filter.modifiedBefore ?? .distantFuture
            && filter.subject.allSatisfy { Self.meets(supportCase.subject, $0) }
            && (filter.words.map { words in texts.contains { Self.has($0, words) } } ?? true)
    }

    private static func meets(_ subject: String, _ condition: CaseFilter.SubjectCondition) -> Bool {
        let subject = folded(subject)
        return switch condition {
        case .equals(let text): subject == folded(text)
        case .isNot(let text): subject != folded(text)
        case .startsWith(let text): subject.hasPrefix(folded(text))
        case .endsWith(let text): subject.hasSuffix(folded(text))
        case .contains(let text): subject.contains(folded(text))
        case .lacks(let text): !subject.contains(folded(text))
        }
    }

    /// Only the letters of ASCII have no case in a subject.
    private static func folded(_ text: String) -> String {
        String(text.map { $0.isASCII ? Character($0.lowercased()) : $0 })
    }

    private static func has(_ text: String, _ words: String) -> Bool {
        let tokens = tokens(text)
        return words.split(separator: " ").map { Self.tokens(String($0)) }.allSatisfy { word in
            tokens.indices.contains { start in
                let part = tokens[start...].prefix(word.count)
                return part.count == word.count && part.dropLast().elementsEqual(word.dropLast())
                    && part.last?.hasPrefix(word.last ?? "") ?? false
            }
        }
    }

    private static func tokens(_ text: String) -> [String] {
        text.lowercased().replacing("\u{FC}", with: "u").split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    fileprivate func comes(before other: Self, by order: CaseFilter.Order) -> Bool {
        let (one, two) = (place(order), other.place(order))
        return one == two
            ? supportCase.number.rawValue < other.supportCase.number.rawValue : one.lexicographicallyPrecedes(two)
    }

    /// A text that sorts as the column does: by octets, and nothing before all else.
    private func place(_ order: CaseFilter.Order) -> [UInt8] {
        let text: String? =
            switch order {
            case .number: ""
            case .modified: String(Int(supportCase.lastModified.timeIntervalSince1970))
            case .created: String(Int(supportCase.created.timeIntervalSince1970))
            case .subject: Self.folded(supportCase.subject)
            case .status: supportCase.status.rawValue
            case .priority: supportCase.priority
            case .type: supportCase.type
            case .module: supportCase.module
            case .team: supportCase.team
            case .account: account
            case .contact: contact
            case .assignee: assignee
            case .due: supportCase.dueDate?.description ?? "9999"
            }
        return Array((text ?? "").utf8)
    }
}
