/// What became of a case, and what is to be written down and told.
public struct CaseChange: Sendable, Equatable {
    /// One line of the feed, and what the people on the case are told of it.
    public struct Line: Sendable, Equatable {
        /// What the feed says.
        public var entry: FeedEntry
        /// What is told; `nil` where nobody is.
        public var news: DeskEvent.Kind?

        /// A line from its parts.
        public init(_ entry: FeedEntry, news: DeskEvent.Kind? = nil) {
            self.entry = entry
            self.news = news
        }
    }

    /// The case as it is now.
    public var supportCase: SupportCase
    /// What its feed says about it, oldest first.
    public var lines: [Line]

    /// A change from its parts.
    public init(supportCase: SupportCase, lines: [Line] = []) {
        self.supportCase = supportCase
        self.lines = lines
    }
}
