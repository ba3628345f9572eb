internal import Logging
internal import ServiceLifecycle
internal import Web

/// Serves those who watch the desk.
struct MachineService: Service {
    let server: MachineServer
    /// Whether somebody wrote down where; where nobody did, another desk on this machine may have taken it.
    let isChosen: Bool
    let doors: Doors
    let log: Logger

    func run() async throws {
        do {
            try await server.run { port in
                log.notice("health and metrics served", metadata: ["port": "\(port)"])
                doors.open()
            }
        } catch let failure as WebServerFailure where !isChosen {
            log.warning(
                "no health and metrics: another program has their address; set machine_listen under [web]",
                metadata: ["error": "\(failure)"])
            doors.open()
            // A service that ends would end the others.
            try? await gracefulShutdown()
        }
    }
}
