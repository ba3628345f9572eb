public import FoundationEssentials

/// Why nothing of a case, a contact or an account may be removed, whatever the settings say.
public struct LegalHold: Sendable, Equatable {
    /// What is kept.
    public enum Kind: String, Sendable, CaseIterable {
        /// One case.
        case `case`
        /// All that a contact wrote, and the cases that they are on.
        case contact
        /// All cases of an account, and what its contacts wrote.
        case account
    }

    /// What is kept, with its number in the database.
    public struct Subject: Sendable, Hashable {
        /// What it is.
        public var kind: Kind
        /// Its number: a case's own, or that of a row.
        public var number: Int64

        /// A subject from its parts.
        public init(_ kind: Kind, _ number: Int64) {
            self.kind = kind
            self.number = number
        }

        /// A case.
        public init(_ number: CaseNumber) { self.init(.case, number.rawValue) }
        /// A contact.
        public init(_ person: ID<Person>) { self.init(.contact, person.rawValue) }
        /// An account.
        public init(_ account: ID<Account>) { self.init(.account, account.rawValue) }
    }

    /// Who keeps it.
    public enum Origin: String, Sendable, CaseIterable {
        /// A person, until a person releases it.
        case person
        /// A copy of somebody's data that is being written, until it is complete.
        case export
    }

    /// An export that is not complete after so long was killed, and keeps nothing any more.
    public static let longestExport: TimeInterval = 86_400

    /// What is kept.
    public var subject: Subject
    /// As people call it: a case's number, an address, the name of an account.
    public var name: String
    /// Who keeps it.
    public var origin: Origin
    /// Why.
    public var reason: String
    /// Who said so: an address, or `operator`.
    public var by: String
    /// Since when.
    public var since: Date

    /// A hold from its parts.
    public init(
        _ subject: Subject, named name: String, origin: Origin = .person, because reason: String, by: String,
        since: Date
    ) {
        self.subject = subject
        self.name = name
        self.origin = origin
        self.reason = reason
        self.by = by
        self.since = since
    }

    /// Whether it counts at `now`.
    public func counts(at now: Date) -> Bool {
        switch origin {
        case .person: true
        case .export: now < since.addingTimeInterval(Self.longestExport)
        }
    }

    /// What is kept and by whom, for a sentence.
    public var words: String {
        switch origin {
        case .person: "\(subject.kind.rawValue) \(name) is on hold since \(DayText.of(since)), set by \(by): \(reason)"
        case .export: "an export of \(subject.kind.rawValue) \(name) is being written since \(DayText.of(since))"
        }
    }
}
