/// The name of a template of mail; a contract with those who edit them.
public enum TemplateName: String, Sendable, CaseIterable {
    case caseAcknowledgement = "case-acknowledgement"
    case casePost = "case-post"
    case caseStatus = "case-status"
    case caseNews = "case-news"
    case caseClosed = "case-closed"
    case caseFollowUp = "case-follow-up"
    case caseEscalated = "case-escalated"
    case caseReleased = "case-released"
    /// Stands in for any mail about a case whose account wants none of its text in mail; no entry of the outbox names it.
    case caseLink = "case-link"
    case commandReply = "command-reply"
    case questionReply = "question-reply"
    case permissionRequest = "permission-request"
    case responseWarning = "response-warning"
    case onCall = "on-call"
    case digest = "digest"
    case survey = "survey"
    case senderConfirm = "sender-confirm"
    case senderRedirect = "sender-redirect"
    case senderReadOnly = "sender-read-only"
}
