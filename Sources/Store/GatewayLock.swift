internal import Core

#if canImport(Glibc)
    internal import Glibc
#endif

/// The right to be the one process that does something for a desk; given up when it is released or the process ends.
///
/// Without more words: that receives and sends for it.
public final class GatewayLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of the desk whose database is at `path`.
    ///
    /// Throws `StoreFailure` of kind `busy`, which names the process that holds it.
    public convenience init(besides path: String) throws {
        try self.init(
            file: path + ".lock", "already works on \(path)",
            advice:
                "Let it do the work, stop it (SIGTERM), or have `casepost serve --standby` take over when it is gone.")
    }

    /// Takes the lock of the desk whose database is at `path` as soon as nobody else has it; until then its thread waits.
    public init(waitingBesides path: String) throws {
        let file = path + ".lock"
        var taken: Int32
        repeat {
            taken = try Self.open(file)
            while flock(taken, LOCK_EX) != 0 {
                guard errno == EINTR else {
                    defer { close(taken) }
                    throw StoreFailure.ofFile(file)
                }
            }
        } while !Self.isStill(taken, file)
        descriptor = taken
        note()
    }

    /// Takes the right to do something, as whoever finds it taken is told.
    init(file: String, _ what: String, advice: String) throws {
        // Once the property is set, `deinit` closes it, also where this throws.
        let opened = try Self.open(file)
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(opened)
            close(opened)
            throw StoreFailure(
                .busy, detail: "another casepost\(holder) \(what)",
                advice: advice)
        }
        descriptor = opened
        note()
    }

    deinit { close(descriptor) }

    private static func open(_ file: String) throws -> Int32 {
        let descriptor = Glibc.open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreFailure.ofFile(file) }
        return descriptor
    }

    /// Whether the file is still there under its name; another one in its place has a lock of its own.
    ///
    /// Closes a descriptor of one that is not.
    private static func isStill(_ opened: Int32, _ file: String) -> Bool {
        var (mine, there) = (stat(), stat())
        if fstat(opened, &mine) == 0, stat(file, &there) == 0, mine.st_ino == there.st_ino,
            mine.st_dev == there.st_dev
        {
            return true
        }
        close(opened)
        return false
    }

    /// Only a help for whoever finds the lock taken: without it the lock holds as well.
    private func note() {
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
    }

    private static func holder(_ descriptor: Int32) -> String {
        var text = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &text, text.count, 0)
        let digits = text.prefix(max(count, 0)).prefix { $0 >= 0x30 && $0 <= 0x39 }
        return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
    }
}
