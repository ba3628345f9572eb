#if canImport(Glibc)
    internal import Glibc
#endif

/// Files in which the kernel tells something (proc(5)).
public enum KernelFile {
    /// All of it, read to its end: such a file has no size, and comes a page at a time; `nil` where the kernel does not tell.
    public static func text(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += part.prefix(count)
        }
    }
}
