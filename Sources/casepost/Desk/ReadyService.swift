internal import ServiceLifecycle

/// Tells the service manager that the desk is ready, that it lives, and that it is about to end.
struct ReadyService: Service {
    let manager: ServiceManager

    func run() async {
        manager.tell("READY=1")
        if manager.watchdog == nil {
            try? await gracefulShutdown()
        } else {
            await cancelWhenGracefulShutdown { await manager.giveSigns() }
        }
        manager.tell("STOPPING=1")
    }
}
