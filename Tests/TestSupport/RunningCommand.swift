import Foundation
import Synchronization

/// A program that was started and may still run.
public final class RunningCommand: Sendable {
    /// Its process id.
    public let processID: Int32

    private let standardOutput: CapturedOutput
    private let standardError: CapturedOutput
    /// The raw status of `waitpid`, once the process has been reaped; until then its id can't belong to anyone else.
    private let reaped = Mutex<Int32?>(nil)

    init(
        _ executable: String, _ arguments: [String], input: [UInt8], environment: [String: String], directory: String?
    ) throws {
        guard let path = Command.find(executable) else { throw TestSupportFailure("\(executable) is not installed") }
        let standardInput = try CapturedOutput(holding: input)
        standardOutput = try CapturedOutput()
        standardError = try CapturedOutput()
        var spawn = Spawn(path, arguments, environment: environment, directory: directory)
        spawn.descriptors = [standardInput.descriptor, standardOutput.descriptor, standardError.descriptor]
        processID = try spawn.start()
    }

    deinit {
        signal(SIGKILL)
        _ = wait()
    }

    /// What it has written to standard output so far.
    public var stdout: String { String(decoding: standardOutput.octets, as: UTF8.self) }

    /// What it has written to standard error so far.
    public var stderr: String { String(decoding: standardError.octets, as: UTF8.self) }

    /// Sends a signal, unless the process has ended and was waited for.
    public func signal(_ number: Int32) {
        reaped.withLock { status in
            if status == nil { kill(processID, number) }
        }
    }

    /// Waits for its end.
    public func wait() -> Command.Output {
        var info = siginfo_t()
        // Without WNOWAIT the id could be given to another process before a late `signal` is stopped.
        while waitid(P_PID, id_t(processID), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let raw = reaped.withLock { status in
            if let status { return status }
            var raw: Int32 = 0
            while waitpid(processID, &raw, 0) < 0, errno == EINTR {}
            status = raw
            return raw
        }
        return Command.Output(
            status: raw & 0x7f == 0 ? raw >> 8 & 0xff : -(raw & 0x7f), standardOutput: standardOutput.octets,
            stderr: stderr)
    }

    /// Whether it still runs.
    public var isRunning: Bool {
        var info = siginfo_t()
        guard reaped.withLock({ $0 }) == nil else { return false }
        return waitid(P_PID, id_t(processID), &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_signo == 0
    }
}

/// A nameless file that stands in for one of a program's standard streams.
private final class CapturedOutput: Sendable {
    let descriptor: Int32

    init(holding octets: [UInt8] = []) throws {
        var template = Array("/tmp/casepost-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw TestSupportFailure("no temporary file: \(Errno.text)") }
        unlink(template)
        guard octets.isEmpty || write(descriptor, octets, octets.count) == octets.count else {
            throw TestSupportFailure("could not write the input: \(Errno.text)")
        }
        lseek(descriptor, 0, SEEK_SET)
    }

    deinit { close(descriptor) }

    var octets: [UInt8] {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_size > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(facts.st_size)) { buffer, count in
            // By position, so that the offset shared with the program stays where it is.
            count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
        }
    }
}
