internal import Logging
internal import MailAuth
internal import ServiceLifecycle

/// Takes the keys anew whenever their file changes; a file that can't be read leaves those that are there.
struct KeyFileWatch: Service {
    /// Between two looks where the kernel tells of changes: it does not of all that another machine, or a link, brings about.
    private static let safetyInterval = Duration.seconds(60)
    /// And where it does not.
    private static let pollInterval = Duration.seconds(5)
    /// Who changes a file may do so in several steps.
    private static let patience = Duration.seconds(1)

    let file: String
    let keys: KeyRing
    let log: Logger

    func run() async throws {
        let changed = Doorbell()
        let watch = FolderWatch(FilePath.folder(of: file), for: .file(FilePath.name(of: file)), bell: changed)
        // The file may have changed since the process read it, so the first look always reads.
        var seen: FileVersion??
        repeat {
            let version = FileVersion(file)
            if seen != .some(version) { take(isFirst: seen == nil) }
            seen = .some(version)
            _ = await changed.next(within: watch == nil ? Self.pollInterval : Self.safetyInterval)
            await rest(Self.patience)
        } while !Task.isShuttingDownGracefully && !Task.isCancelled
        withExtendedLifetime(watch) {}
    }

    private func take(isFirst: Bool) {
        do {
            let fresh = try SecretKeyFile.read(file)
            guard keys.replace(with: fresh) else {
                log.error("the key file has no usable key; the keys read before stay", metadata: ["file": "\(file)"])
                return
            }
            if !isFirst {
                log.notice(
                    "keys taken anew",
                    metadata: [
                        "signs": "\(fresh.first?.id ?? 0)",
                        "keys": "\(fresh.map { "\($0.id)" }.joined(separator: ","))",
                    ])
            }
        } catch {
            log.error(
                "the key file cannot be read; the keys read before stay", metadata: ["error": "\(error.description)"])
        }
    }
}
