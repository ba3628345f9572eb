internal import Core

/// Why something that was signed counts for nothing, before or after its key was asked for.
struct Refusal: Error, Sendable, Equatable {
    var result: AuthenticationReport.Result
    /// In a few words.
    var reason: String

    /// It cannot be read, or breaks a rule of its standard.
    static func permanent(_ reason: String) -> Refusal { Refusal(result: .permerror, reason: reason) }
    /// It is right or wrong in a way that we don't accept.
    static func policy(_ reason: String) -> Refusal { Refusal(result: .policy, reason: reason) }
    /// It is not true.
    static func fail(_ reason: String) -> Refusal { Refusal(result: .fail, reason: reason) }
    /// It may be asked again.
    static func temporary(_ reason: String) -> Refusal { Refusal(result: .temperror, reason: reason) }
}
