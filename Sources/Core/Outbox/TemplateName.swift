/// The name of a template of mail; a contract with those who edit them.
public enum TemplateName: String, Sendable, CaseIterable {
    case caseAcknowledgement = "case-acknowledgement"
    case casePost = "case-post"
    case senderConfirm = "sender-confirm"
    case senderRedirect = "sender-redirect"
    case senderReadOnly = "sender-read-only"
}
