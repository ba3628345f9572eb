import Foundation

/// Programs that tests run.
public enum Command {
    /// What a finished program left behind.
    public struct Output: Sendable {
        /// The exit code; for a program that a signal ended, that signal's number, negated.
        public var status: Int32
        /// All of its standard output, octet by octet.
        public var standardOutput: [UInt8]
        /// All of its standard error, as text.
        public var stderr: String

        /// All of its standard output, as text.
        public var stdout: String { String(decoding: standardOutput, as: UTF8.self) }
    }

    /// Runs a program to its end.
    ///
    /// Output of any size is safe: it goes to files, not through pipes that fill up.
    ///
    /// - Parameters:
    ///   - executable: a path, or a name that is looked up as ``find(_:)`` does.
    ///   - environment: added to the environment of the tests.
    @discardableResult
    public static func run(
        _ executable: String, _ arguments: [String] = [], input: [UInt8] = [], environment: [String: String] = [:],
        directory: String? = nil
    ) throws -> Output {
        let running = try RunningCommand(
            executable, arguments, input: input, environment: environment, directory: directory)
        return running.wait()
    }

    /// Starts a program and returns at once; it is killed when the last reference goes.
    public static func start(
        _ executable: String, _ arguments: [String] = [], input: [UInt8] = [], environment: [String: String] = [:],
        directory: String? = nil
    ) throws -> RunningCommand {
        try RunningCommand(executable, arguments, input: input, environment: environment, directory: directory)
    }

    /// Runs a program and fails, with what it said, unless it exits with 0.
    @discardableResult
    public static func succeed(
        _ executable: String, _ arguments: [String] = [], input: [UInt8] = [], environment: [String: String] = [:],
        directory: String? = nil
    ) throws -> Output {
        let output = try run(executable, arguments, input: input, environment: environment, directory: directory)
        guard output.status == 0 else {
            let line = ([executable] + arguments).joined(separator: " ")
            throw TestSupportFailure("\(line) exited with \(output.status): \(output.stderr)\(output.stdout)")
        }
        return output
    }

    /// The path of a program in `$PATH` or one of the folders for system programs, or `nil`.
    public static func find(_ name: String) -> String? {
        guard !name.contains("/") else { return name }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = path.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/sbin", "/sbin"]
        return folders.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }
}
