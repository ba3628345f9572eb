/// What to do with one old message, and why: whoever imports vouches for its author, and nobody is told of it.
public enum ImportDecision: Sendable, Equatable {
    /// Why nothing is made of a message.
    public enum LeaveReason: String, Sendable, CaseIterable {
        /// Nobody of the registry wrote it.
        case stranger
        /// Its evidence speaks against the author that it names.
        case contradicted
        /// A robot wrote it, or it reports about other mail.
        case automatic
        /// This desk sent it.
        case own
        /// An advisor or the desk wrote it, and it answers nothing that is here.
        case unanswering
        /// Its author may not open cases here.
        case noRight
        /// Nothing can be understood of it.
        case unreadable
    }

    /// Open a case.
    case open(author: Person, Account)
    /// Add a post to that case; `nil` for the desk itself.
    case post(to: CaseNumber, author: Person?)
    /// The same message came in before.
    case duplicate
    /// Make nothing of it.
    case leave(LeaveReason)

    /// Decides about an old message; of `facts` those about the author, and the case that its references lead to.
    ///
    /// With `trusting`, even evidence against the author counts for nothing.
    public static func decide(
        _ message: InboundMessage, _ facts: InboundFacts, trusting: Bool = false
    ) -> ImportDecision {
        if facts.isOwn { return .leave(.own) }
        if facts.earlier != nil { return .duplicate }
        switch message.kind {
        case .bounce, .receipt, .abuse, .calendar, .autoReply: return .leave(.automatic)
        case .message, .list: break
        }
        if facts.sender.assurance == .contradicted, !trusting { return .leave(.contradicted) }
        if facts.isFromOwnAddress {
            return facts.supportCase.map { .post(to: $0.number, author: nil) } ?? .leave(.unanswering)
        }
        guard let author = facts.person else { return .leave(.stranger) }
        switch author.kind {
        case .guest: return .leave(.stranger)
        case .advisor:
            return facts.supportCase.map { .post(to: $0.number, author: author) } ?? .leave(.unanswering)
        case .contact: break
        }
        if let supportCase = facts.supportCase, author.membership(in: supportCase.account) != nil {
            return .post(to: supportCase.number, author: author)
        }
        guard let membership = facts.membership(for: message), membership.role.mayWrite else { return .leave(.noRight) }
        return .open(author: author, membership.account)
    }
}
