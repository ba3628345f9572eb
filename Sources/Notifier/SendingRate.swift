/// How many mails may be handed to the server in any minute.
public struct SendingRate: Sendable, Equatable {
    /// The limit; `nil` for none.
    private let perMinute: Int?

    /// A limit; 0 for none.
    public init(perMinute: Int) { self.perMinute = perMinute > 0 ? perMinute : nil }

    /// Whether there is a limit, so that somebody has to count.
    var isLimited: Bool { perMinute != nil }

    /// So many of `wanted` may go now, when `lately` went in the last minute.
    public func allowance(of wanted: Int, after lately: Int) -> Int {
        perMinute.map { min(wanted, max($0 - lately, 0)) } ?? wanted
    }
}
