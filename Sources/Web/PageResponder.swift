internal import Core
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import MailAuth
internal import NIOCore
internal import Templates

/// Answers every request: the one way in, so that no answer lacks what all must have.
struct PageResponder: HTTPResponder {
    let configuration: WebConfiguration
    let templates: PageSet
    let challenges: ChallengePages
    let cases: CasePages
    let notices: NoticePages
    let surveys: SurveyPages
    let stylesheet: Stylesheet
    let headers: SecurityHeaders
    let limiter: RateLimiter
    let requests: RequestTally
    let log: Logger

    /// Answers; throws only what the connection breaks on.
    func respond(to request: Request, context: Visitor) async throws -> Response {
        let start = ContinuousClock.now
        let route = Route(
            path: request.uri.path, prefix: configuration.publicURL.path, stylesheet: stylesheet.name)
        let reply = try await reply(to: request, for: route, from: context)
        var response = response(reply)
        if request.method == .head {
            // The length that the answer to a GET would have, and nothing of that length.
            response = Response(status: response.status, headers: response.headers)
        }
        headers.complete(&response.headers)
        note(request.method, route, response.status, since: start)
        return response
    }

    private func reply(
        to request: Request, for route: Route, from visitor: Visitor
    ) async throws -> PageReply {
        let address = visitor.address(believing: configuration.trustedProxies, request.headers)
        // A monitor may ask as often as it likes.
        if route != .health, let wait = limiter.secondsToWait(address, at: challenges.now()) {
            return .problem(.tooMany(retryAfter: wait))
        }
        guard request.uri.string.utf8.count <= configuration.limits.pathSize else { return .problem(.pathTooLong) }
        guard let methods = route.methods else { return challenges.missing }
        guard methods.contains(request.method) else { return .problem(.wrongMethod(allowed: methods)) }
        switch route {
        case .health: return .health
        case .stylesheet: return .stylesheet(stylesheet.text)
        case .missing: return challenges.missing
        case .confirm(let token): return try await confirm(request, token)
        case .view(let token): return await guarded { try await cases.show(token) ?? challenges.missing }
        case .notices(nil): return await guarded { try await notices.show() }
        case .notices(let id?): return await guarded { try await notices.show(before: id) }
        case .survey(let token): return try await survey(request, token)
        case .optOut(let token): return try await optOut(request, token)
        }
    }

    private func survey(_ request: Request, _ token: String) async throws -> PageReply {
        guard request.method == .post else {
            let query = FormBody(request.uri.queryParameters.map { (String($0.key), String($0.value)) })
            return await guarded { try await surveys.show(token, choosing: query) ?? challenges.missing }
        }
        guard surveys.isGood(token, .survey) else { return challenges.missing }
        switch try await form(of: request) {
        case .problem(let problem): return .problem(problem)
        case .form(let form):
            return await guarded { try await surveys.answer(token, with: form) ?? challenges.missing }
        }
    }

    private func optOut(_ request: Request, _ token: String) async throws -> PageReply {
        guard request.method == .post else {
            return await guarded { try await surveys.showOptOut(token) ?? challenges.missing }
        }
        guard surveys.isGood(token, .optOut) else { return challenges.missing }
        switch try await form(of: request) {
        case .problem(let problem): return .problem(problem)
        case .form(let form):
            guard let choice = OptOutChoice(form) else { return .problem(.badForm) }
            return await guarded { try await surveys.optOut(token, choice) ?? challenges.missing }
        }
    }

    private func confirm(_ request: Request, _ token: String) async throws -> PageReply {
        guard let id = challenges.challenge(token) else { return challenges.missing }
        guard request.method == .post else { return await guarded { try await challenges.show(id) } }
        switch try await form(of: request) {
        case .problem(let problem): return .problem(problem)
        case .form(let form):
            guard let answer = challenges.answer(in: form) else { return .problem(.badForm) }
            return await guarded { try await challenges.answer(answer, to: id) }
        }
    }

    private enum SentForm {
        case form(FormBody)
        case problem(Problem)
    }

    /// The form that a request brings.
    private func form(of request: Request) async throws -> SentForm {
        guard let body = try await body(of: request) else { return .problem(.tooLarge) }
        let form = FormBody(
            body, contentType: request.headers[.contentType], maximumFields: configuration.limits.formFields)
        return form.map { .form($0) } ?? .problem(.badForm)
    }

    /// The octets of a body; `nil` where it is larger than we take.
    private func body(of request: Request) async throws -> [UInt8]? {
        let limit = configuration.limits.bodySize
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { return nil }
        do {
            return Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            return nil
        }
    }

    /// What the desk says, or that something went wrong with us.
    private func guarded(_ ask: () async throws -> PageReply) async -> PageReply {
        do {
            return try await ask()
        } catch {
            log.error("request not answered", metadata: ["error": "\(error)"])
            return .problem(.ours)
        }
    }

    private func response(_ reply: PageReply) -> Response {
        switch reply {
        case .page(let status, let page): return html(status, page)
        case .problem(let problem):
            let page = ProblemPage(frame: challenges.frame, title: problem.title, remedy: problem.remedy)
            var response = html(problem.status, .problem(page))
            response.headers.append(contentsOf: problem.fields)
            return response
        case .stylesheet(let text):
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        case .health:
            return Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "ok\n")))
        }
    }

    private func html(_ status: HTTPResponse.Status, _ page: PageContext) -> Response {
        let rendered = templates.render(page)
        if let fallback = rendered.fallback { log.warning("page", metadata: ["fallback": "\(fallback)"]) }
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: rendered.html)))
    }

    /// Counts each request, and logs one line for it, with no word of what was asked for but the name of the page.
    private func note(
        _ method: HTTPRequest.Method, _ route: Route, _ status: HTTPResponse.Status,
        since start: ContinuousClock.Instant
    ) {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        let duration = ContinuousClock.now - start
        requests.note(route, status: status.code, took: duration)
        log.info(
            "request",
            metadata: [
                "route": "\(route.name)", "method": "\(known.contains(method) ? method.rawValue : "other")",
                "status": "\(status.code)", "ms": "\(Int((duration / .milliseconds(1)).rounded(.up)))",
            ])
    }
}
