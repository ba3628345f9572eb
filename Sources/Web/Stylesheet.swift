internal import MailAuth

/// The one stylesheet, under a name that changes with what it says, so that browsers may keep it for good.
struct Stylesheet: Sendable {
    let text: String
    /// As in `style-0a1b2c3d4e5f6071.css`.
    let name: String

    init(_ text: String) {
        self.text = text
        name = "style-\(Digest.sha256(text.utf8).prefix(16)).css"
    }
}
