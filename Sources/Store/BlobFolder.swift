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
        try keep { take in try bytes.withUnsafeBytes(take) }
    }

    /// Keeps octets in a new file as they come, and gives its name.
    func keep(_ pieces: NewAttachment.Pieces) throws -> String {
        let temporary = "\(incoming)/\(UUID().uuidString.lowercased())"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(temporary) }
        defer { close(descriptor) }
        do {
            try pieces { try write($0, to: descriptor, temporary) }
            return try publish(temporary, descriptor)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Removes spooled files that a crash left behind; only those last changed before `limit`, since younger ones may be in use.
    func sweepIncoming(before limit: Int) throws {
        for name in try names(in: incoming) where isOlder("\(incoming)/\(name)", than: limit) {
            try remove("\(incoming)/\(name)")
        }
    }

    /// The names of kept files that were last changed before `limit`.
    func names(before limit: Int) throws -> [String] { try names().filter { isOlder(location(of: $0), than: limit) } }

    /// Removes kept files; one that is gone already is no problem.
    func remove(kept names: [String]) throws { for name in names { try remove(location(of: name)) } }

    /// Removes kept files for good: that they are gone is durable on return.
    ///
    /// One that is gone already is no problem.
    func discard(_ names: [String]) throws {
        for name in names {
            try remove(location(of: name))
            Failpoint.fileUnlinked.pass()
        }
        try syncFolder()
    }

    /// The names of all kept files.
    func names() throws -> [String] { try names(in: path).filter { $0.hasSuffix(".blob") } }

    /// The number of octets of a kept file; `nil` if there is none of that name.
    func size(of name: String) -> Int? {
        var status = stat()
        return stat(location(of: name), &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? status.st_size : nil
    }

    private func isOlder(_ file: String, than limit: Int) -> Bool {
        var status = stat()
        return stat(file, &status) == 0 && status.st_mtim.tv_sec < limit
    }

    private func remove(_ file: String) throws {
        guard unlink(file) == 0 || errno == ENOENT else { throw failure(file) }
    }

    private func names(in folder: String) throws -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw StoreFailure(
                .permission, detail: "\(folder): \(error)", advice: "Let the user that runs casepost read the folder.")
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ name: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if written < 0, errno == EINTR { continue }
            guard written >= 0 else { throw failure(name) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
    }

    /// File, name, folder: made durable in that order.
    private func publish(_ temporary: String, _ descriptor: Int32) throws -> String {
        guard fsync(descriptor) == 0 else { throw unsafe(temporary) }
        let name = UUID().uuidString.lowercased() + ".blob"
        guard rename(temporary, location(of: name)) == 0 else { throw failure(temporary) }
        try syncFolder()
        Failpoint.blobPublished.pass()
        return name
    }

    private func syncFolder() throws {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw unsafe(path) }
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
        StoreFailure(unsafe: "\(name): \(Self.errorText())")
    }

    private static func errorText() -> String { String(cString: strerror(errno)) }
}
