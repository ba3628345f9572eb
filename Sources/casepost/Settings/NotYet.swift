/// Values of a key that the documentation promises and this version can't do.
///
/// The whole list is ``all``: who brings a feature deletes its row.
struct NotYet: Sendable {
    /// The dotted key.
    let key: String
    /// The scheme of the addresses that ask for what is not there.
    let scheme: String
    /// What to do instead.
    let advice: String

    static let all = [
        Self("store.url", scheme: "postgresql", "use sqlite:PATH"),
        Self("store.blobs", scheme: "s3", "use file:PATH"),
    ]

    private init(_ key: String, scheme: String, _ advice: String) {
        self.key = key
        self.scheme = scheme
        self.advice = advice
    }

    /// What to tell whoever asks for it.
    var text: String { "is not available yet in this version; \(advice)" }

    /// Whether that value of that key asks for it.
    func concerns(_ key: String, _ value: TOMLNode.Value) -> Bool {
        guard key == self.key, case .string(let text) = value else { return false }
        return text.lowercased().hasPrefix(scheme + ":")
    }
}
