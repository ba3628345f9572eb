import Glibc

/// A file that grows while a long message arrives, and vanishes unless it is kept.
///
/// Only a process that is killed leaves one behind; its name begins with `spool-`.
struct SpoolFile: ~Copyable {
    let path: String
    private(set) var size = 0
    private let descriptor: Int32
    private var isKept = false

    /// Makes a new file, readable by its owner only, in `directory`.
    init(in directory: String) throws(TransportFailure) {
        let name = String(UInt64.random(in: .min ... .max), radix: 36)
        path = "\(directory)/spool-\(getpid())-\(name)"
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file("create", path) }
    }

    deinit {
        close(descriptor)
        if !isKept { unlink(path) }
    }

    /// Appends all of `bytes`.
    mutating func append(_ bytes: [UInt8]) throws(TransportFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .file("write", path) }
            rest = rest.dropFirst(written)
        }
        size += bytes.count
    }

    /// Leaves the file to whoever is told its path.
    mutating func keep() { isKept = true }
}

extension TransportFailure {
    fileprivate static func file(_ verb: String, _ path: String) -> Self {
        TransportFailure(.localFile, detail: "could not \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}
