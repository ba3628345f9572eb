/// What becomes of an address that a mail to a case was copied to.
public struct CopiedAddress: Sendable, Equatable {
    /// What becomes of it.
    public enum Verdict: Sendable, Equatable {
        /// That person is told about the case from now on.
        case added(Person)
        /// That person is told anyway.
        case told(Person)
        /// It is not put on the list.
        case refused(Refusal)
    }

    /// Why somebody is not put on the list; for an author who need not know of whom the registry knows what.
    public enum Refusal: Sendable, Equatable {
        /// A stranger, a deactivated contact, or one of another account.
        case noContact
        /// A read-only contact, whom nobody else can add.
        case readOnly
        /// Whoever wrote is no contact of the account.
        case authorMayNot
        /// So many people are added by one mail, and no more.
        case tooMany
    }

    /// The address as it was written.
    public var address: EmailAddress
    /// What becomes of it.
    public var verdict: Verdict

    /// An address and what becomes of it.
    public init(_ address: EmailAddress, _ verdict: Verdict) {
        self.address = address
        self.verdict = verdict
    }

    /// Why it is not put on the list, if so.
    public var refusal: Refusal? {
        if case .refused(let refusal) = verdict { refusal } else { nil }
    }
}

extension CopiedAddress.Refusal {
    /// Why, behind the address and a colon.
    public func words(account: String) -> String {
        switch self {
        case .noContact: "no contact of \(account)"
        case .readOnly: "a read-only contact, who is not added by others"
        case .authorMayNot: "only contacts of \(account) can add somebody"
        case .tooMany: "one mail adds \(CopyRule.mostPeople) people at most"
        }
    }
}

extension CopiedAddress {
    /// What happens, as a step of why a message became what it did.
    public func reason(account: String) -> String {
        switch verdict {
        case .added(let person):
            "\(person.displayName) <\(person.address)> was copied, and is told about the case from now on."
        case .told(let person):
            "\(person.displayName) <\(person.address)> was copied, and is told about the case anyway."
        case .refused(let refusal): "\(address) was copied, and is not told: \(refusal.words(account: account))."
        }
    }

    /// So many addresses are named to an author; the rest are others.
    public static let mostNamed = 5

    /// What the author is told about those who are not put on the list; `nil` where there are none.
    public static func notice(of copies: [CopiedAddress], account: String) -> String? {
        let refused = copies.filter { $0.refusal != nil }
        guard !refused.isEmpty else { return nil }
        var lines = ["Copied on your mail, and not told about the case:"]
        for copy in refused.prefix(mostNamed) {
            if let refusal = copy.refusal { lines.append("  \(copy.address): \(refusal.words(account: account))") }
        }
        if refused.count > mostNamed { lines.append("  and others") }
        return lines.joined(separator: "\n")
    }
}
