internal import Core

#if canImport(Glibc)
    internal import Glibc
#endif

extension RawContent {
    /// Gives the octets to `body`; a file is mapped, not read, so that its size costs no memory.
    func withBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        switch self {
        case .memory(let bytes): return try bytes.withUnsafeBytes(body)
        case .file(let path, _): return try Self.withMapped(path, body)
        }
    }

    private static func withMapped<T>(_ path: String, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        let size = Int(status.st_size)
        guard size > 0 else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        guard let memory = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED else {
            throw failure(path)
        }
        defer { munmap(memory, size) }
        return try body(UnsafeRawBufferPointer(start: memory, count: size))
    }

    private static func failure(_ path: String) -> StoreFailure {
        StoreFailure(
            .missing, detail: "\(path): \(String(cString: strerror(errno)))",
            advice: "A kept message is gone from the blobs: restore the folder from a backup.")
    }
}
