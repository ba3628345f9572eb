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
    /// That the time for the first answer runs out, or that a contact was not served well, does not wait where the case is
    /// theirs or nobody's. Answers to their own commands and alerts to whoever is on call are no events, and never wait.
    public func isTold(atOnceOf event: DeskEvent.Kind, on supportCase: SupportCase) -> Bool {
        guard kind == .advisor else { return true }
        switch digest {
        case .immediate: return true
        case .off: return false
        case .hourly, .daily:
            return [.overdue, .dissatisfied].contains(event) && [nil, id].contains(supportCase.assignee)
        }
    }
}
