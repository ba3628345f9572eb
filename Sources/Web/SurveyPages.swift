internal import Core
internal import FoundationEssentials
internal import HTTPTypes
internal import MailAuth
internal import Templates

/// The pages on which a survey is answered, and surveys are stopped.
///
/// Looking changes nothing, however often a mail scanner or a browser does it, and whatever ratings a link brings along:
/// only a POST does. As with ``ChallengePages`` the capability in the address is the authorisation, and there is no cookie.
struct SurveyPages: Sendable {
    let desk: any SurveyDesk
    let tokens: CapabilityTokens
    let frame: FixedPage
    /// The path of the public address.
    let root: String
    let now: @Sendable () -> Date

    /// Whether a token is one of ours of that kind; whoever has none is told nothing of what they sent.
    func isGood(_ token: String, _ kind: TokenKind) -> Bool { tokens.read(token, kind, at: now()) != nil }

    // MARK: Answering

    /// The form, with the ratings that the link brings along; `nil` for all tokens that are good for nothing.
    func show(_ token: String, choosing query: FormBody) async throws -> PageReply? {
        guard let (id, form) = try await form(token) else { return nil }
        guard form.survey.isOpen(desk.rules, at: now()) else { return over }
        var ratings = form.survey.answer?.ratings ?? [:]
        ratings.merge(Self.ratings(in: query)) { _, chosen in chosen }
        return .page(.ok, .surveyForm(page(of: form, id, ratings, comment: form.survey.answer?.comment ?? "")))
    }

    /// Takes an answer; one without all ratings is asked for the rest, and nothing of it is kept.
    func answer(_ token: String, with body: FormBody) async throws -> PageReply? {
        guard let (id, form) = try await form(token) else { return nil }
        let (ratings, comment) = (Self.ratings(in: body), body.values("comment").first ?? "")
        guard let answer = SurveyAnswer(ratings: ratings, comment: comment) else {
            guard form.survey.isOpen(desk.rules, at: now()) else { return over }
            let page = page(of: form, id, ratings, comment: comment, wantsAll: true)
            return .page(.unprocessableContent, .surveyForm(page))
        }
        switch try await desk.take(answer, of: id, at: now()) {
        case .taken:
            return .page(.ok, .surveyThanks(page(of: form, id, answer.ratings, comment: answer.comment)))
        case .over: return over
        case .unknown: return nil
        }
    }

    private var over: PageReply { .page(.gone, .surveyOver(frame)) }

    private func form(_ token: String) async throws -> (ID<Survey>, SurveyForm)? {
        guard let number = tokens.read(token, .survey, at: now()) else { return nil }
        let id = ID<Survey>(number)
        return try await desk.form(of: id).map { (id, $0) }
    }

    /// The ratings among the fields of a form or a link; what is none of the scale, or stands there twice, is none.
    private static func ratings(in fields: FormBody) -> [SurveyArea: Int] {
        var ratings: [SurveyArea: Int] = [:]
        for area in SurveyArea.allCases {
            let values = fields.values(area.rawValue)
            guard values.count == 1, let score = Int(values[0]), SurveyAnswer.scale.contains(score) else { continue }
            ratings[area] = score
        }
        return ratings
    }

    private func page(
        of form: SurveyForm, _ id: ID<Survey>, _ ratings: [SurveyArea: Int], comment: String, wantsAll: Bool = false
    ) -> SurveyPage {
        let optOut = tokens.token(.optOut, for: form.survey.contact.rawValue)
        return SurveyPage(
            frame: frame, caseNumber: form.survey.caseNumber.description, subject: form.subject,
            areas: SurveyArea.allCases.map { area in
                SurveyPage.Area(
                    name: area.rawValue, title: area.title, question: area.question, chosen: ratings[area],
                    isMissing: wantsAll && ratings[area] == nil)
            },
            best: SurveyAnswer.scale.upperBound, comment: comment, longestComment: SurveyAnswer.longestComment,
            isAnswered: form.survey.answer != nil, expires: form.expires?.onPage ?? "",
            optOutPath: "\(root)/\(SurveyLink.folder)/\(optOut)/\(SurveyLink.optOut)")
    }

    // MARK: Stopping

    /// Whether somebody wants surveys, with the button that changes it; `nil` for all tokens that are good for nothing.
    func showOptOut(_ token: String) async throws -> PageReply? {
        guard let (_, invitee) = try await invitee(token) else { return nil }
        return .page(.ok, invitee.isOptedOut ? .optedOut(page(of: invitee)) : .optOut(page(of: invitee)))
    }

    /// Does what a button says, or a mail program on behalf of its reader; the same again changes nothing.
    func optOut(_ token: String, _ choice: OptOutChoice) async throws -> PageReply? {
        guard let (id, invitee) = try await invitee(token) else { return nil }
        try await desk.setOptOut(choice == .out, of: id, at: now())
        return .page(.ok, choice == .out ? .optedOut(page(of: invitee)) : .optedIn(page(of: invitee)))
    }

    private func invitee(_ token: String) async throws -> (ID<Person>, SurveyInvitee)? {
        guard let number = tokens.read(token, .optOut, at: now()) else { return nil }
        let id = ID<Person>(number)
        return try await desk.invitee(id).map { (id, $0) }
    }

    private func page(of invitee: SurveyInvitee) -> OptOutPage {
        OptOutPage(frame: frame, address: invitee.address.hidden, days: desk.rules.days)
    }
}

/// What somebody wants of surveys.
enum OptOutChoice: Equatable {
    case out, back

    /// What a form says: a button of ours, or a mail program by one click (RFC 8058 section 3.2); `nil` for anything else.
    init?(_ form: FormBody) {
        switch (form.values("choice"), form.values("List-Unsubscribe")) {
        case (["out"], _), ([], ["One-Click"]): self = .out
        case (["in"], []): self = .back
        default: return nil
        }
    }
}

extension EmailAddress {
    /// Enough of it for its owner to know it; a link may be passed on.
    fileprivate var hidden: String {
        let text = description
        guard let at = text.lastIndex(of: "@"), let first = text.first else { return text }
        return "\(first)…\(text[at...])"
    }
}
