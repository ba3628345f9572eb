#if canImport(Glibc)
    internal import Glibc
#endif

/// An open file that is written or read from its beginning to its end, a piece at a time.
final class OctetFile {
    /// So much is in memory at once.
    static let piece = 1 << 20

    private let descriptor: Int32
    /// What it is called in errors.
    let path: String

    /// Opens a file to be read.
    init(reading path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    /// Makes a file that only its owner may read, or empties it; `-` is standard output.
    init(writing path: String) throws {
        self.path = path
        descriptor = path == "-" ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit { close(descriptor) }

    /// Its number of octets.
    func size() throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
        return Int(status.st_size)
    }

    /// The next octets: as many as asked for, or all up to the end.
    func read(_ count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let result = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
                if result < 0, errno == EINTR { continue }
                guard result >= 0 else { throw Self.failure(path) }
                if result == 0 { return }
                filled += result
            }
        }
    }

    func write(_ octets: [UInt8]) throws {
        var rest = octets[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Self.failure(path) }
            rest = rest.dropFirst(written)
        }
    }

    /// Has what was written survive a power cut.
    func makeDurable() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    /// Gives a file another name, durably, in the place of what has it.
    static func rename(_ path: String, to name: String) throws {
        guard Glibc.rename(path, name) == 0 else { throw failure(name) }
        let folder = try OctetFile(reading: FilePath.folder(of: name))
        try folder.makeDurable()
    }

    private static func failure(_ path: String) -> CommandFailure {
        let code = errno
        let advice =
            code == ENOSPC || code == EDQUOT
            ? "the disk is full: make room, and run it again"
            : "see whether the path is right, and who may read and write it"
        return CommandFailure(.ioError, "\(path): \(String(cString: strerror(code))); \(advice)")
    }
}
