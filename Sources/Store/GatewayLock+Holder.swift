#if canImport(Glibc)
    internal import Glibc
#endif

extension GatewayLock {
    /// The process that holds the lock of the desk whose database is at `path`; `nil` where nobody does.
    ///
    /// Only looks: to try the lock would refuse it to a gateway that starts at that moment. 0 is a process that is not seen
    /// from here, as in another container.
    public static func holder(besides path: String) -> Int32? {
        var status = stat()
        guard stat(path + ".lock", &status) == 0 else { return nil }
        return holder(ofFile: status.st_ino, in: KernelFile.text(of: "/proc/locks") ?? "")
    }

    /// Reads lines of proc(5): `1: FLOCK  ADVISORY  WRITE 708 fe:00:13 0 EOF`; a line with an arrow only waits.
    static func holder(ofFile inode: UInt, in locks: String) -> Int32? {
        for line in locks.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count >= 6, words[1] == "FLOCK", words[3] == "WRITE",
                words[5].split(separator: ":").last == "\(inode)"
            else { continue }
            return Int32(words[4])
        }
        return nil
    }
}
