internal import Logging
internal import ServiceLifecycle
internal import Web

/// Serves the desk's pages.
struct WebService: Service {
    let server: WebServer
    let doors: Doors
    let log: Logger

    func run() async throws {
        try await server.run { port in
            log.notice("pages served", metadata: ["port": "\(port)"])
            doors.open()
        }
    }
}
