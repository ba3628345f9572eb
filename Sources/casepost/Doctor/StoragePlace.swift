internal import FoundationEssentials
internal import Store

#if canImport(Glibc)
    internal import Glibc
#endif

/// What is known of a folder that the desk writes to.
struct StoragePlace: Sendable, Equatable {
    /// Its path.
    var path: String
    /// Whether it is there.
    var exists: Bool
    /// Whether this user may write to it; where it is not there, to the folder that it would be made in.
    var isWritable: Bool
    /// The kind of file system, as the kernel names it.
    var fileSystem: String?
    /// Octets that are free for this user.
    var free: Int64?

    /// Looks at a folder, which is not made.
    init(at path: String) {
        self.path = path
        exists = access(path, F_OK) == 0
        let there = exists ? path : FilePath.folder(of: path)
        isWritable = access(there, W_OK | X_OK) == 0
        fileSystem = realpath(there, nil).map { resolved in
            defer { Glibc.free(resolved) }
            return String(cString: resolved)
        }.flatMap { place in
            KernelFile.text(of: "/proc/self/mountinfo").flatMap { Self.fileSystem(of: place, in: $0) }
        }
        var status = statvfs()
        free = statvfs(there, &status) == 0 ? Int64(status.f_bavail) * Int64(status.f_frsize) : nil
    }

    init(path: String, exists: Bool, isWritable: Bool, fileSystem: String?, free: Int64?) {
        self.path = path
        self.exists = exists
        self.isWritable = isWritable
        self.fileSystem = fileSystem
        self.free = free
    }

    /// Reads lines of proc(5): the sixth word is no part of it until a lone `-`, behind which the kind stands.
    static func fileSystem(of path: String, in mounts: String) -> String? {
        var (longest, kind) = ("", nil as String?)
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 6, let dash = words.firstIndex(of: "-"), dash + 1 < words.count else { continue }
            let mount = String(words[4]).replacing("\\040", with: " ")
            guard path == mount || mount == "/" || path.hasPrefix(mount + "/"), mount.utf8.count >= longest.utf8.count
            else { continue }
            (longest, kind) = (mount, String(words[dash + 1]))
        }
        return kind
    }

    private static let networks: Set = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "beegfs", "gfs2", "ocfs2",
    ]

    /// Whether files there are kept by another machine, or by a program that may lie about what is durable.
    var isUnsafe: Bool {
        guard let fileSystem else { return false }
        return Self.networks.contains(fileSystem) || fileSystem.hasPrefix("fuse")
    }

    /// Whether files there are gone after the next start of the machine.
    var isFleeting: Bool { fileSystem == "tmpfs" || fileSystem == "ramfs" }
}
