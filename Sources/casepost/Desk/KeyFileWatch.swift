internal import Logging
internal import MailAuth
internal import ServiceLifecycle

#if canImport(Glibc)
    internal import Glibc
#endif

/// Takes the keys anew whenever their file changes; a file that can't be read leaves those that are there.
struct KeyFileWatch: Service {
    /// What tells one version of a file from another.
    private struct Version: Equatable {
        var inode: UInt64
        var seconds: [Int]

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            inode = UInt64(status.st_ino)
            // The time of the last change tells of new permissions too.
            seconds = [
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
                Int(status.st_size),
            ]
        }
    }

    private static let interval = Duration.seconds(5)

    let file: String
    let keys: KeyRing
    let log: Logger

    func run() async throws {
        // The file may have changed since the process read it, so the first look always reads.
        var seen: Version??
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let version = Version(file)
            if seen != .some(version) { take(isFirst: seen == nil) }
            seen = .some(version)
            await rest(Self.interval)
        }
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
