public import Core

/// What a mail is about: one case for each template, with all that it may say.
public enum TemplateContext: Sendable, Equatable {
    case caseAcknowledgement(CaseAcknowledgement)
    case casePost(CasePost)
    case caseStatus(CaseNews)
    case caseNews(CaseBurst)
    case caseClosed(CaseNews)
    case caseFollowUp(CaseNews)
    case caseEscalated(CaseNews)
    case caseReleased(CaseNews)
    case permissionRequest(CaseNews)
    case responseWarning(CaseNews)
    case onCall(CaseNews)
    case caseLink(CaseLinkNotice)
    case digest(DigestMail)
    case contactDigest(DigestMail)
    case notice(NoticeMail)
    case commandReply(CommandReply)
    case questionReply(QuestionReply)
    case senderConfirm(SenderConfirm)
    case senderRedirect(SenderRedirect)
    case senderReadOnly(SenderReadOnly)
    case survey(SurveyMail)
    case operatorAlert(OperatorMail)
    case operatorDigest(OperatorMail)

    /// The template that says it.
    public var name: TemplateName {
        switch self {
        case .caseAcknowledgement: .caseAcknowledgement
        case .casePost: .casePost
        case .caseStatus: .caseStatus
        case .caseNews: .caseNews
        case .caseClosed: .caseClosed
        case .caseFollowUp: .caseFollowUp
        case .caseEscalated: .caseEscalated
        case .caseReleased: .caseReleased
        case .permissionRequest: .permissionRequest
        case .responseWarning: .responseWarning
        case .onCall: .onCall
        case .caseLink: .caseLink
        case .digest: .digest
        case .contactDigest: .contactDigest
        case .notice: .notice
        case .commandReply: .commandReply
        case .questionReply: .questionReply
        case .senderConfirm: .senderConfirm
        case .senderRedirect: .senderRedirect
        case .senderReadOnly: .senderReadOnly
        case .survey: .survey
        case .operatorAlert: .operatorAlert
        case .operatorDigest: .operatorDigest
        }
    }

    /// The same as something that templates can look names up in.
    var object: any TemplateObject {
        switch self {
        case .caseAcknowledgement(let acknowledgement): TemplateSubject(acknowledgement)
        case .casePost(let post): TemplateSubject(post)
        case .caseNews(let burst): TemplateSubject(burst)
        case .caseStatus(let news), .caseClosed(let news), .caseFollowUp(let news), .caseEscalated(let news),
            .caseReleased(let news), .permissionRequest(let news), .responseWarning(let news), .onCall(let news):
            TemplateSubject(news)
        case .caseLink(let notice): TemplateSubject(notice)
        case .digest(let digest), .contactDigest(let digest): TemplateSubject(digest)
        case .notice(let notice): TemplateSubject(notice)
        case .commandReply(let reply): TemplateSubject(reply)
        case .questionReply(let reply): TemplateSubject(reply)
        case .senderConfirm(let question): TemplateSubject(question)
        case .senderRedirect(let advice): TemplateSubject(advice)
        case .senderReadOnly(let advice): TemplateSubject(advice)
        case .survey(let survey): TemplateSubject(survey)
        case .operatorAlert(let mail), .operatorDigest(let mail): TemplateSubject(mail)
        }
    }
}

extension TemplateName {
    /// What a template of that name may say.
    var variables: VariableNames {
        switch self {
        case .caseAcknowledgement: CaseAcknowledgement.names
        case .casePost: CasePost.names
        case .caseNews: CaseBurst.names
        case .caseStatus, .caseClosed, .caseFollowUp, .caseEscalated, .caseReleased, .permissionRequest,
            .responseWarning, .onCall:
            CaseNews.names
        case .caseLink: CaseLinkNotice.names
        case .digest, .contactDigest: DigestMail.names
        case .notice: NoticeMail.names
        case .commandReply: CommandReply.names
        case .questionReply: QuestionReply.names
        case .senderConfirm: SenderConfirm.names
        case .senderRedirect: SenderRedirect.names
        case .senderReadOnly: SenderReadOnly.names
        case .survey: SurveyMail.names
        case .operatorAlert, .operatorDigest: OperatorMail.names
        }
    }
}
