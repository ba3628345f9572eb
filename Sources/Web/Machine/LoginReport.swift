/// How a login with tokens stands.
public struct LoginReport: Sendable, Equatable {
    /// The name by which commands know it.
    public var name: String
    /// Whether the last token that was asked for was given.
    public var works: Bool
    /// How many whole days it goes on by itself; `nil` where nothing is known that ends it.
    public var daysLeft: Int?

    /// A report from its parts.
    public init(name: String, works: Bool, daysLeft: Int? = nil) {
        self.name = name
        self.works = works
        self.daysLeft = daysLeft
    }
}

extension DeskMetrics {
    func addLogins(to text: inout MetricsText) {
        text.add(
            .gauge, "casepost_oauth_working", "1 while a login with tokens gets its tokens.",
            logins.map { ([("login", $0.name)], $0.works ? 1 : 0) })
        text.add(
            .gauge, "casepost_oauth_days_left",
            "How many days a login with tokens goes on by itself; missing where nothing is known that ends it.",
            logins.compactMap { login in login.daysLeft.map { ([("login", login.name)], Double($0)) } })
    }
}
