internal import Core
internal import GRDB

/// How much a list may read before it goes about it another way.
public struct CaseEffort: Sendable {
    /// So many cases are read and sorted, or counted; of more, only those of the page are read.
    public var reach = 2_000
    /// So many open cases are read and sorted: an index has all that is asked of them.
    public var openReach = 50_000
    /// Whether words are looked for in each case by itself; if not said, where that is cheaper.
    public var seeksWords: Bool?

    /// What keeps lists quick among a million cases.
    public init() {}
}

/// Finds a page of cases in one of two ways, which find the same.
///
/// If one of the conditions is met by few cases, those are read, tested for the others, and sorted. Otherwise cases are
/// walked in the order that is wanted until the page is full, which is soon: each condition is met by many.
struct CaseFinder {
    let transaction: StoreTransaction
    let query: CaseQuery
    let effort: CaseEffort
    let limit: Int
    let offset: Int

    private typealias Narrowest = (position: Int, source: CaseSource, size: Int)

    func page() throws -> Page<CaseNumber> {
        let narrowest = try narrowest()
        if narrowest?.size == 0 { return Page(items: [], total: 0) }
        if let narrowest, narrowest.size <= effort.reach {
            return try sorted(narrowest.source, tests(but: narrowest.position, cases: narrowest.size))
        }
        if query.isOpenOnly, !query.conditions.contains(where: { $0.words != nil }),
            try count(CaseOrder.openCases.size(upTo: effort.openReach + 1)) <= effort.openReach
        {
            return try sorted(CaseOrder.openCases, tests())
        }
        return try walked(narrowest)
    }

    /// The condition that the fewest cases meet, as far as counting goes; mere candidates are not counted if few were found.
    private func narrowest() throws -> Narrowest? {
        var best: Narrowest?
        for (position, condition) in query.conditions.enumerated() {
            let isFound = (best?.size ?? Int.max) <= effort.reach
            guard let source = condition.source, !isFound || condition.test != nil else { continue }
            let size = try count(source.size(upTo: effort.reach + 1))
            if size < best?.size ?? Int.max { best = (position, source, size) }
            if size <= effort.reach / 10 { break }
        }
        return best
    }

    /// The tests of all conditions but one; `cases` says of how many cases words will be asked.
    private func tests(but position: Int? = nil, cases: Int? = nil) throws -> [SQLFragment] {
        try query.conditions.enumerated().filter { $0.offset != position }.compactMap { _, condition in
            guard let words = condition.words, let cases, try isSought(words, in: cases) else { return condition.test }
            return words.sought(listedFrom: Int64(try count(Self.newest) - effort.reach))
        }
    }

    private func sorted(_ source: CaseSource, _ tests: [SQLFragment]) throws -> Page<CaseNumber> {
        let cases = source.passing(tests)
        let page = try rows(
            cases.within("SELECT number, count(*) OVER () FROM ", " \(query.order.clause)")
                + SQLFragment("LIMIT ? OFFSET ?", [limit, offset]))
        let total: Int
        switch page.first {
        case let first?: total = first[1]
        case nil: total = offset == 0 ? 0 : try count(cases.within("SELECT count(*) FROM ", ""))
        }
        return Page(items: page.map { CaseNumber($0[0]) }, total: total)
    }

    private func walked(_ narrowest: Narrowest?) throws -> Page<CaseNumber> {
        let tests = try tests(cases: try casesWalked())
        let numbers = try rows(query.order.walk(tests, limit: limit, offset: offset)).map { CaseNumber($0[0]) }
        if numbers.count < limit, !numbers.isEmpty || offset == 0 {
            return Page(items: numbers, total: offset + numbers.count)
        }
        if query.conditions.isEmpty {
            return Page(items: numbers, total: try count(SQLFragment("SELECT count(*) FROM support_case")))
        }
        let seen = numbers.isEmpty ? 0 : offset + numbers.count
        return Page(items: numbers, total: max(seen, try countOfFirst(narrowest)), isTotalExact: false)
    }

    /// How many of the first cases of one condition meet the others as well: there are at least so many.
    private func countOfFirst(_ narrowest: Narrowest?) throws -> Int {
        let words = query.conditions.enumerated().first { $0.element.words != nil }
        let source = words?.element.source ?? narrowest?.source ?? .everything
        let tests = try tests(but: words?.offset ?? narrowest?.position)
        return try count(source.passing(tests, ofFirst: effort.reach))
    }

    private func rows(_ query: SQLFragment) throws -> [Row] { try transaction.rows(query.sql, query.arguments) }

    private func count(_ query: SQLFragment) throws -> Int {
        try rows(query).first.flatMap { $0[0] as Int? } ?? 0
    }
}

/// Whether words are listed once or looked for in each case, by what either costs.
extension CaseFinder {
    /// About how many cases have to be asked for the words until the page is full; `nil` for all or if there are none.
    private func casesWalked() throws -> Int? {
        guard let words = query.conditions.lazy.compactMap(\.words).first, let share = try share(of: words) else {
            return nil
        }
        let end = Double(limit) + Double(offset)
        return Int(min(end / share, 1e15))
    }

    private func isSought(_ words: CaseSearch, in cases: Int) throws -> Bool {
        if let wanted = effort.seeksWords { return wanted }
        guard words.isSeekable, let share = try share(of: words) else { return false }
        let all = try count(Self.newest) - count(Self.oldest) + 1
        return Double(cases) * Self.costOfSeek < share * Double(all) * Self.costOfListing
    }

    /// Which share of the cases has the words, judged by the latest; `nil` if fewer than are read at once.
    private func share(of words: CaseSearch) throws -> Double? {
        guard case .list(let list) = words.source else { return nil }
        let next = SQLFragment("LIMIT 1 OFFSET ?", [effort.reach])
        guard let last = try rows(list + next).first else { return nil }
        return Double(effort.reach) / Double(max(1, try count(Self.newest) - last[0]))
    }

    /// One at a time, each is read from an end of the index; both at once, all of it.
    private static let newest = SQLFragment("SELECT max(number) FROM support_case")
    private static let oldest = SQLFragment("SELECT min(number) FROM support_case")

    /// In microseconds, as measured among a million cases; they decide about time only.
    private static let costOfSeek = 80.0
    private static let costOfListing = 0.6
}
