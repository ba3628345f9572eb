internal import Core
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// Second names of kept files, so that deleting a file takes nothing from who still needs it.
extension BlobFolder {
    private static let linkFolders = "links-"

    /// Makes a folder for second names beside the files; what an earlier process left of the kind is removed.
    func makeLinkFolder() throws -> String {
        try removeLinkFolders()
        let folder = location(of: "\(Self.linkFolders)\(UUID().uuidString.lowercased())")
        try Folder.make(folder)
        return folder
    }

    /// Gives a file a second name in a folder; `false` where there is no such file.
    func link(_ name: String, into folder: String) throws -> Bool {
        guard Glibc.link(location(of: name), "\(folder)/\(name)") != 0, errno != EEXIST else { return true }
        guard errno == ENOENT else { throw StoreFailure.ofFile(folder) }
        return false
    }

    /// Removes the folders of second names, and so what was deleted since.
    func removeLinkFolders() throws {
        let manager = FileManager.default
        do {
            for name in try manager.contentsOfDirectory(atPath: location(of: "")) where name.hasPrefix(Self.linkFolders)
            {
                try manager.removeItem(atPath: location(of: name))
            }
        } catch {
            throw StoreFailure(
                .permission, detail: "\(location(of: "")): \(error)",
                advice: "Let the user that runs casepost write to the folder.")
        }
    }
}

extension StoreFailure {
    /// What the last system call on that file failed with.
    static func ofFile(_ path: String) -> StoreFailure {
        let code = errno
        let isFull = code == ENOSPC || code == EDQUOT
        return StoreFailure(
            isFull ? .full : .permission, detail: "\(path): \(String(cString: strerror(code)))",
            advice: isFull
                ? "The disk is full: make room, and run it again; nothing was lost."
                : "Check that the folder exists, and that the user that runs casepost may write to it.")
    }
}
