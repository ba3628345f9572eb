import Foundation

/// A directory of its own for one test, removed with everything in it when the last reference goes.
///
/// Anyone may enter it (mode 0755): servers that drop their privileges keep files in there.
public final class TemporaryDirectory: Sendable {
    /// The absolute path; short, because the path of a Unix socket holds at most 107 octets.
    public let path: String

    /// Makes an empty directory below `$TMPDIR`, or `/tmp`.
    public init() throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/casepost-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil,
            let path = String(validating: template.dropLast().map(UInt8.init), as: UTF8.self)
        else { throw TestSupportFailure("no temporary directory below \(parent): \(Errno.text)") }
        self.path = path
        chmod(path, 0o755)
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("could not remove \(path): \(error)")
        }
    }

    /// The path of something inside.
    public func appending(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, making the folders on the way, and returns its path.
    @discardableResult
    public func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    /// Writes a file, making the folders on the way, and returns its path.
    @discardableResult
    public func write(_ name: String, _ octets: [UInt8]) throws -> String {
        let file = appending(name)
        try makeFolder((file as NSString).deletingLastPathComponent)
        try Data(octets).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Makes a folder inside and returns its path.
    @discardableResult
    public func folder(_ name: String) throws -> String {
        let folder = appending(name)
        try makeFolder(folder)
        return folder
    }

    private func makeFolder(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
}

/// The last failed system call, in words.
enum Errno {
    static var text: String { String(cString: strerror(errno)) }
}
