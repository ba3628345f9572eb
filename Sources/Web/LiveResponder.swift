internal import Hummingbird
internal import Templates

/// Answers as the pages say that the desk has now; a request that has begun ends with those it began with.
struct LiveResponder: HTTPResponder {
    let pages: Replaceable<PageResponder>

    func respond(to request: Request, context: Visitor) async throws -> Response {
        try await pages.current.respond(to: request, context: context)
    }
}
