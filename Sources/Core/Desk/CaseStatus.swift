/// Where a case stands; spelled as users see it.
public enum CaseStatus: String, Sendable, CaseIterable {
    case new = "New"
    case assigned = "Assigned"
    case assistRequest = "Assist Request"
    case pendingCustomerInput = "Pending Customer Input"
    case pendingCustomerVerification = "Pending Customer Verification"
    case scheduled = "Scheduled"
    case assignedToDevelopment = "Assigned to Development"
    case availableInRelease = "Available in Release"
    case closed = "Closed"
    case reopened = "Re-Opened"

    /// Whether anything remains to be done.
    public var isOpen: Bool { self != .closed }

    /// Whether the case waits for an answer of its contact.
    public var awaitsContact: Bool { self == .pendingCustomerInput || self == .pendingCustomerVerification }

    /// Whether the desk can't be expected to answer meanwhile.
    public var pausesResponse: Bool { awaitsContact || self == .scheduled || self == .closed }

    /// The status of that name, without regard to case; `nil` if there is none.
    public init?(named name: String) {
        let wanted = name.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        guard let status = Self.allCases.first(where: { $0.rawValue.lowercased() == wanted }) else { return nil }
        self = status
    }
}

/// What may happen to a case that bears on its status.
public enum CaseEvent: Sendable, Equatable {
    /// An advisor took it or was given it.
    case assigned
    /// An internal resource is needed, or has answered.
    case assistanceRequested, assistanceGiven
    /// An advisor asked the customer something.
    case customerAsked
    /// An advisor gave a resolution for the customer to verify.
    case resolutionGiven
    /// A date was set for it, or has come.
    case dateSet, dateCame
    /// It was confirmed as a product defect; its fix is in a release.
    case defectConfirmed, fixReleased
    /// A contact wrote; whether anybody is assigned, and for a closed case whether the time to reopen has not run out.
    case contactPosted(isAssigned: Bool, mayReopen: Bool)
    /// Somebody reopened it without a post; whether the time to reopen has not run out.
    case reopened(isInTime: Bool)
    /// Somebody closed it, or nobody answered the follow-ups.
    case closed
}

extension CaseStatus {
    /// The status after `event`, or `nil` when the event is not allowed here: the workflow, all of it.
    public func after(_ event: CaseEvent) -> CaseStatus? {
        switch event {
        case .assigned:
            switch self {
            case .new, .reopened: .assigned
            case .assigned, .assistRequest, .pendingCustomerInput, .pendingCustomerVerification, .scheduled,
                .assignedToDevelopment, .availableInRelease:
                self
            case .closed: nil
            }
        case .assistanceRequested: self == .assigned ? .assistRequest : nil
        case .assistanceGiven: self == .assistRequest ? .assigned : nil
        case .customerAsked: isOpen ? .pendingCustomerInput : nil
        case .resolutionGiven: isOpen ? .pendingCustomerVerification : nil
        case .dateSet: isOpen ? .scheduled : nil
        case .dateCame: self == .scheduled ? .assigned : nil
        case .defectConfirmed: isOpen ? .assignedToDevelopment : nil
        case .fixReleased: self == .assignedToDevelopment ? .availableInRelease : nil
        case .contactPosted(let isAssigned, let mayReopen):
            switch self {
            case .pendingCustomerInput, .pendingCustomerVerification: isAssigned ? .assigned : .new
            case .closed: mayReopen ? .reopened : nil
            case .new, .assigned, .assistRequest, .scheduled, .assignedToDevelopment, .availableInRelease, .reopened:
                self
            }
        case .reopened(let isInTime): self == .closed && isInTime ? .reopened : nil
        case .closed: isOpen ? .closed : nil
        }
    }

    /// The event by which somebody who names that status may bring a case there.
    ///
    /// `nil` for New, where cases only begin.
    func event(leadingTo target: CaseStatus, isAssigned: Bool, mayReopen: Bool) -> CaseEvent? {
        switch target {
        case .new: nil
        case .assigned:
            switch self {
            case .assistRequest: .assistanceGiven
            case .scheduled: .dateCame
            case .new, .reopened: isAssigned ? .assigned : nil
            case .assigned, .pendingCustomerInput, .pendingCustomerVerification, .assignedToDevelopment,
                .availableInRelease, .closed:
                nil
            }
        case .assistRequest: .assistanceRequested
        case .pendingCustomerInput: .customerAsked
        case .pendingCustomerVerification: .resolutionGiven
        case .scheduled: .dateSet
        case .assignedToDevelopment: .defectConfirmed
        case .availableInRelease: .fixReleased
        case .closed: .closed
        case .reopened: .reopened(isInTime: mayReopen)
        }
    }

    /// The statuses to which somebody may bring a case from here, in the order of the list.
    public func reachable(isAssigned: Bool, mayReopen: Bool) -> [CaseStatus] {
        Self.allCases.filter { target in
            target != self
                && event(leadingTo: target, isAssigned: isAssigned, mayReopen: mayReopen).flatMap(after) == target
        }
    }
}
