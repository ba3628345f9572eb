#if canImport(Glibc)
    internal import Glibc
#endif

/// How much room there is for more.
enum FreeSpace {
    /// The octets that are free for us where that file or folder is; `nil` where nobody can tell.
    static func around(_ path: String) -> Int? {
        var system = statvfs()
        guard statvfs(path, &system) == 0 else { return nil }
        return Int(
            clamping: UInt64(system.f_bavail).multipliedReportingOverflow(by: UInt64(system.f_frsize)).partialValue)
    }
}
