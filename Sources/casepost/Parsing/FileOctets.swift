#if canImport(Glibc)
    internal import Glibc
#endif

/// The octets of a file: read while they are few, mapped when they are many, so that its size costs no memory.
final class FileOctets: Sendable {
    /// Files up to this size are read: a file that somebody cuts while it is mapped ends the process.
    private static let readLimit = 1 << 20

    private nonisolated(unsafe) let octets: UnsafeRawBufferPointer
    private let isMapped: Bool

    /// Opens the file of that path; `-` is standard input.
    init(_ path: String) throws(FileOctetsFailure) {
        let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileOctetsFailure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileOctetsFailure(path) }
        let isLargeFile = status.st_mode & S_IFMT == S_IFREG && status.st_size > Self.readLimit
        if isLargeFile {
            let size = Int(status.st_size)
            guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else {
                throw FileOctetsFailure(path)
            }
            octets = UnsafeRawBufferPointer(start: memory, count: size)
        } else {
            octets = try Self.read(descriptor, path)
        }
        isMapped = isLargeFile
    }

    deinit {
        if isMapped {
            munmap(UnsafeMutableRawPointer(mutating: octets.baseAddress), octets.count)
        } else {
            octets.deallocate()
        }
    }

    /// Lends the octets.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(self) { try body(octets) }
    }

    /// Everything up to the end, of a file or a pipe.
    private static func read(_ descriptor: Int32, _ path: String) throws(FileOctetsFailure) -> UnsafeRawBufferPointer {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileOctetsFailure(path) }
            guard count > 0 else { break }
            bytes.append(contentsOf: piece[..<count])
        }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        memory.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(memory)
    }
}

/// Why a file cannot be read.
struct FileOctetsFailure: Error, CustomStringConvertible {
    let description: String

    /// The failure that the last system call of this thread reported.
    fileprivate init(_ path: String) { description = "\(path): \(String(cString: strerror(errno)))" }
}
