internal import Core
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore

/// Answers machines that watch the desk: plain text, and nothing that a visitor of the pages may see.
struct MachineResponder: HTTPResponder {
    let desk: any DeskWatching
    let requests: RequestTally
    let version: String
    let started: Date
    let headers: SecurityHeaders
    let log: Logger
    let now: @Sendable () -> Date

    /// Answers; never throws.
    func respond(to request: Request, context: Visitor) async -> Response {
        var response = await answer(to: request)
        if request.method == .head { response = Response(status: response.status, headers: response.headers) }
        headers.complete(&response.headers)
        return response
    }

    private func answer(to request: Request) async -> Response {
        let pages = ["/healthz", "/readyz", "/metrics"]
        guard pages.contains(request.uri.path) else {
            return text(.notFound, "there is \(pages.joined(separator: ", "))\n")
        }
        guard request.method == .get || request.method == .head else {
            var response = text(.methodNotAllowed, "GET and HEAD only\n")
            response.headers[.allow] = "GET, HEAD"
            return response
        }
        switch request.uri.path {
        case "/readyz": return await readiness()
        case "/metrics": return await metrics()
        default: return text(.ok, "ok\n")
        }
    }

    /// Whether the desk can do its work; a worker that can't and tries again is told, and is no reason to be taken away.
    private func readiness() async -> Response {
        let workers = desk.workers()
        let database = await desk.databaseComplaint().map { "database: \($0)" }
        let complaints =
            [database].compactMap(\.self)
            + workers.compactMap { worker in
                worker.complaint.map { "\(worker.name): \($0)" }
            }
        let troubles = workers.compactMap { worker in worker.trouble.map { "\(worker.name): \($0)" } }
        let head = complaints.isEmpty ? "ready" : "not ready"
        let lines = [head] + complaints + troubles
        return text(complaints.isEmpty ? .ok : .serviceUnavailable, lines.joined(separator: "\n") + "\n")
    }

    private func metrics() async -> Response {
        do {
            let figures = try await desk.figures()
            let page = DeskMetrics(
                version: version, started: started, desk: figures.desk, messages: figures.messages,
                workers: desk.workers(), requests: requests.all, logins: desk.logins())
            var response = text(.ok, page.text(at: now()))
            response.headers[.contentType] = MetricsText.contentType
            return response
        } catch {
            log.error("figures not read", metadata: ["error": "\(error)"])
            return text(.serviceUnavailable, "the database can't be read\n")
        }
    }

    private func text(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
