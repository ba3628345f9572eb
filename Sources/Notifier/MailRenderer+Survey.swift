internal import Core
internal import FoundationEssentials
internal import MailAuth
internal import Templates

extension MailRenderer {
    /// What asks a contact how a case went; its time runs from the mail's own Date, so that each attempt says the same.
    func survey(
        _ survey: Survey, _ supportCase: SupportCase, _ accountName: String, _ person: Person, sent: Date
    ) -> SurveyMail {
        let expires = survey.expires(rules.preset.surveys) ?? sent.addingTimeInterval(rules.preset.surveys.lifetime)
        let links = links.survey(survey, expires: expires)
        return SurveyMail(
            siteName: siteName, recipientName: person.firstName, caseNumber: supportCase.number.description,
            subject: contents.content(for: accountName) == .linkOnly ? "" : supportCase.subject,
            closedAt: (supportCase.closed ?? survey.due).inMail,
            areas: SurveyArea.allCases.map { area in
                SurveyMail.Area(
                    title: area.title, question: area.question,
                    links: SurveyAnswer.scale.map { links?.form.rating(area, $0) ?? "" })
            },
            link: links?.form.description ?? "", optOutLink: links?.optOut.description ?? "", expires: expires.inMail,
            days: rules.preset.surveys.days)
    }
}

extension TemplateContext {
    /// Where mails like it are stopped, for those that nobody has to get.
    var unsubscribeLink: String? {
        switch self {
        case .survey(let survey): survey.optOutLink
        case .caseAcknowledgement, .casePost, .caseStatus, .caseNews, .caseClosed, .caseFollowUp, .caseEscalated,
            .caseReleased, .permissionRequest, .responseWarning, .onCall, .caseLink, .digest, .contactDigest, .notice,
            .commandReply, .questionReply, .senderConfirm, .senderRedirect, .senderReadOnly, .operatorAlert,
            .operatorDigest:
            nil
        }
    }
}
