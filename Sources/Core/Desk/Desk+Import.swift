public import FoundationEssentials

/// Old mail becomes cases of which nobody is told, now or later: no mail, no survey, no reminder, no response time.
extension Desk {
    /// Opens a case as of that time with its first post; closed at once unless it is to be worked on.
    public func importCase(
        _ new: NewCase, isOpen: Bool, in transaction: some CaseTransaction, at date: Date
    ) throws -> CaseNumber {
        let opened = rules.opened(new, as: try transaction.nextCaseNumber(), at: date)
        var supportCase = opened.supportCase
        supportCase.response = ResponseRecord()
        if !isOpen { (supportCase.status, supportCase.closed) = (.closed, date) }
        try transaction.insert(supportCase)
        try transaction.addRecipient(new.contact.id, to: supportCase.number, because: "contact of the case", at: date)
        _ = try append(new.post, to: supportCase.number, in: transaction, at: date)
        for line in opened.lines { _ = try transaction.append(line.entry, to: supportCase.number, attachments: []) }
        let note = FeedEntry(
            .note, at: date, author: nil, channel: .system, visibility: .internal,
            text: "Imported from old mail; nobody was told.")
        _ = try transaction.append(note, to: supportCase.number, attachments: [])
        return supportCase.number
    }

    /// Adds what was said at that time to a case, whose status stays as it is.
    public func importPost(
        _ post: NewPost, to number: CaseNumber, in transaction: some CaseTransaction, at date: Date
    ) throws {
        var supportCase = try transaction.existingCase(number)
        _ = try append(post, to: number, in: transaction, at: date)
        supportCase.lastModified = max(supportCase.lastModified, date)
        supportCase.closed = supportCase.closed.map { max($0, date) }
        try transaction.update(supportCase)
    }
}
