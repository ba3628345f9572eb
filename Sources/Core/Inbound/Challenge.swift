public import FoundationEssentials

/// The question put to a person by mail whether they wrote messages that bear their address and prove nothing.
public struct Challenge: Sendable, Equatable {
    /// How far it has come.
    public enum State: String, Sendable, CaseIterable {
        /// Nobody has answered it; further messages may join it.
        case open
        /// The person says that they wrote what they were shown.
        case confirmed
        /// The person says that it was not them.
        case disowned
        /// Nobody answered in time; its messages wait for somebody of the desk.
        case expired
    }

    /// So long a challenge can be answered: over a weekend and a holiday.
    public static let lifetime: TimeInterval = 5 * 86_400

    /// Its number.
    public var id: ID<Challenge>
    /// Who was asked.
    public var person: ID<Person>
    /// The address of theirs that the mail went to, as the registry had it.
    public var address: EmailAddress
    /// How far it has come.
    public var state: State
    /// When it was asked.
    public var created: Date
    /// Until when it can be answered.
    public var expires: Date

    /// A challenge from its parts.
    public init(
        id: ID<Challenge>, person: ID<Person>, address: EmailAddress, state: State, created: Date, expires: Date
    ) {
        self.id = id
        self.person = person
        self.address = address
        self.state = state
        self.created = created
        self.expires = expires
    }
}

/// A held message as the page of its challenge lists it.
public struct ChallengedMessage: Sendable, Equatable {
    /// Its line in the ledger.
    public var id: ID<LedgerEntry>
    /// When it came in.
    public var received: Date
    /// The mailbox that it came to: its address, or its name where the settings have it no more.
    public var mailbox: String
    /// Its subject, which anybody may have written.
    public var subject: String
    /// Whether it still waits to be confirmed.
    public var isWaiting: Bool

    /// A listed message from its parts.
    public init(id: ID<LedgerEntry>, received: Date, mailbox: String, subject: String, isWaiting: Bool) {
        self.id = id
        self.received = received
        self.mailbox = mailbox
        self.subject = subject
        self.isWaiting = isWaiting
    }
}

/// What the person who follows a challenge's link is shown.
public struct ChallengeQuestion: Sendable, Equatable {
    /// The challenge.
    public var challenge: Challenge
    /// Its messages, oldest first.
    public var messages: [ChallengedMessage]

    /// A question from its parts.
    public init(challenge: Challenge, messages: [ChallengedMessage]) {
        self.challenge = challenge
        self.messages = messages
    }

    /// The messages about which an answer is still asked for.
    public var waiting: [ChallengedMessage] { messages.filter(\.isWaiting) }
}

/// What a person answers to a challenge.
public enum ChallengeAnswer: Sendable, Equatable {
    /// They wrote these messages, which are those that the page showed; later ones are not meant.
    case confirm([ID<LedgerEntry>])
    /// They wrote none of them.
    case disown
}

/// What an answer did.
public enum ChallengeOutcome: Sendable, Equatable {
    /// So many messages are released now; zero where all of them were released before.
    case confirmed(Int)
    /// So many messages are rejected now; zero where they were rejected before.
    case disowned(Int)
    /// It was answered otherwise before, or its time is over; nothing was done.
    case tooLate(Challenge.State)
    /// There is no such challenge.
    case unknown
}

/// Where the answers to challenges go; asking changes nothing, and the same answer twice does the same as once.
public protocol ChallengeDesk: Sendable {
    /// What is asked by a challenge; `nil` where there is none of that number.
    func question(_ id: ID<Challenge>, at now: Date) async throws -> ChallengeQuestion?
    /// Takes an answer, durably when it returns.
    func answer(_ answer: ChallengeAnswer, to id: ID<Challenge>, at now: Date) async throws -> ChallengeOutcome
}
