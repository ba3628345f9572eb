import Core
import Glibc
import Synchronization

/// Delivery into a Maildir: one file a mail, which is whole and on disk before any reader can see it.
///
/// The mail is stored as local delivery does on Unix: the octets as they are, but with LF for CRLF, and nothing added.
/// The envelope is not stored.
public actor MaildirDelivery: MailSink {
    private let path: String
    private let executor: ThreadExecutor
    /// Counts the names made by this process.
    private static let sequence = Atomic<Int>(0)

    /// The thread that waits for the disk.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Prepares delivery into the Maildir at `path`.
    ///
    /// It is made with the first mail if it is missing; the folder that it is in must exist.
    public init(path: String) throws(TransportFailure) {
        self.path = path
        executor = try ThreadExecutor(name: "maildir")
    }

    deinit { executor.stop() }

    /// Nothing is kept between two deliveries.
    public func close() {}

    /// Stores `mails`; those that are accepted survive a power failure.
    public func deliver(_ mails: [MailObject]) -> [DeliveryOutcome] {
        do throws(TransportFailure) {
            try makeFolders()
        } catch {
            return mails.map { _ in .failed(error, isAmbiguous: false) }
        }
        let outcomes = mails.map(store)
        do throws(TransportFailure) {
            try synchronizeFolder("\(path)/new")
            return outcomes
        } catch {
            return outcomes.map { $0.verdict == .delivered ? .failed(error, isAmbiguous: true) : $0 }
        }
    }

    private func store(_ mail: MailObject) -> DeliveryOutcome {
        let name = uniqueName()
        let (unfinished, stored) = ("\(path)/tmp/\(name)", "\(path)/new/\(name)")
        do throws(TransportFailure) {
            try write(mail.content.withUnixLineEnds, to: unfinished)
            try check(rename(unfinished, stored), "rename", stored)
            return .accepted(SMTPReply(code: 250, lines: ["2.0.0 Stored as \(name)"]))
        } catch {
            unlink(unfinished)
            return .failed(error, isAmbiguous: false)
        }
    }

    /// A name that no other delivery on any host gives: the time, what happened in it, and where.
    private func uniqueName() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let number = Self.sequence.add(1, ordering: .relaxed).newValue
        return "\(now.tv_sec).M\(now.tv_nsec / 1_000)P\(getpid())Q\(number).\(Self.hostName)"
    }

    /// The name of this machine, without what has a meaning in paths and in names of mails.
    private static let hostName: String = {
        var name = [UInt8](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        return text.replacing("/", with: "\\057").replacing(":", with: "\\072")
    }()
}

// MARK: Files

extension MaildirDelivery {
    private func makeFolders() throws(TransportFailure) {
        for folder in [path, "\(path)/tmp", "\(path)/new", "\(path)/cur"] {
            if mkdir(folder, 0o700) == 0 {
                try synchronizeFolder("\(folder)/..")
            } else if errno != EEXIST {
                try check(-1, "mkdir", folder)
            }
        }
    }

    private func write(_ bytes: [UInt8], to file: String) throws(TransportFailure) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        try check(descriptor, "create", file)
        defer { Glibc.close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            try check(Int32(clamping: count), "write", file)
            written += count
        }
        try check(fsync(descriptor), "fsync", file)
    }

    private func synchronizeFolder(_ folder: String) throws(TransportFailure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try check(descriptor, "open", folder)
        defer { Glibc.close(descriptor) }
        try check(fsync(descriptor), "fsync", folder)
    }

    private func check(_ status: Int32, _ call: String, _ path: String) throws(TransportFailure) {
        guard status < 0 else { return }
        throw TransportFailure(.localFile, detail: "\(call) \(path): \(String(cString: strerror(errno)))")
    }
}

extension [UInt8] {
    fileprivate var withUnixLineEnds: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for byte in self {
            if byte == 0x0A, bytes.last == 0x0D { bytes.removeLast() }
            bytes.append(byte)
        }
        return bytes
    }
}
