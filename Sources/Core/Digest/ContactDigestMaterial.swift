public import FoundationEssentials

/// What the digest of a contact is made from: cases on whose lists they are, and may still see.
public struct ContactDigestMaterial: Sendable {
    /// A case of theirs that waits for them.
    public struct WaitingCase: Sendable, Equatable {
        /// Its number.
        public var number: CaseNumber
        /// When anything last happened to it.
        public var since: Date

        /// A case from its parts.
        public init(number: CaseNumber, since: Date) {
            self.number = number
            self.since = since
        }
    }

    /// Their cases that wait for them, the longest first.
    public var waiting: [WaitingCase] = []
    /// What everybody may know and they were not mailed yet, oldest first; of a long post the beginning.
    public var news: [DigestMaterial.News] = []

    /// Nothing yet.
    public init() {}
}
