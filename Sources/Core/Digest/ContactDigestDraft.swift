internal import FoundationEssentials

/// Decides what the digest of a contact says: the cases that wait for them, and those on which something happened.
public struct ContactDigestDraft: Sendable {
    /// So many posts of one case at most stand in a digest; all are on the case.
    static var mostPosts: Int { 3 }

    /// What stands in a section before its cases are looked up.
    public struct Line: Sendable, Equatable {
        /// The case.
        public var number: CaseNumber
        /// Why it stands there.
        public var why: String
        /// What others wrote on it, newest first.
        public var posts: [NewsDigest.Post]
    }

    /// The sections that have something in them.
    public private(set) var sections: [(topic: NewsDigest.Topic, lines: [Line], count: Int)] = []

    /// A draft of what there is to say to `reader`.
    ///
    /// Nothing where nothing happened: that a case waits for them they were told at once, and are reminded of by itself.
    public init(_ material: ContactDigestMaterial, isFor reader: Person, calendar: DigestCalendar) {
        let news = DigestDraft.unseen(material.news, by: reader.id)
        let phrases = DigestPhrase.ofCases(news, for: reader.address, calendar: calendar)
        let changed = DigestDraft.numbers(news).filter { phrases[$0] != nil }
        guard !changed.isEmpty else { return }
        let posts = Dictionary(grouping: news.filter { $0.entry.kind == .post }, by: \.number).mapValues {
            $0.reversed().prefix(Self.mostPosts).map { Self.post($0, calendar) }
        }
        let waiting = material.waiting.map { item in
            Line(
                number: item.number, why: "Waits for your answer since \(calendar.text(of: item.since))",
                posts: posts[item.number] ?? [])
        }
        let waitingNumbers = Set(waiting.map(\.number))
        let others = changed.filter { !waitingNumbers.contains($0) }.map { number in
            Line(number: number, why: phrases[number] ?? "", posts: posts[number] ?? [])
        }
        for (topic, lines) in [(NewsDigest.Topic.waiting, waiting), (.news, others)] where !lines.isEmpty {
            sections.append((topic, Array(lines.prefix(DigestDraft.longestSection)), lines.count))
        }
    }

    private static func post(_ news: DigestMaterial.News, _ calendar: DigestCalendar) -> NewsDigest.Post {
        NewsDigest.Post(
            authorName: news.author ?? "Support", isAdvisor: news.isByAdvisor, at: calendar.text(of: news.entry.at),
            text: news.entry.text)
    }
}
