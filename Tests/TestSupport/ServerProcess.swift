import Foundation
import Synchronization

/// A server that runs in the foreground as our child and can't outlive us.
///
/// A shell stands between: it ends the server when the pipe to its standard input closes, which the system does for us
/// even when the tests are killed.
final class ServerProcess: Sendable {
    private static let script = """
        exec 3<&0
        "$@" </dev/null 3<&- & server=$!
        { read -r _ <&3; kill "$server"; } & watcher=$!
        exec 3<&-
        wait "$server"; status=$?
        kill "$watcher" 2>/dev/null
        exit "$status"
        """

    private let shell: pid_t
    private let lifeline: Mutex<Int32?>

    init(_ executable: String, _ arguments: [String], log: String) throws {
        guard let path = Command.find(executable) else { throw TestSupportFailure("\(executable) is not installed") }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw TestSupportFailure("no pipe: \(Errno.text)") }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        defer { for descriptor in [ends[0], output] { close(descriptor) } }
        var spawn = Spawn(
            "/bin/sh", ["-c", Self.script, "server", path] + arguments, environment: [:], directory: nil)
        spawn.descriptors = [ends[0], output, output]
        shell = try spawn.start()
        lifeline = Mutex(ends[1])
    }

    deinit { stop() }

    /// Ends the server, if it was not ended before, and waits until it is gone.
    func stop() {
        lifeline.withLock { descriptor in
            guard let open = descriptor else { return }
            descriptor = nil
            close(open)
            var status: Int32 = 0
            while waitpid(shell, &status, 0) < 0, errno == EINTR {}
        }
    }

    /// Whether the server has ended by itself, most likely because it could not start.
    var hasEnded: Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(shell), &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_signo != 0
    }

    /// Waits until all of `ports` take connections.
    func waitUntilReady(ports: [UInt16]) throws {
        let deadline = ContinuousClock.now + .seconds(180)
        while !ports.allSatisfy(Loopback.accepts) {
            guard !hasEnded else { throw TestSupportFailure("the server ended at once") }
            guard ContinuousClock.now < deadline else {
                throw TestSupportFailure("the server was not ready in three minutes")
            }
            usleep(20_000)
        }
    }
}
