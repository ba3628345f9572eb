import Foundation

/// How to start a process: which program, with which descriptors and nothing else of ours.
struct Spawn {
    private let path: String
    private let arguments: [String]
    private let environment: [String]
    /// What becomes standard input, output and error; every other descriptor stays behind.
    var descriptors: [Int32] = []

    init(_ path: String, _ arguments: [String], environment: [String: String], directory: String?) {
        // `posix_spawn` can't change the directory portably; `env` can.
        let line = directory.map { ["/usr/bin/env", "--chdir=\($0)", path] + arguments } ?? [path] + arguments
        self.path = line[0]
        self.arguments = line
        self.environment = ProcessInfo.processInfo.environment
            .merging(environment) { _, added in added }.map { "\($0)=\($1)" }
    }

    /// One more than the highest descriptor that is kept from programs; more than any test opens.
    private static let descriptorLimit = Int32(min(sysconf(Int32(_SC_OPEN_MAX)), 4_096))

    /// Starts it and returns the process id.
    func start() throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        for number in Int32(descriptors.count)..<Self.descriptorLimit {
            posix_spawn_file_actions_addclose(&actions, number)
        }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A test process may ignore SIGPIPE or block signals; what it starts must not inherit that.
        var defaults = sigset_t()
        var blocked = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        sigemptyset(&blocked)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &blocked)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        var processID: pid_t = 0
        let code = withCStrings(arguments) { argv in
            withCStrings(environment) { envp in posix_spawn(&processID, path, &actions, &attributes, argv, envp) }
        }
        guard code == 0 else { throw TestSupportFailure("could not start \(path): \(String(cString: strerror(code)))") }
        return processID
    }

    private func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
