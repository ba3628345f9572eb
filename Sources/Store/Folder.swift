internal import Core
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// Folders of the desk's data, which nobody else may look into.
enum Folder {
    /// The folder that a file or folder lies in.
    static func parent(of path: String) -> String { URL(filePath: path).deletingLastPathComponent().path }

    /// Makes a folder in one that is there; nothing happens if it is there already.
    static func make(_ path: String) throws {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw StoreFailure(
            errno == ENOENT ? .missing : .permission, detail: "\(path): \(String(cString: strerror(errno)))",
            advice: "Make the folder that it lies in, and let the user that runs casepost write to it.")
    }
}
