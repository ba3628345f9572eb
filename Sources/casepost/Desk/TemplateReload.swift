internal import Logging
internal import ServiceLifecycle
internal import Templates
internal import UnixSignals
internal import Web

/// Takes the desk's own templates anew at each SIGHUP; where something is wrong with one of them, all stay as they are.
struct TemplateReload: Service {
    /// The folder of the desk's own templates, if it has any.
    let folder: String?
    let mails: Replaceable<TemplateSet>
    let pages: Replaceable<PageSet>
    let server: WebServer?
    let log: Logger

    func run() async throws {
        // From here on the signal ends nobody, also where there is nothing to take anew.
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { reload() }
    }

    private func reload() {
        do {
            let fresh = (mails: try TemplateSet(overrides: folder), pages: try PageSet(overrides: folder))
            mails.replace(with: fresh.mails)
            pages.replace(with: fresh.pages)
            server?.show(fresh.pages)
            log.notice("templates taken anew", metadata: ["own": "\(fresh.mails.ownFiles.count)"])
        } catch {
            for problem in error.problems {
                log.error(
                    "templates not taken anew; mend this and send SIGHUP again", metadata: ["error": "\(problem)"])
            }
        }
    }
}
