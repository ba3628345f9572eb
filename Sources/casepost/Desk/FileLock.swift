internal import MailTransport

#if canImport(Glibc)
    internal import Glibc
#endif

/// A lock between processes, on a file that stays; it ends with its last reference, and with the process.
final class FileLock: TokenLock {
    private let descriptor: Int32

    /// Waits for the lock, on the calling thread.
    init(_ path: String, patience: Duration = .seconds(45)) throws(FileProblem) {
        let isNew = !PrivateFile.exists(path)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw FileProblem(
                file: path, subject: "",
                text: "\(String(cString: strerror(errno))); let the user that runs casepost write in this folder")
        }
        // What root makes is there for the user that runs casepost; where that fails, that user will say so.
        if isNew { _ = FolderOwner.give(descriptor, in: FilePath.folder(of: path)) }
        let end = ContinuousClock.now + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, .now < end else {
                // `deinit` closes it: all properties are set.
                let text = errno == EWOULDBLOCK ? "another casepost holds it" : String(cString: strerror(errno))
                throw FileProblem(file: path, subject: "", text: "\(text); try again")
            }
            usleep(20_000)
        }
    }

    deinit { close(descriptor) }
}
