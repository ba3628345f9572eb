/// What `sender-redirect` tells somebody who wrote from a known organisation without being its contact.
///
/// It names nobody and shows nothing of a case or of what they wrote: whoever gets it may have guessed the address.
public struct SenderRedirect: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String

    /// The advice of that desk.
    public init(siteName: String) { self.siteName = siteName }
}

extension SenderRedirect: TemplateData {
    static let variables: TemplateVariables<Self> = ["siteName": .line(\.siteName)]
}
