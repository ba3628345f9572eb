#if canImport(Glibc)
    internal import Glibc
#endif

/// What tells one version of a file from another.
struct FileVersion: Sendable, Equatable {
    private var inode: UInt64
    private var facts: [Int]

    /// The file as it is now; `nil` where there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        inode = UInt64(status.st_ino)
        // The time of the last change tells of new permissions too.
        facts = [
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
            Int(status.st_size),
        ]
    }
}
