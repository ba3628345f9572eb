/// The name of a template of a page; a contract with those who edit them.
public enum PageName: String, Sendable, CaseIterable {
    case caseView = "case-view"
    case caseExpired = "case-expired"
    case challengeQuestion = "challenge-question"
    case challengeConfirmed = "challenge-confirmed"
    case challengeDisowned = "challenge-disowned"
    case challengeAnswered = "challenge-answered"
    case challengeExpired = "challenge-expired"
    case notices
    case notFound = "not-found"
    case optOut = "opt-out"
    case optedIn = "opted-in"
    case optedOut = "opted-out"
    case problem
    case surveyForm = "survey-form"
    case surveyOver = "survey-over"
    case surveyThanks = "survey-thanks"

    /// What a template of that name may say.
    var variables: VariableNames {
        switch self {
        case .caseView: CaseViewPage.names
        case .challengeQuestion: ChallengeQuestionPage.names
        case .challengeConfirmed, .challengeDisowned: ChallengeResultPage.names
        case .caseExpired, .challengeAnswered, .challengeExpired, .notFound, .surveyOver: FixedPage.names
        case .optOut, .optedIn, .optedOut: OptOutPage.names
        case .notices: NoticesPage.names
        case .problem: ProblemPage.names
        case .surveyForm, .surveyThanks: SurveyPage.names
        }
    }
}

/// What a page says: one case for each template, with all that it may say.
public enum PageContext: Sendable {
    case caseView(CaseViewPage)
    case caseExpired(FixedPage)
    case challengeQuestion(ChallengeQuestionPage)
    case challengeConfirmed(ChallengeResultPage)
    case challengeDisowned(ChallengeResultPage)
    case challengeAnswered(FixedPage)
    case challengeExpired(FixedPage)
    case notices(NoticesPage)
    case notFound(FixedPage)
    case optOut(OptOutPage)
    case optedIn(OptOutPage)
    case optedOut(OptOutPage)
    case problem(ProblemPage)
    case surveyForm(SurveyPage)
    case surveyOver(FixedPage)
    case surveyThanks(SurveyPage)

    /// The template that says it.
    public var name: PageName {
        switch self {
        case .caseView: .caseView
        case .caseExpired: .caseExpired
        case .challengeQuestion: .challengeQuestion
        case .challengeConfirmed: .challengeConfirmed
        case .challengeDisowned: .challengeDisowned
        case .challengeAnswered: .challengeAnswered
        case .challengeExpired: .challengeExpired
        case .notices: .notices
        case .notFound: .notFound
        case .optOut: .optOut
        case .optedIn: .optedIn
        case .optedOut: .optedOut
        case .problem: .problem
        case .surveyForm: .surveyForm
        case .surveyOver: .surveyOver
        case .surveyThanks: .surveyThanks
        }
    }

    /// The same as something that templates can look names up in.
    var object: any TemplateObject {
        switch self {
        case .caseView(let page): TemplateSubject(page)
        case .challengeQuestion(let page): TemplateSubject(page)
        case .challengeConfirmed(let page), .challengeDisowned(let page): TemplateSubject(page)
        case .caseExpired(let page), .challengeAnswered(let page), .challengeExpired(let page), .notFound(let page),
            .surveyOver(let page):
            TemplateSubject(page)
        case .optOut(let page), .optedIn(let page), .optedOut(let page): TemplateSubject(page)
        case .surveyForm(let page), .surveyThanks(let page): TemplateSubject(page)
        case .problem(let page): TemplateSubject(page)
        case .notices(let page): TemplateSubject(page)
        }
    }
}
