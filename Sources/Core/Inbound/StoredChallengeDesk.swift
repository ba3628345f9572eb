public import FoundationEssentials

/// The challenges of a desk's database.
public struct StoredChallengeDesk<Storage: DeskStorage>: ChallengeDesk {
    private let storage: Storage
    private let addresses: [String: EmailAddress]

    /// The challenges in `storage`; `addresses` are those of the mailboxes, by their names in the settings.
    public init(storage: Storage, addresses: [String: EmailAddress]) {
        self.storage = storage
        self.addresses = addresses
    }

    /// What is asked by a challenge; `nil` where there is none of that number.
    public func question(_ id: ID<Challenge>, at now: Date) async throws -> ChallengeQuestion? {
        let addresses = addresses
        return try await storage.read { transaction in
            guard var challenge = try transaction.challenge(id) else { return nil }
            challenge.state = challenge.state(at: now)
            let messages = try transaction.messages(of: id).map { message in
                var message = message
                message.mailbox = addresses[message.mailbox]?.description ?? message.mailbox
                return message
            }
            return ChallengeQuestion(challenge: challenge, messages: messages)
        }
    }

    /// Takes an answer, durably when it returns.
    public func answer(
        _ answer: ChallengeAnswer, to id: ID<Challenge>, at now: Date
    ) async throws -> ChallengeOutcome {
        try await storage.write { transaction in
            guard let challenge = try transaction.challenge(id) else { return .unknown }
            switch (answer, challenge.state(at: now)) {
            case (.confirm(let ids), .open): return try Self.confirm(ids, of: challenge, in: transaction, at: now)
            case (.confirm, .confirmed): return .confirmed(0)
            case (.disown, .open): return try Self.disown(challenge, in: transaction, at: now)
            case (.disown, .disowned): return .disowned(0)
            case (.confirm, let state), (.disown, let state): return .tooLate(state)
            }
        }
    }

    /// Lets in exactly the messages that were shown; what joined meanwhile keeps the question open.
    private static func confirm(
        _ ids: [ID<LedgerEntry>], of challenge: Challenge, in transaction: Storage.Transaction, at now: Date
    ) throws -> ChallengeOutcome {
        let waiting = try transaction.messages(of: challenge.id).filter(\.isWaiting).map(\.id)
        let confirmed = waiting.filter(Set(ids).contains)
        let release = Release(.challenge(challenge.id))
        var count = 0
        for id in confirmed where try transaction.letIn(id, release, at: now) { count += 1 }
        if confirmed.count == waiting.count { try transaction.end(challenge.id, as: .confirmed, at: now) }
        guard count > 0 else { return .confirmed(0) }
        try transaction.audit(
            AuditEvent(
                .challengeConfirmed, of: "challenge \(challenge.id.rawValue)", by: challenge.address.description,
                detail: "messages \(confirmed.map { String($0.rawValue) }.joined(separator: ", "))", at: now))
        return .confirmed(count)
    }

    private static func disown(
        _ challenge: Challenge, in transaction: Storage.Transaction, at now: Date
    ) throws -> ChallengeOutcome {
        var count = 0
        for message in try transaction.messages(of: challenge.id) where message.isWaiting {
            if try transaction.reject(message.id, by: challenge.address.description, at: now) { count += 1 }
        }
        try transaction.end(challenge.id, as: .disowned, at: now)
        try transaction.audit(
            AuditEvent(
                .challengeDisowned, of: "challenge \(challenge.id.rawValue)", by: challenge.address.description,
                detail: "\(count) messages rejected", at: now))
        return .disowned(count)
    }
}

extension Challenge {
    /// Where it stands, its time included.
    public func state(at now: Date) -> State { state == .open && expires < now ? .expired : state }
}
