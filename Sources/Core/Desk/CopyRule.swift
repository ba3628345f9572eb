/// Who is put on the list of a case because a mail to it was copied to them.
public enum CopyRule {
    /// So many addresses of one mail are looked at.
    public static let mostAddresses = 100
    /// So many people are put on the list by one mail.
    public static let mostPeople = 20

    /// The addresses that a message was also sent to, openly: those in To and Cc but our own, each once.
    ///
    /// What is not plainly an address stands for nobody.
    public static func addresses(of message: InboundMessage, ours: OwnAddresses) -> [EmailAddress] {
        var seen: Set<EmailAddress> = []
        return (message.to + message.cc).compactMap(\.emailAddress).filter {
            !ours.contains($0) && seen.insert($0).inserted
        }
    }

    /// What becomes of one address, of `person` if the registry has them, after `added` people were added.
    public static func verdict(
        on person: Person?, isTold: Bool, account: ID<Account>, by author: Person, added: Int
    ) -> CopiedAddress.Verdict {
        if let person, isTold { return .told(person) }
        guard author.kind == .advisor || author.mayWrite(for: account) else { return .refused(.authorMayNot) }
        guard let person else { return .refused(.noContact) }
        if RecipientRule.refusal(adding: person, toCasesOf: account, by: .person(author)) != nil {
            let isReadOnly = person.state != .deactivated && person.membership(in: account)?.role == .readOnly
            return .refused(isReadOnly ? .readOnly : .noContact)
        }
        return added < mostPeople ? .added(person) : .refused(.tooMany)
    }
}
