/// Why there is no message to speak of: nothing was there, or its structure passes a limit.
public enum MessageFailure: Error, Sendable, Equatable {
    case empty
    case tooLarge(limit: Int)
    case headerTooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case tooDeeplyNested(limit: Int)
    case tooManyParts(limit: Int)

    /// A fixed word for the ledger and the metrics.
    public var reason: String {
        switch self {
        case .empty: "empty"
        case .tooLarge: "limit-size"
        case .headerTooLarge: "limit-header"
        case .tooManyFields: "limit-fields"
        case .tooDeeplyNested: "limit-depth"
        case .tooManyParts: "limit-parts"
        }
    }

    /// The limit in words, for the person who sees to it.
    public var explanation: String {
        switch self {
        case .empty: "there is nothing in it"
        case .tooLarge(let limit): "it is larger than \(limit) octets"
        case .headerTooLarge(let limit): "its header section is larger than \(limit) octets"
        case .tooManyFields(let limit): "it has more than \(limit) header fields"
        case .tooDeeplyNested(let limit): "its parts are nested deeper than \(limit)"
        case .tooManyParts(let limit): "it has more than \(limit) parts"
        }
    }
}
