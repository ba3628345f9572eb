/// Why there is no message to speak of: nothing was there, or its structure passes a limit.
public enum MessageFailure: Error, Sendable, Equatable {
    case empty
    case headerTooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case tooDeeplyNested(limit: Int)
    case tooManyParts(limit: Int)

    /// A fixed word for the ledger and the metrics.
    public var reason: String {
        switch self {
        case .empty: "empty"
        case .headerTooLarge: "limit-header"
        case .tooManyFields: "limit-fields"
        case .tooDeeplyNested: "limit-depth"
        case .tooManyParts: "limit-parts"
        }
    }
}
