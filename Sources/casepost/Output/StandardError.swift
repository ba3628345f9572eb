#if canImport(Glibc)
    internal import Glibc
#endif

/// Standard error, written to at once and whole.
enum StandardError {
    static let isTerminal = isatty(STDERR_FILENO) == 1

    /// Writes text as it is; when nobody can be told, nobody is.
    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
