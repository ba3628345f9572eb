/// Where a mail's reader finds what it leaves out.
public struct PageLink: Sendable, Equatable {
    /// The address of the page; empty for a desk without pages.
    public var address: String
    /// Until when it is good, for people to read.
    public var expires: String

    /// A link from its parts.
    public init(address: String, expires: String) {
        self.address = address
        self.expires = expires
    }

    /// The variables of a mail that may leave something out, for a type that has the link there.
    static func variables<Mail>(_ link: @escaping @Sendable (Mail) -> PageLink?) -> TemplateVariables<Mail> {
        [
            "link": .line({ link($0)?.address ?? "" }, limit: 2_000),
            "linkExpires": .line { link($0)?.expires ?? "" },
        ]
    }
}
