internal import Core
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// The folder of octets too large for the database; a file is durable under its final name before any row names it.
struct BlobFolder: Sendable {
    private let path: String
    /// Where files lie while they are being written.
    var incoming: String { path + "/incoming" }

    init(path: String) throws {
        self.path = path
        for folder in [Folder.parent(of: path), path, path + "/incoming"] { try Folder.make(folder) }
    }

    /// The place of a kept file.
    func location(of name: String) -> String { "\(path)/\(name)" }

    /// Makes a spooled file durable under a name of its own, and gives that name.
    func adopt(_ spooled: String) throws -> String {
        let descriptor = open(spooled, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(spooled) }
        defer { close(descriptor) }
        return try publish(spooled, descriptor)
    }

    /// Keeps octets in a new file, and gives its name.
    func keep(_ bytes: [UInt8]) throws -> String {
        let temporary = "\(incoming)/\(UUID().uuidString.lowercased())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(temporary) }
        defer { close(descriptor) }
        do {
            try write(bytes, to: descriptor, temporary)
            return try publish(temporary, descriptor)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Removes what a crash left behind: spooled files that nobody kept, and files that no row names.
    ///
    /// Only files that were last changed before `limit` go, since younger ones may be in use.
    func sweep(before limit: Int, isNamed: (String) throws -> Bool) throws {
        for name in try names(in: incoming) { try remove("\(incoming)/\(name)", before: limit) }
        for name in try names() where try !isNamed(name) {
            try remove(location(of: name), before: limit)
        }
    }

    /// The names of all kept files.
    func names() throws -> [String] { try names(in: path).filter { $0.hasSuffix(".blob") } }

    /// The number of octets of a kept file; `nil` if there is none of that name.
    func size(of name: String) -> Int? {
        var status = stat()
        return stat(location(of: name), &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? status.st_size : nil
    }

    private func remove(_ file: String, before limit: Int) throws {
        var status = stat()
        guard stat(file, &status) == 0, status.st_mtim.tv_sec < limit else { return }
        guard unlink(file) == 0 || errno == ENOENT else { throw failure(file) }
    }

    private func names(in folder: String) throws -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw StoreFailure(
                .permission, detail: "\(folder): \(error)", advice: "Let the user that runs casepost read the folder.")
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ name: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { throw failure(name) }
            rest = rest.dropFirst(written)
        }
    }

    /// File, name, folder: made durable in that order.
    private func publish(_ temporary: String, _ descriptor: Int32) throws -> String {
        guard fsync(descriptor) == 0 else { throw unsafe(temporary) }
        let name = UUID().uuidString.lowercased() + ".blob"
        guard rename(temporary, location(of: name)) == 0 else { throw failure(temporary) }
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw unsafe(path) }
        Failpoint.blobPublished.pass()
        return name
    }

    private func failure(_ name: String) -> StoreFailure {
        let isFull = errno == ENOSPC || errno == EDQUOT
        return StoreFailure(
            isFull ? .full : .other, detail: "\(name): \(Self.errorText())",
            advice: isFull
                ? "The disk is full: make room; nothing was lost, and mail stays where it is."
                : "Check that the folder of store.blobs exists and may be written to.")
    }

    private func unsafe(_ name: String) -> StoreFailure {
        StoreFailure(
            .unsafe, detail: "\(name): \(Self.errorText())",
            advice: "The disk failed to make data durable: check it (dmesg), then start again.")
    }

    private static func errorText() -> String { String(cString: strerror(errno)) }
}
