public import FoundationEssentials

extension Desk {
    /// What becomes of the addresses that a mail about a case was copied to; `told` are those who are told anyway.
    ///
    /// Somebody who was copied under two addresses is named once. Only reads.
    public func verdicts(
        on addresses: [EmailAddress], by author: Person, account: ID<Account>, told: [Person],
        in transaction: some CaseTransaction
    ) throws -> [CopiedAddress] {
        let told = Set(told.map(\.id))
        var seen: Set<ID<Person>> = []
        var copies: [CopiedAddress] = []
        var added = 0
        for address in addresses.prefix(CopyRule.mostAddresses) {
            let person = try transaction.person(at: address)
            if let person, !seen.insert(person.id).inserted { continue }
            let verdict = CopyRule.verdict(
                on: person, isTold: person.map { told.contains($0.id) } ?? false, account: account, by: author,
                added: added)
            if case .added = verdict { added += 1 }
            copies.append(CopiedAddress(address, verdict))
        }
        return copies
    }

    /// Puts those on the list who are to be added, and notes who is not; gives those of whom the author was not told before.
    public func add(
        _ copies: [CopiedAddress], to number: CaseNumber, by author: Person, messageID: MessageID?, account: String,
        in transaction: some CaseTransaction, at now: Date
    ) throws -> [CopiedAddress] {
        var news: [CopiedAddress] = []
        for copy in copies {
            switch copy.verdict {
            case .told: break
            case .added(let person):
                let why = "added by Cc of \(author.displayName)"
                try transaction.addRecipient(person.id, to: number, because: why, at: now)
                let entry = FeedEntry(
                    .recipient, at: now, author: author.id, channel: .email, text: why,
                    to: person.address.description, messageID: messageID)
                _ = try transaction.append(entry, to: number, attachments: [])
            case .refused(let refusal):
                let isNew = try transaction.noteRefusedCopy(
                    copy.address, on: number, because: refusal.words(account: account), at: now)
                if isNew { news.append(copy) }
            }
        }
        return news
    }
}
