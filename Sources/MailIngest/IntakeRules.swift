public import Core

/// What all mailboxes of a desk have in common.
public struct IntakeRules: Sendable {
    /// The addresses by which mail reaches the desk.
    public var ours: OwnAddresses
    /// Whose word counts for the people of an account, by the account's name.
    public var policies: [String: SenderPolicy]
    /// What ends loops and floods.
    public var limits: DeskLimits

    /// Rules from their parts.
    public init(ours: OwnAddresses, policies: [String: SenderPolicy] = [:], limits: DeskLimits = DeskLimits()) {
        self.ours = ours
        self.policies = policies
        self.limits = limits
    }

    /// Whose word counts for a person: what their default account says; of a stranger, nobody's but the domain's own.
    func policy(for person: Person?) -> SenderPolicy {
        person?.defaultMembership.flatMap { policies[$0.account.name] } ?? SenderPolicy()
    }
}
