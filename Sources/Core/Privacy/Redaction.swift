public import FoundationEssentials

/// What a person has taken out of a case, for good.
public struct Redaction: Sendable, Equatable {
    /// A part of a case.
    public enum Part: Sendable, Hashable {
        /// A post with its files, counted from 1.
        case post(Int)
        /// A file, by its name or its digest.
        case attachment(String)
        /// The value of a field.
        case field(String)
        case subject
        /// What was said in answers to its surveys; their ratings stay.
        case survey
        /// All of these, and every other text on the case.
        case everything

        /// As the audit log names it.
        public var name: String {
            switch self {
            case .post(let number): "post \(number)"
            case .attachment: "a file"
            case .field(let name): "field \(name)"
            case .subject: "subject"
            case .survey: "survey comments"
            case .everything: "everything"
            }
        }
    }

    /// The case.
    public var caseNumber: CaseNumber
    /// What of it.
    public var parts: [Part]
    /// Why.
    public var reason: String

    /// A redaction from its parts.
    public init(of caseNumber: CaseNumber, _ parts: [Part], because reason: String) {
        self.caseNumber = caseNumber
        self.parts = parts
        self.reason = reason
    }

    /// What stands where something was taken out.
    public static func marker(at now: Date) -> String { "[removed on \(DayText.of(now))]" }
}

/// What came of a redaction.
public struct RedactionReport: Sendable, Equatable {
    /// The parts, each with the digest of what it said.
    public var removed: [(part: String, digest: String)] = []
    /// How many files went.
    public var files = 0
    /// How many messages as they came.
    public var messages = 0
    /// How many mails that are kept or wait said it, and say the marker now.
    public var mails = 0

    /// Nothing yet.
    public init() {}

    /// Whether both say the same.
    public static func == (left: Self, right: Self) -> Bool {
        left.removed.elementsEqual(right.removed, by: ==)
            && (left.files, left.messages, left.mails) == (right.files, right.messages, right.mails)
    }
}

/// Why nothing is removed, or nothing held.
public enum PrivacyRefusal: Error, Sendable, Equatable {
    /// Somebody keeps it.
    case held(LegalHold)
    /// The case has no such part.
    case nothingThere(Redaction.Part, CaseNumber)
    /// It is removed already.
    case removedAlready(Redaction.Part, CaseNumber)
    /// Nothing of that name is on hold.
    case notHeld(LegalHold.Kind, String)

    /// What is in the way and what to do.
    public var explanation: String {
        switch self {
        case .held(let hold) where hold.origin == .export:
            "nothing was removed: \(hold.words); try again when it is complete"
        case .held(let hold):
            "nothing was removed: \(hold.words); whoever may end that runs "
                + "casepost hold release --\(hold.subject.kind.rawValue) \"\(hold.name)\""
        case .nothingThere(let part, let number):
            "nothing was removed: case \(number) has no such part: \(part.name); see casepost case show \(number)"
        case .removedAlready(let part, let number):
            "\(part.name) of case \(number) is removed already; nothing was done"
        case .notHeld(let kind, let name): "\(kind.rawValue) \(name) is not on hold; casepost hold list shows what is"
        }
    }
}
