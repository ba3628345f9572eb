/// A key, or some of its values, that the documentation promises and this version can't do.
///
/// The whole list is ``all``: who brings a feature deletes its row.
struct NotYet: Sendable {
    /// When a key asks for what is not there.
    enum Use: Sendable {
        case always
        case scheme(String)
    }

    /// The dotted key.
    let key: String
    /// When it asks for what is not there.
    let use: Use
    /// What to do instead.
    let advice: String

    static let all = [
        Self("store.url", .scheme("postgresql"), "use sqlite:PATH"),
        Self("store.blobs", .scheme("s3"), "use file:PATH"),
        Self("mailbox.oauth2", .always, "use password_file or password_env"),
        Self("smtp.oauth2", .always, "use password_file or password_env"),
    ]

    private init(_ key: String, _ use: Use, _ advice: String) {
        self.key = key
        self.use = use
        self.advice = advice
    }

    /// What to tell whoever asks for it.
    var text: String { "is not available yet in this version; \(advice)" }

    /// Whether that value of that key asks for it.
    func concerns(_ key: String, _ value: TOMLNode.Value) -> Bool {
        guard key == self.key else { return false }
        switch (use, value) {
        case (.always, _): return true
        case (.scheme(let scheme), .string(let text)): return text.lowercased().hasPrefix(scheme + ":")
        case (.scheme, _): return false
        }
    }
}
