internal import Core
internal import Foundation

/// Names of time zones as IANA gives them.
enum TimeZoneName {
    /// What is wrong with a name and what to do; `nil` for `UTC` and every `Area/City` that there is.
    static func problem(with name: String) -> String? {
        // Foundation also takes abbreviations such as CST, which mean different zones to different people.
        if name == "UTC" || (name.contains("/") && TimeZone(identifier: name) != nil) { return nil }
        return "\"\(name)\" is no time zone; write an IANA name such as America/Chicago"
            + NearestName.hint(for: name, among: TimeZone.knownTimeZoneIdentifiers)
    }
}
