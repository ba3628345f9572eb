internal import Core
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// Folders of the desk's data, which nobody else may look into.
enum Folder {
    /// The folder that a file or folder lies in.
    static func parent(of path: String) -> String { URL(filePath: path).deletingLastPathComponent().path }

    /// Makes a folder in one that is there, durably; nothing happens if it is there already.
    static func make(_ path: String) throws {
        if mkdir(path, 0o700) == 0 { return try makeDurable(file: parent(of: path)) }
        guard errno != EEXIST else { return }
        if errno == ENOSPC || errno == EDQUOT { throw StoreFailure.ofFile(path) }
        throw StoreFailure(
            errno == ENOENT ? .missing : .permission, detail: "\(path): \(String(cString: strerror(errno)))",
            advice: "Make the folder that it lies in, and let the user that runs casepost write to it.")
    }

    /// Makes a file that must not be there, for its owner alone.
    static func makeEmpty(file path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreFailure.ofFile(path) }
        close(descriptor)
    }

    /// Whether two names are those of one file.
    static func isOne(_ name: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        return stat(name, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
            && first.st_ino == second.st_ino
    }

    /// Has the octets of a file, or the names in a folder, survive a power cut.
    static func makeDurable(file path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreFailure.ofFile(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw StoreFailure(unsafe: "\(path): \(String(cString: strerror(errno)))")
        }
    }
}
