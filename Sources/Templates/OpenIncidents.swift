public import Core

/// The incidents that an acknowledgement carries: perhaps one of them is why its reader wrote.
public struct OpenIncidents: Sendable, Equatable {
    /// One of them.
    public struct Item: Sendable, Equatable {
        /// Its title.
        public var title: String
        /// Since when, for people to read.
        public var since: String
        /// When something was last said about it.
        public var updatedAt: String
        /// What; may be empty.
        public var text: String
    }

    /// A mail shows so many.
    static let most = 3

    /// The first few.
    public var items: [Item] = []
    /// How many more there are.
    public var others = 0
    /// The page of all notices; empty for a desk without pages.
    public var link = ""

    /// None.
    public init() {}

    /// Incidents as they were when a mail was decided upon.
    public init(_ notices: [Notice], clock: NoticeClock, link: String) {
        items = notices.prefix(Self.most).map { notice in
            let newest = notice.newestWords
            return Item(
                title: notice.title, since: clock.zonedText(of: notice.period.begins),
                updatedAt: newest.map { clock.zonedText(of: $0.at) } ?? "", text: newest?.text ?? "")
        }
        others = notices.count - items.count
        self.link = link
    }

    /// The variables of a mail that carries them, for a type that has them there.
    static func variables<Mail>(_ incidents: @escaping @Sendable (Mail) -> OpenIncidents)
        -> TemplateVariables<Mail>
    {
        [
            "hasIncidents": .flag { !incidents($0).items.isEmpty },
            "incidents": .list { incidents($0).items },
            "otherIncidents": .count { incidents($0).others },
            "noticesLink": .line({ incidents($0).link }, limit: 2_000),
        ]
    }
}

extension OpenIncidents.Item: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "title": .line(\.title),
        "since": .line(\.since),
        "updatedAt": .line(\.updatedAt),
        "text": .text(\.text.beginning),
        "paragraphs": .list { TextParagraph.all(in: $0.text.beginning) },
    ]
}

extension OpenIncidents {
    /// Made-up values that fill every part.
    static var sample: OpenIncidents {
        var incidents = OpenIncidents()
        incidents.items = [
            Item(
                title: "Grades can't be saved", since: "Fri 20 Nov 2026, 07:40 America/Chicago",
                updatedAt: "Fri 20 Nov 2026, 07:55 America/Chicago",
                text: "A disk of the grade book's server is full.\nWe make room.")
        ]
        (incidents.others, incidents.link) = (1, "https://support.example.org/notices")
        return incidents
    }
}
