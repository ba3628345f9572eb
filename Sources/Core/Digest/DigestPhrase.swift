internal import FoundationEssentials

/// Says in a few words what happened on a case since the last digest.
enum DigestPhrase {
    /// The most telling of what happened on each case; nothing of cases on which only the desk itself did something by the way.
    static func ofCases(
        _ news: [DigestMaterial.News], for reader: EmailAddress, calendar: DigestCalendar
    ) -> [CaseNumber: String] {
        var best: [CaseNumber: (weight: Int, text: String)] = [:]
        for item in news {
            guard let words = words(for: item, reader), words.weight >= best[item.number]?.weight ?? 0 else { continue }
            best[item.number] = (words.weight, "\(words.text), \(calendar.text(of: item.entry.at))")
        }
        return best.mapValues(\.text)
    }

    private static func words(
        for news: DigestMaterial.News, _ reader: EmailAddress
    ) -> (weight: Int, text: String)? {
        let (entry, value) = (news.entry, news.entry.to ?? "")
        let by = news.author.map { " by \($0)" } ?? ""
        switch entry.kind {
        case .post:
            let author = news.author ?? "The operator"
            return (4, entry.visibility == .internal ? "\(author) wrote a note" : "\(author) wrote")
        case .status where value == CaseStatus.closed.rawValue: return (6, "Closed\(by)")
        case .status: return (1, "Now \(value)\(by)")
        case .priority: return (1, "Priority is \(value) now\(by)")
        case .assignment:
            return EmailAddress(value) == reader ? (3, "Given to you\(by)") : (2, "Given to \(value)\(by)")
        case .escalation: return (3, "Escalated to \(value)\(by)")
        case .permission: return (5, "Permission \(value)\(by)")
        case .recipient, .attachment, .merge, .note: return nil
        }
    }
}

extension FeedEntry {
    /// Whether it says that the time for the first answer runs out, or is over.
    var isWarning: Bool { kind == .note && channel == .system && visibility == .internal && !isUndelivered }
}
