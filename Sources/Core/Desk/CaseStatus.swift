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
}

/// What may happen to a case that bears on its status.
public enum CaseEvent: Sendable, Equatable {
    /// A contact wrote; whether anybody is assigned, and for a closed case whether the time to reopen has not run out.
    case contactPosted(isAssigned: Bool, mayReopen: Bool)
    case closed
}

extension CaseStatus {
    /// The status after `event`, or `nil` when the event is not allowed here.
    public func after(_ event: CaseEvent) -> CaseStatus? {
        switch (self, event) {
        case (.pendingCustomerInput, .contactPosted(let isAssigned, _)),
            (.pendingCustomerVerification, .contactPosted(let isAssigned, _)):
            isAssigned ? .assigned : .new
        case (.closed, .contactPosted(_, let mayReopen)):
            mayReopen ? .reopened : nil
        case (.new, .contactPosted), (.assigned, .contactPosted), (.assistRequest, .contactPosted),
            (.scheduled, .contactPosted), (.assignedToDevelopment, .contactPosted),
            (.availableInRelease, .contactPosted), (.reopened, .contactPosted):
            self
        case (.closed, .closed):
            nil
        case (.new, .closed), (.assigned, .closed), (.assistRequest, .closed), (.pendingCustomerInput, .closed),
            (.pendingCustomerVerification, .closed), (.scheduled, .closed), (.assignedToDevelopment, .closed),
            (.availableInRelease, .closed), (.reopened, .closed):
            .closed
        }
    }
}
