/// A page that says the same to everybody.
public struct FixedPage: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String
    /// The path of the stylesheet, which pages are not to make up themselves.
    ///
    /// Empty where a page brings its style with it.
    public var stylesheet: String
    /// Where the banner of the moment is; without it there is none.
    public var banners: (any BannerSource)?

    /// A page of that desk.
    public init(siteName: String, stylesheet: String, banners: (any BannerSource)? = nil) {
        self.siteName = siteName
        self.stylesheet = stylesheet
        self.banners = banners
    }

    /// Whether they say the same, with a banner of the same source.
    public static func == (one: FixedPage, other: FixedPage) -> Bool {
        (one.siteName, one.stylesheet) == (other.siteName, other.stylesheet) && one.banners === other.banners
    }
}

/// A page about a request that was not carried out.
public struct ProblemPage: Sendable, Equatable {
    /// What all pages say.
    public var frame: FixedPage
    /// What is the matter, as a heading.
    public var title: String
    /// What to do about it.
    public var remedy: String

    /// A page from its parts.
    public init(frame: FixedPage, title: String, remedy: String) {
        self.frame = frame
        self.title = title
        self.remedy = remedy
    }
}

extension FixedPage: TemplateData {
    static let variables: TemplateVariables<Self> = framed(\.self)

    /// What every page may say, for a type of page that has it at that place.
    static func framed<Page>(_ frame: @escaping @Sendable (Page) -> FixedPage) -> TemplateVariables<Page> {
        [
            "siteName": .line { frame($0).siteName },
            "stylesheet": .line({ frame($0).stylesheet }, limit: 2_000),
            // Read once for a page, so that its words are of one moment.
            "banner": .list { [frame($0).banners?.banner].compactMap(\.self) },
        ]
    }
}

extension ProblemPage: TemplateData {
    static let variables = FixedPage.framed(\Self.frame).merging([
        "title": .line(\.title),
        "remedy": .line(\.remedy),
    ])
}
