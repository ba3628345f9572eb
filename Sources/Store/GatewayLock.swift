internal import Core

#if canImport(Glibc)
    internal import Glibc
#endif

/// The right to be the one process that receives and sends for a desk; given up when it is released or the process ends.
public final class GatewayLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of the desk whose database is at `path`.
    ///
    /// Throws `StoreFailure` of kind `busy`, which names the process that holds it.
    public init(besides path: String) throws {
        let file = path + ".lock"
        descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreFailure(
                .permission, detail: "\(file): \(String(cString: strerror(errno)))",
                advice: "Check that the folder of store.url exists and may be written to.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(descriptor)
            close(descriptor)
            throw StoreFailure(
                .busy, detail: "another casepost\(holder) already works on \(path)",
                advice: "Let it do the work, or stop it first (SIGTERM); two at once are not allowed on one database.")
        }
        let text = Array("\(getpid())\n".utf8)
        // Only a help for whoever finds the lock taken: without it the lock holds as well.
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    }

    deinit { close(descriptor) }

    private static func holder(_ descriptor: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &text, text.count, 0)
        let digits = text.prefix(max(count, 0)).prefix { $0 >= 0x30 && $0 <= 0x39 }
        return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
    }
}
