/// When somebody is told what happened on cases: at once, gathered into digests, or not at all.
public enum DigestSchedule: Sendable, Hashable {
    /// Each event has a mail of its own.
    case immediate
    /// At each full hour of their working days, if there is anything new.
    case hourly
    /// On their working days, at so many minutes after midnight.
    case daily(at: Int)
    /// Never; they look for themselves.
    case off

    /// Reads `immediate`, `hourly`, `daily HH:MM` or `off`; `nil` for anything else, and for nothing.
    public init?(_ text: some StringProtocol) {
        let prefix = "daily "
        switch String(text) {
        case "immediate": self = .immediate
        case "hourly": self = .hourly
        case "off": self = .off
        case let text where text.hasPrefix(prefix):
            guard let minutes = TimeOfDay.minutes(text.dropFirst(prefix.count)) else { return nil }
            self = .daily(at: minutes)
        default: return nil
        }
    }

    /// The schedule that the registry has; whoever chose none is told at once.
    public init(stored text: String) { self = DigestSchedule(text) ?? .immediate }

    /// Whether what happens waits for a digest.
    public var isGathered: Bool {
        switch self {
        case .hourly, .daily: true
        case .immediate, .off: false
        }
    }
}

extension DigestSchedule {
    /// What somebody is told who chose it.
    var promise: String {
        switch self {
        case .immediate: "From now on you are told at once what happens on your cases."
        case .hourly:
            "From now on the news of your cases come together, once an hour on working days. What waits for your answer "
                + "is still told at once."
        case .daily(let minutes):
            "From now on the news of your cases come together, at \(TimeOfDay.text(minutes)) on working days. What waits "
                + "for your answer is still told at once."
        case .off: "From now on you are not told what happens on cases."
        }
    }
}

extension DigestSchedule: CustomStringConvertible {
    /// As the registry has it.
    public var description: String {
        switch self {
        case .immediate: "immediate"
        case .hourly: "hourly"
        case .daily(let minutes): "daily \(TimeOfDay.text(minutes))"
        case .off: "off"
        }
    }
}

extension Person {
    /// Whether an event has a mail of its own for them, or waits for their digest.
    ///
    /// Answers to their own commands and alerts to whoever is on call are no events, and never wait.
    public func isTold(atOnceOf event: DeskEvent.Kind, on supportCase: SupportCase) -> Bool {
        switch kind {
        case .advisor: isToldAsAdvisor(event, supportCase)
        case .contact, .guest: isToldAsContact(event, supportCase)
        }
    }

    /// That the time for the first answer runs out, or is over, does not wait where the case is theirs or nobody's.
    private func isToldAsAdvisor(_ event: DeskEvent.Kind, _ supportCase: SupportCase) -> Bool {
        switch digest {
        case .immediate: true
        case .off: false
        case .hourly, .daily: [.overdue, .dissatisfied].contains(event) && [nil, id].contains(supportCase.assignee)
        }
    }

    /// What asks for an answer of theirs does not wait, nor the beginning and the end of their own case; nobody is told nothing.
    private func isToldAsContact(_ event: DeskEvent.Kind, _ supportCase: SupportCase) -> Bool {
        guard digest.isGathered else { return true }
        switch event {
        case .permissionAsked, .reminded: return true
        case .opened, .closed: return supportCase.contact == id
        case .posted, .moved, .resolved, .escalated, .released, .permissionAnswered, .overdue, .dissatisfied:
            return supportCase.contact == id && supportCase.status.waitsForContact
        }
    }
}

extension CaseStatus {
    /// Whether the next step is the contact's.
    var waitsForContact: Bool {
        switch self {
        case .pendingCustomerInput, .pendingCustomerVerification: true
        case .new, .assigned, .assistRequest, .scheduled, .assignedToDevelopment, .availableInRelease, .closed,
            .reopened:
            false
        }
    }
}
