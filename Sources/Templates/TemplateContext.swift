public import Core

/// What a mail is about: one case for each template, with all that it may say.
public enum TemplateContext: Sendable {
    case caseAcknowledgement(CaseAcknowledgement)
    case casePost(CasePost)
    case senderConfirm(SenderConfirm)
    case senderRedirect(SenderRedirect)
    case senderReadOnly(SenderReadOnly)

    /// The template that says it.
    public var name: TemplateName {
        switch self {
        case .caseAcknowledgement: .caseAcknowledgement
        case .casePost: .casePost
        case .senderConfirm: .senderConfirm
        case .senderRedirect: .senderRedirect
        case .senderReadOnly: .senderReadOnly
        }
    }

    /// The same as something that templates can look names up in.
    var object: TemplateObject {
        switch self {
        case .caseAcknowledgement(let acknowledgement): TemplateObject(acknowledgement)
        case .casePost(let post): TemplateObject(post)
        case .senderConfirm(let question): TemplateObject(question)
        case .senderRedirect(let advice): TemplateObject(advice)
        case .senderReadOnly(let advice): TemplateObject(advice)
        }
    }
}

extension TemplateName {
    /// What a template of that name may say.
    var variables: VariableNames {
        switch self {
        case .caseAcknowledgement: CaseAcknowledgement.names
        case .casePost: CasePost.names
        case .senderConfirm: SenderConfirm.names
        case .senderRedirect: SenderRedirect.names
        case .senderReadOnly: SenderReadOnly.names
        }
    }
}
