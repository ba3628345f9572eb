internal import Core
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// Reads all of a descriptor: into memory while it is small, on to a file of the spool once it is not.
struct SpooledReader {
    let descriptor: Int32
    /// What the descriptor is, for errors.
    let name: String
    let spoolFolder: String

    func read() throws -> RawContent {
        var head: [UInt8] = []
        while head.count <= RawContent.memoryLimit {
            guard let chunk = try chunk() else { return .memory(head) }
            head += chunk
        }
        return try spool(head)
    }

    private func spool(_ head: [UInt8]) throws -> RawContent {
        let path = "\(spoolFolder)/\(UUID().uuidString.lowercased())"
        let output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw errno == ENOSPC || errno == EDQUOT ? full(path) : failure(path) }
        defer { close(output) }
        do {
            var size = 0
            var next: [UInt8]? = head
            while let bytes = next {
                try write(bytes, to: output, path)
                size += bytes.count
                next = try chunk()
            }
            return .file(path: path, size: size)
        } catch {
            unlink(path)
            throw error
        }
    }

    private func chunk() throws -> [UInt8]? {
        let bytes = try [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            var result = 0
            repeat {
                result = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            } while result < 0 && errno == EINTR
            guard result >= 0 else { throw failure(name) }
            count = result
        }
        return bytes.isEmpty ? nil : bytes
    }

    private func write(_ bytes: [UInt8], to output: Int32, _ path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { throw errno == ENOSPC || errno == EDQUOT ? full(path) : failure(path) }
            rest = rest.dropFirst(written)
        }
    }

    /// It passes, and says nothing about the message.
    private func full(_ path: String) -> StoreFailure {
        StoreFailure(
            .full, detail: "\(path): \(String(cString: strerror(errno)))",
            advice: "The disk is full: make room; nothing was lost, and mail stays where it is.")
    }

    private func failure(_ name: String) -> IntakeFailure {
        IntakeFailure(
            "\(name): \(String(cString: strerror(errno)))",
            advice: "Check free space, and the rights of this file and of the folder of store.blobs; nothing was lost.")
    }
}
