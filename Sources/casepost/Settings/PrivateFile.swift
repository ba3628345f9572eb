#if canImport(Glibc)
    internal import Glibc
#endif

/// Reads and writes small files that hold secrets.
enum PrivateFile {
    private static let sizeLimit = 64 * 1024

    /// The text of a file that is no business of everybody on the machine.
    ///
    /// The permissions are those of the file that is then read, whatever happens to its name meanwhile.
    static func text(of path: String) throws(FileProblem) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw problem(path, errorText() + "; " + advice(errno)) }
        defer { close(descriptor) }
        try checkStatus(of: descriptor, path)
        var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
        var count = 0
        while count < bytes.count {
            let received = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if received < 0, errno == EINTR { continue }
            guard received >= 0 else { throw problem(path, errorText() + "; see whether the disk is well") }
            if received == 0 { break }
            count += received
        }
        guard count <= sizeLimit else { throw problem(path, "is larger than 64 KiB; this can't be the right file") }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw problem(path, "is not UTF-8 text; write it anew")
        }
        return text
    }

    /// Makes a file that must not exist yet; one that root makes is for whom its folder is.
    static func create(_ path: String, _ text: String, mode: mode_t = 0o600) throws(FileProblem) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw problem(path, errorText() + "; " + advice(errno)) }
        defer { close(descriptor) }
        guard FolderOwner.give(descriptor, in: FilePath.folder(of: path)) else { throw problem(path, errorText()) }
        try write(text, to: descriptor, path)
    }

    /// Puts a text in the place of a file that is there, with its owner: a reader sees the old text or the new one.
    ///
    /// A symbolic link stays one. Nobody may read the new file who could not read the old one; durable on return.
    static func replace(_ path: String, with text: String) throws(FileProblem) {
        var status = stat()
        guard let resolved = realpath(path, nil) else { throw problem(path, errorText() + "; " + advice(errno)) }
        let target = String(cString: resolved)
        free(resolved)
        guard stat(target, &status) == 0 else { throw problem(path, errorText() + "; " + advice(errno)) }
        let temporary = target + ".new"
        // Left by a process that was killed: the old text still counts, so this one is worth nothing.
        unlink(temporary)
        do throws(FileProblem) {
            try writeDurably(text, to: temporary, like: status)
            guard rename(temporary, target) == 0 else { throw problem(path, errorText() + "; " + advice(errno)) }
        } catch {
            unlink(temporary)
            throw error
        }
        try makeDurable(folder: FilePath.folder(of: target))
    }

    /// Puts a text in the place of a file, or makes one that belongs to the owner of its folder; durable on return.
    ///
    /// So what root makes is there for the user that runs casepost.
    static func save(_ path: String, _ text: String) throws(FileProblem) {
        guard !exists(path) else { return try replace(path, with: text) }
        let folder = FilePath.folder(of: path)
        var status = stat()
        guard stat(folder, &status) == 0 else { throw problem(folder, errorText() + "; " + advice(errno)) }
        if geteuid() != 0 { (status.st_uid, status.st_gid) = (geteuid(), getegid()) }
        status.st_mode = 0o600
        let temporary = path + ".new"
        unlink(temporary)
        do throws(FileProblem) {
            try writeDurably(text, to: temporary, like: status)
            guard rename(temporary, path) == 0 else { throw problem(path, errorText() + "; " + advice(errno)) }
        } catch {
            unlink(temporary)
            throw error
        }
        try makeDurable(folder: folder)
    }

    /// Whether there is something of that name.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 || errno != ENOENT }

    /// Fails where no file could be put into the folder of that one.
    static func checkRoom(for path: String) throws(FileProblem) {
        let folder = FilePath.folder(of: path)
        guard access(folder, W_OK | X_OK) == 0 else { throw problem(folder, errorText() + "; " + advice(errno)) }
    }

    private static func writeDurably(_ text: String, to path: String, like old: stat) throws(FileProblem) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem(path, errorText() + "; " + advice(errno)) }
        defer { close(descriptor) }
        if old.st_uid != geteuid() || old.st_gid != getegid() {
            guard fchown(descriptor, old.st_uid, old.st_gid) == 0 else {
                throw problem(path, "can't belong to the owner of the old file; run the same as that user, or as root")
            }
        }
        if old.st_mode & 0o040 != 0, fchmod(descriptor, 0o640) != 0 { throw problem(path, errorText()) }
        try write(text, to: descriptor, path)
        guard fsync(descriptor) == 0 else { throw problem(path, errorText() + "; see whether the disk is well") }
    }

    private static func makeDurable(folder: String) throws(FileProblem) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(folder, errorText() + "; " + advice(errno)) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw problem(folder, errorText() + "; see whether the disk is well") }
    }

    private static func write(_ text: String, to descriptor: Int32, _ path: String) throws(FileProblem) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw problem(path, errorText() + "; make room on the disk, remove this file and try again")
            }
            rest = rest.dropFirst(written)
        }
    }

    private static func checkStatus(of descriptor: Int32, _ path: String) throws(FileProblem) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw problem(path, errorText() + "; see whether the disk is well")
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw problem(path, "is not a file; name a file here") }
        guard status.st_mode & 0o007 == 0 else {
            throw problem(path, "everybody on this machine may read or change it; run: chmod 600 \(path)")
        }
    }

    private static func problem(_ path: String, _ text: String) -> FileProblem {
        FileProblem(file: path, subject: "", text: text)
    }

    private static func errorText() -> String { String(cString: strerror(errno)) }

    private static func advice(_ code: Int32) -> String {
        switch code {
        case ENOENT: "make it, or correct its name in casepost.toml"
        case EACCES, EPERM: "let the user that runs casepost read it, and nobody else"
        case EEXIST: "remove it first if you don't need it"
        default: "see whether the path is right"
        }
    }
}
