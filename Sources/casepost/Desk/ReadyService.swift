internal import Logging
internal import ServiceLifecycle

/// Says that the desk is ready, that it lives, and that it is about to end: in the log, and to the service manager if there is one.
///
/// Ready it is when signals end it in order, which is so before the first service runs, and all its addresses are open.
struct ReadyService: Service {
    let manager: ServiceManager?
    let doors: Doors
    /// The mailboxes that are read.
    let mailboxes: String
    let log: Logger

    func run() async {
        await cancelWhenGracefulShutdown {
            guard await doors.areOpen() else { return }
            log.notice("serving", metadata: ["mailboxes": "\(mailboxes)"])
            manager?.tell("READY=1")
            await manager?.giveSigns()
        }
        // A service that ends would end the others.
        try? await gracefulShutdown()
        manager?.tell("STOPPING=1")
    }
}
