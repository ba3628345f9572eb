/// Which mail goes first where not all can go at once; the numbers are stored.
public enum MailPriority: Int, Sendable, CaseIterable {
    /// Somebody waits for it at this moment: answers, acknowledgements, alerts.
    case prompt = 0
    /// News of a case.
    case news = 1
    /// What nobody misses for an hour: reminders and all that goes to many.
    case bulk = 2
}

extension TemplateName {
    /// How soon its mails go out.
    public var priority: MailPriority {
        switch self {
        case .caseAcknowledgement, .commandReply, .questionReply, .senderConfirm, .senderRedirect, .senderReadOnly,
            .onCall, .operatorAlert:
            .prompt
        case .caseNews, .casePost, .caseStatus, .caseClosed, .caseEscalated, .caseReleased, .permissionRequest,
            .responseWarning, .caseLink:
            .news
        case .caseFollowUp, .digest, .contactDigest, .notice, .survey, .operatorDigest: .bulk
        }
    }
}

/// Whose turn it is among mails of all priorities: the higher first, and none starves.
///
/// Places are numbered on and on. While mail of all kinds waits, five of every eight places are for prompt mail, two for
/// news, one for bulk; a place whose kind has nothing waiting goes to the highest that has.
public enum ClaimOrder {
    private static let cycle: [MailPriority] = [.prompt, .prompt, .news, .prompt, .prompt, .news, .prompt, .bulk]

    /// Fills `limit` places from `place` on with what waits; mails of one priority keep their order.
    ///
    /// - Parameter waiting: the mails of each priority, whose turn comes first in front; `limit` of each are enough.
    public static func fill<Mail>(
        _ limit: Int, from place: Int64, with waiting: [MailPriority: [Mail]]
    ) -> [Mail] {
        var left = waiting.mapValues { $0[...] }
        var turn: [Mail] = []
        for offset in 0..<max(limit, 0) {
            let favourite = cycle[Int((place + Int64(offset)) % Int64(cycle.count))]
            let order = [favourite] + MailPriority.allCases
            guard let next = order.first(where: { left[$0]?.isEmpty == false }), let mail = left[next]?.popFirst()
            else { break }
            turn.append(mail)
        }
        return turn
    }
}
